import { ADA, CREW } from '../support/resources.js';
import type { PatchCase } from './patch/patch-case.js';

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BARE = { schemas: [CORE], id: 'u', userName: 'bo' } as const;
const [WORK, HOME] = ADA.emails;
const [ONE, TWO, UPPER] = CREW.members;
const { members: _members, ...NO_MEMBERS } = CREW;

const leniency =
  (client: 'entra' | 'okta') =>
  (what: string, on: PatchCase['on'], gives: PatchCase['gives'], ...ops: PatchCase['ops']): PatchCase => ({
    section: `leniency ${client}: ${what}`,
    on,
    ops,
    gives,
  });
const entra = leniency('entra');
const okta = leniency('okta');

/** What Microsoft Entra ID is known to send. */
export const ENTRA_CASES: readonly PatchCase[] = [
  entra('capital verbs', BARE, { ...BARE, nickName: 'B' }, { op: 'Add', path: 'nickName', value: 'B' }),
  entra('capital verbs', ADA, { ...ADA, title: 'Dr' }, { op: 'REPLACE', path: 'title', value: 'Dr' }),
  entra('capital verbs', ADA, { ...ADA, emails: [HOME] }, { op: 'Remove', path: 'emails[type eq "work"]' }),
  entra('booleans as texts', ADA, { ...ADA, active: false }, { op: 'Replace', path: 'active', value: 'False' }),
  entra('booleans as texts', ADA, 'same', { op: 'Replace', path: 'active', value: 'True' }),
  entra('booleans as texts', ADA, 'invalidValue', { op: 'Replace', path: 'active', value: 'yes' }),
  entra(
    'booleans only where they are',
    ADA,
    { ...ADA, title: 'True' },
    { op: 'Replace', path: 'title', value: 'True' },
  ),
  entra(
    'booleans in elements',
    BARE,
    { ...BARE, emails: [{ value: 'x', primary: true }] },
    { op: 'Add', path: 'emails', value: [{ value: 'x', primary: 'True' }] },
  ),
  entra('booleans without a path', ADA, { ...ADA, active: false }, { op: 'Replace', value: { active: 'False' } }),
  entra(
    'booleans in a value list',
    ADA,
    { ...ADA, active: false },
    { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] },
  ),
  entra(
    'one value in a list',
    ADA,
    { ...ADA, title: 'Dr' },
    { op: 'Replace', path: 'title', value: [{ $ref: null, value: 'Dr' }] },
  ),
  entra(
    'dotted keys',
    ADA,
    { ...ADA, name: { ...ADA.name, givenName: 'Ava' } },
    { op: 'replace', value: { 'name.givenName': 'Ava' } },
  ),
  entra(
    'dotted keys',
    ADA,
    { ...ADA, title: 'Dr', name: { ...ADA.name, givenName: 'Ava' } },
    { op: 'replace', value: { title: 'Dr', 'name.givenName': 'Ava' } },
  ),
  entra(
    'URN keys',
    BARE,
    { ...BARE, schemas: [CORE, E], [E]: { employeeNumber: '7' } },
    { op: 'add', value: { [`${E}:employeeNumber`]: '7' } },
  ),
  entra(
    'URN keys',
    BARE,
    { ...BARE, schemas: [CORE, E], [E]: { manager: { value: 'm' } } },
    { op: 'add', value: { [`${E}:manager.value`]: 'm' } },
  ),
  entra(
    'URN keys',
    ADA,
    { ...ADA, [E]: { ...ADA[E], department: 'IT' } },
    { op: 'replace', value: { [E]: { department: 'IT' } } },
  ),
  entra(
    'value paths as keys',
    ADA,
    { ...ADA, emails: [{ ...WORK, value: 'n' }, HOME] },
    { op: 'replace', value: { 'emails[type eq "work"].value': 'n' } },
  ),
  entra(
    'an element that is not there',
    BARE,
    { ...BARE, emails: [{ type: 'work', value: 'x' }] },
    { op: 'Add', path: 'emails[type eq "work"].value', value: 'x' },
  ),
  entra(
    'an element that is not there',
    BARE,
    { ...BARE, emails: [{ type: 'work', value: 'x' }] },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'x' },
  ),
  entra(
    'an element that is not there, made once',
    BARE,
    { ...BARE, addresses: [{ type: 'work', locality: 'L', country: 'C' }] },
    { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'L' },
    { op: 'Add', path: 'addresses[type eq "work"].country', value: 'C' },
  ),
  entra(
    'other elements stay',
    ADA,
    { ...ADA, emails: [WORK, HOME, { type: 'other', value: 'x' }] },
    { op: 'Replace', path: 'emails[type eq "other"].value', value: 'x' },
  ),
  entra(
    'a primary role',
    ADA,
    { ...ADA, roles: [...ADA.roles, { primary: true, value: 'owner' }] },
    { op: 'Add', path: 'roles[primary eq "True"].value', value: 'owner' },
  ),
  entra('nothing can be made of it', BARE, 'noTarget', { op: 'Add', path: 'emails[type ne "work"].value', value: 'x' }),
  entra(
    'manager as a text',
    BARE,
    { ...BARE, schemas: [CORE, E], [E]: { manager: { value: 'm' } } },
    { op: 'Add', path: `${E}:manager`, value: 'm' },
  ),
  entra(
    'manager without its URN',
    BARE,
    { ...BARE, schemas: [CORE, E], [E]: { manager: { value: 'm' } } },
    { op: 'Add', path: 'manager', value: 'm' },
  ),
  entra(
    'manager in a list',
    BARE,
    { ...BARE, schemas: [CORE, E], [E]: { manager: { value: 'm' } } },
    { op: 'Add', path: 'manager', value: [{ $ref: null, value: 'm' }] },
  ),
  entra(
    'manager as an object',
    ADA,
    { ...ADA, [E]: { ...ADA[E], manager: { value: 'n', displayName: 'Bo' } } },
    { op: 'Replace', path: `${E}:manager`, value: { value: 'n' } },
  ),
  entra(
    'no manager',
    ADA,
    { ...ADA, [E]: { employeeNumber: '701', department: 'Sales' } },
    { op: 'Replace', path: 'manager', value: '' },
  ),
  entra(
    'department without its URN',
    ADA,
    { ...ADA, [E]: { ...ADA[E], department: 'IT' } },
    { op: 'Replace', path: 'department', value: 'IT' },
  ),
  entra('null when adding', BARE, 'same', { op: 'Add', path: 'nickName', value: null }),
  entra('null when adding', BARE, 'same', { op: 'Add', value: { nickName: null, emails: [] } }),
  entra('null when replacing', { ...BARE, nickName: 'B' }, BARE, { op: 'Replace', path: 'nickName', value: null }),
  entra('null for an element that is not there', BARE, 'same', {
    op: 'Replace',
    path: 'emails[type eq "work"].value',
    value: null,
  }),
  entra(
    'members added as they are sent',
    NO_MEMBERS,
    { ...NO_MEMBERS, members: [{ value: 'u1' }] },
    { op: 'Add', path: 'members', value: [{ $ref: null, value: 'u1' }] },
  ),
  entra(
    'members as plain texts',
    NO_MEMBERS,
    { ...NO_MEMBERS, members: [{ value: 'u1' }] },
    { op: 'Add', path: 'members', value: ['u1'] },
  ),
  entra(
    'members removed by value',
    CREW,
    { ...CREW, members: [ONE, UPPER] },
    { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u2' }] },
  ),
  entra(
    'members removed by value',
    CREW,
    { ...CREW, members: [UPPER] },
    { op: 'Remove', path: 'members', value: [{ value: 'u1' }, { value: 'u2' }] },
  ),
  entra(
    'members removed by value',
    CREW,
    { ...CREW, members: [TWO, UPPER] },
    { op: 'Remove', path: 'members', value: 'u1' },
  ),
  entra('no members removed by no value', CREW, 'same', { op: 'Remove', path: 'members', value: [] }),
  entra('a member removed that is gone', CREW, 'same', { op: 'Remove', path: 'members', value: [{ value: 'u9' }] }),
  entra(
    'a member removed by filter',
    CREW,
    { ...CREW, members: [ONE, UPPER] },
    { op: 'Remove', path: 'members[value eq "u2"]' },
  ),
  entra('a member removed that is gone', CREW, 'same', { op: 'Remove', path: 'members[value eq "u9"]' }),
  entra('all members removed', CREW, NO_MEMBERS, { op: 'Remove', path: 'members' }),
  entra(
    'roles as texts',
    BARE,
    { ...BARE, roles: [{ value: 'editor' }] },
    { op: 'Add', path: 'roles', value: ['editor'] },
  ),
  entra(
    'what it may not write',
    ADA,
    { ...ADA, title: 'Dr' },
    { op: 'Replace', value: { id: 'x', meta: { resourceType: 'X' }, schemas: ['urn:x:y'], title: 'Dr' } },
  ),
  entra('an attribute that nobody knows', ADA, 'invalidPath', { op: 'Add', path: 'shoeSize', value: '43' }),
  entra('a removal without a path', ADA, 'noTarget', { op: 'Remove' }),
  entra('a verb that is none', ADA, 'invalidSyntax', { op: 'Move', path: 'title', value: 'x' }),
  entra('userName stays required', ADA, 'mutability', { op: 'Remove', path: 'userName' }),
];

/** What Okta is known to send. */
export const OKTA_CASES: readonly PatchCase[] = [
  okta('deactivation', ADA, { ...ADA, active: false }, { op: 'replace', value: { active: false } }),
  okta('no booleans as texts', ADA, 'invalidValue', { op: 'replace', value: { active: 'False' } }),
  okta(
    'a group renamed with its id',
    CREW,
    { ...CREW, displayName: 'Team' },
    { op: 'replace', value: { id: 'g-other', displayName: 'Team' } },
  ),
  okta(
    'a member removed twice',
    CREW,
    { ...CREW, members: [ONE, UPPER] },
    { op: 'remove', path: 'members[value eq "u2"]' },
    { op: 'remove', path: 'members[value eq "u2"]' },
  ),
  okta('removing with a value never wipes', CREW, 'invalidValue', {
    op: 'remove',
    path: 'members',
    value: [{ value: 'u2' }],
  }),
  okta(
    'members replaced',
    CREW,
    { ...CREW, members: [{ value: 'u2', display: 'bo@x.test' }] },
    { op: 'replace', path: 'members', value: [{ value: 'u2', display: 'bo@x.test' }] },
  ),
  okta('password', BARE, { ...BARE, password: 'made-up-1' }, { op: 'replace', value: { password: 'made-up-1' } }),
];
