import { ADA, CREW } from '../support/resources.js';

export interface PatchCase {
  readonly section: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly ops: readonly { readonly op: string; readonly path?: string; readonly value?: unknown }[];
  /** The whole resource afterwards, `same`, or the `scimType` of the error. */
  readonly gives: Readonly<Record<string, unknown>> | string;
}

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const [WORK, HOME] = ADA.emails;
const { title: _title, ...NO_TITLE } = ADA;
const { emails: _emails, ...NO_EMAILS } = ADA;
const { [E]: ENTERPRISE, ...NO_ENTERPRISE } = { ...ADA, schemas: [CORE] };
const BARE = { schemas: [CORE], id: 'u', userName: 'bo' } as const;
const [ONE, TWO, UPPER] = CREW.members;
const { members: _members, ...NO_MEMBERS } = CREW;
const GROUPED = { ...BARE, groups: [{ value: 'g1', display: 'Crew' }] } as const;

const add = (path: string, value: unknown) => ({ op: 'add', path, value });
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });
const remove = (path: string) => ({ op: 'remove', path });
const of =
  (section: string) =>
  (on: PatchCase['on'], ops: PatchCase['ops'][number] | PatchCase['ops'], gives: PatchCase['gives']): PatchCase => ({
    section,
    on,
    ops: Array.isArray(ops) ? ops : [ops as PatchCase['ops'][number]],
    gives,
  });

const adding = of('RFC 7644 §3.5.2.1 add');
const ADD: readonly PatchCase[] = [
  adding(BARE, add('nickName', 'B'), { ...BARE, nickName: 'B' }),
  adding(BARE, add('NICKNAME', 'B'), { ...BARE, nickName: 'B' }),
  adding(ADA, add('title', 'Dr'), { ...ADA, title: 'Dr' }),
  adding(ADA, add('userType', 'Employee'), 'same'),
  adding(ADA, add('active', false), { ...ADA, active: false }),
  adding(BARE, add('name', { givenName: 'Bo' }), { ...BARE, name: { givenName: 'Bo' } }),
  adding(ADA, add('name', { middleName: 'M' }), { ...ADA, name: { ...ADA.name, middleName: 'M' } }),
  adding(ADA, add('name', { GIVENNAME: 'Ava' }), { ...ADA, name: { ...ADA.name, givenName: 'Ava' } }),
  adding(ADA, add('name', ADA.name), 'same'),
  adding(ADA, add('name.middleName', 'M'), { ...ADA, name: { ...ADA.name, middleName: 'M' } }),
  adding(BARE, add('name.familyName', 'B'), { ...BARE, name: { familyName: 'B' } }),
  adding(ADA, add('nickName', null), 'same'),
  adding(ADA, add('userType', null), 'same'),
  adding(ADA, add('name', { givenName: null }), 'same'),
  adding(ADA, add('emails', []), 'same'),
  adding(BARE, add('emails', [WORK]), { ...BARE, emails: [WORK] }),
  adding(BARE, add('emails', WORK), { ...BARE, emails: [WORK] }),
  adding(ADA, add('emails', [{ value: 'x@x.test', type: 'other' }]), {
    ...ADA,
    emails: [WORK, HOME, { value: 'x@x.test', type: 'other' }],
  }),
  adding(ADA, add('emails', [WORK]), 'same'),
  adding(ADA, add('emails', [{ value: 'ADA@work.example', type: 'Work' }]), {
    ...ADA,
    emails: [{ ...WORK, type: 'Work' }, HOME],
  }),
  adding(ADA, add('emails', [{ value: 'ada@home.example' }]), 'same'),
  adding(ADA, add('emails', [{ value: 'ada@home.example', type: 'work' }]), {
    ...ADA,
    emails: [WORK, HOME, { value: 'ada@home.example', type: 'work' }],
  }),
  adding(ADA, add('emails', [{ value: 'ada@home.example', type: 'home', display: 'H' }]), {
    ...ADA,
    emails: [WORK, { ...HOME, display: 'H' }],
  }),
  adding(ADA, add('emails', [{ value: 'n@x.test' }, { value: 'n@x.test' }]), {
    ...ADA,
    emails: [WORK, HOME, { value: 'n@x.test' }],
  }),
  adding(BARE, add('addresses', [{ locality: 'X' }, { locality: 'X' }]), { ...BARE, addresses: [{ locality: 'X' }] }),
  adding(CREW, add('members', [{ value: 'u3' }]), { ...CREW, members: [ONE, TWO, UPPER, { value: 'u3' }] }),
  adding(CREW, add('members', [{ value: 'u2' }]), 'same'),
  adding(CREW, add('members', [{ value: 'u1', display: 'Other' }]), 'same'),
  adding(CREW, add('members', [{ value: 'u2' }, { value: 'u3' }, { value: 'u3' }]), {
    ...CREW,
    members: [ONE, TWO, UPPER, { value: 'u3' }],
  }),
  adding(NO_MEMBERS, add('members', [{ value: 'u1', $ref: null }]), { ...NO_MEMBERS, members: [{ value: 'u1' }] }),
  adding(ADA, add('emails[type eq "home"].display', 'H'), { ...ADA, emails: [WORK, { ...HOME, display: 'H' }] }),
  adding(ADA, add('emails[type eq "home"]', { display: 'H' }), { ...ADA, emails: [WORK, { ...HOME, display: 'H' }] }),
  adding(ADA, add('emails[type eq "other"].value', 'x'), 'noTarget'),
  adding(ADA, add('emails.display', 'E'), {
    ...ADA,
    emails: [
      { ...WORK, display: 'E' },
      { ...HOME, display: 'E' },
    ],
  }),
  adding(BARE, add('emails.display', 'E'), 'noTarget'),
  adding(
    BARE,
    { op: 'add', value: { nickName: 'B', name: { givenName: 'Bo' } } },
    { ...BARE, nickName: 'B', name: { givenName: 'Bo' } },
  ),
  adding(
    ADA,
    { op: 'add', value: { emails: [{ value: 'n@x.test' }] } },
    { ...ADA, emails: [WORK, HOME, { value: 'n@x.test' }] },
  ),
  adding(ADA, { op: 'add', path: '', value: { nickName: 'B' } }, { ...ADA, nickName: 'B' }),
  adding(BARE, { op: 'add', value: {} }, 'same'),
];

const extending = of('RFC 7644 §3.5.2, RFC 7643 §3.3 extensions');
const EXTENSION: readonly PatchCase[] = [
  extending(BARE, add(`${E}:department`, 'IT'), { ...BARE, schemas: [CORE, E], [E]: { department: 'IT' } }),
  extending(BARE, add(`${E}:manager.value`, 'm'), { ...BARE, schemas: [CORE, E], [E]: { manager: { value: 'm' } } }),
  extending(
    BARE,
    { op: 'add', value: { [E]: { department: 'IT' } } },
    { ...BARE, schemas: [CORE, E], [E]: { department: 'IT' } },
  ),
  extending(BARE, add(E, { department: 'IT' }), { ...BARE, schemas: [CORE, E], [E]: { department: 'IT' } }),
  extending(ADA, replace(E.toLowerCase(), { DEPARTMENT: 'IT' }), { ...ADA, [E]: { ...ENTERPRISE, department: 'IT' } }),
  extending(ADA, replace(`${E}:department`, 'IT'), { ...ADA, [E]: { ...ENTERPRISE, department: 'IT' } }),
  extending(ADA, replace(`${E}:manager`, { value: 'n' }), {
    ...ADA,
    [E]: { ...ENTERPRISE, manager: { value: 'n', displayName: 'Bo' } },
  }),
  extending(ADA, replace(`${E}:manager`, { value: 'n', displayName: 'N' }), {
    ...ADA,
    [E]: { ...ENTERPRISE, manager: { value: 'n', displayName: 'Bo' } },
  }),
  extending(ADA, replace(`${E}:manager.displayName`, 'N'), 'mutability'),
  extending(ADA, replace(`${E}:manager`, 'n'), 'invalidValue'),
  extending(ADA, remove(`${E}:department`), { ...ADA, [E]: { employeeNumber: '701', manager: ENTERPRISE.manager } }),
  extending(ADA, remove(E), NO_ENTERPRISE),
  extending(ADA, { op: 'replace', value: { [E]: null } }, NO_ENTERPRISE),
  extending(ADA, [remove(`${E}:department`), remove(`${E}:employeeNumber`), remove(`${E}:manager`)], NO_ENTERPRISE),
  extending(NO_ENTERPRISE, remove(E), 'same'),
  extending(BARE, add(E, 'IT'), 'invalidValue'),
  extending(BARE, add(`${E}:shoeSize`, '43'), 'invalidPath'),
  extending(BARE, add('urn:example:none:1.0:X:y', '1'), 'invalidPath'),
  extending(BARE, add('department', 'IT'), 'invalidPath'),
  extending(BARE, add(`${CORE}:nickName`, 'B'), { ...BARE, nickName: 'B' }),
  extending(BARE, add(CORE, { nickName: 'B' }), { ...BARE, nickName: 'B' }),
];

const removing = of('RFC 7644 §3.5.2.2 remove');
const REMOVE: readonly PatchCase[] = [
  removing(ADA, remove('title'), NO_TITLE),
  removing(BARE, remove('title'), 'same'),
  removing(ADA, remove('TITLE'), NO_TITLE),
  removing(ADA, remove('name.formatted'), { ...ADA, name: { familyName: 'K', givenName: 'Ada' } }),
  removing({ ...BARE, name: { givenName: 'B' } }, remove('name.givenName'), BARE),
  removing({ ...BARE, name: { givenName: 'B' } }, remove('name'), BARE),
  removing(ADA, remove('emails'), NO_EMAILS),
  removing(ADA, remove('emails[type eq "work"]'), { ...ADA, emails: [HOME] }),
  removing(ADA, remove('emails[type eq "WORK"]'), { ...ADA, emails: [HOME] }),
  removing(ADA, remove('emails[value co "example"]'), NO_EMAILS),
  removing(ADA, remove('emails[type eq "home" and value co "@work"]'), 'noTarget'),
  removing(ADA, remove('emails[type eq "other"]'), 'noTarget'),
  removing(ADA, remove('emails[type eq "home"].type'), { ...ADA, emails: [WORK, { value: 'ada@home.example' }] }),
  removing(ADA, remove('emails[type eq "home"].display'), 'same'),
  removing(ADA, remove('emails.primary'), { ...ADA, emails: [{ value: 'ada@work.example', type: 'work' }, HOME] }),
  removing(ADA, remove('emails[not (primary eq true)]'), { ...ADA, emails: [WORK] }),
  removing(CREW, remove('members'), NO_MEMBERS),
  removing(CREW, remove('members[value eq "u2"]'), { ...CREW, members: [ONE, UPPER] }),
  removing(CREW, remove('members[value eq "U2"]'), { ...CREW, members: [ONE, TWO] }),
  removing(CREW, remove('members[value eq "u1" or value eq "u2"]'), { ...CREW, members: [UPPER] }),
  removing(CREW, remove('members[value eq "u9"]'), 'noTarget'),
  removing(CREW, { op: 'remove', path: 'members', value: [{ value: 'u1' }] }, 'invalidValue'),
  removing(CREW, { op: 'remove', path: 'members', value: [] }, 'invalidValue'),
  removing(NO_MEMBERS, remove('members'), 'same'),
  removing(ADA, { op: 'remove' }, 'noTarget'),
  removing(ADA, { op: 'remove', value: { nickName: 'x' } }, 'noTarget'),
  removing(ADA, remove('userName'), 'mutability'),
  removing(CREW, remove('displayName'), 'mutability'),
  removing(ADA, remove('id'), 'mutability'),
  removing(ADA, remove('meta'), 'mutability'),
  removing(ADA, remove('meta.created'), 'mutability'),
  removing(GROUPED, remove('groups'), 'mutability'),
  removing(GROUPED, remove('groups[value eq "g1"]'), 'mutability'),
  removing(ADA, remove('schemas'), 'mutability'),
  removing(CREW, remove('members[value eq "u1"].value'), 'mutability'),
];

const replacing = of('RFC 7644 §3.5.2.3 replace');
const REPLACE: readonly PatchCase[] = [
  replacing(ADA, replace('title', 'Dr'), { ...ADA, title: 'Dr' }),
  replacing(BARE, replace('title', 'Dr'), { ...BARE, title: 'Dr' }),
  replacing(ADA, replace('title', ''), 'same'),
  replacing(ADA, replace('title', null), NO_TITLE),
  replacing(BARE, replace('title', null), 'same'),
  replacing(ADA, replace('name', { givenName: 'Ava' }), { ...ADA, name: { ...ADA.name, givenName: 'Ava' } }),
  replacing(ADA, replace('name', { formatted: null }), { ...ADA, name: { familyName: 'K', givenName: 'Ada' } }),
  replacing(ADA, replace('name.givenName', 'Ava'), { ...ADA, name: { ...ADA.name, givenName: 'Ava' } }),
  replacing(ADA, replace('name.formatted', null), { ...ADA, name: { familyName: 'K', givenName: 'Ada' } }),
  replacing(ADA, replace('emails', [HOME]), { ...ADA, emails: [HOME] }),
  replacing(ADA, replace('emails', HOME), { ...ADA, emails: [HOME] }),
  replacing(ADA, replace('emails', []), NO_EMAILS),
  replacing(ADA, replace('emails', null), NO_EMAILS),
  replacing(ADA, replace('emails', [WORK, HOME]), 'same'),
  replacing(ADA, replace('emails', [HOME, HOME]), { ...ADA, emails: [HOME] }),
  replacing(ADA, replace('emails[type eq "work"].value', 'n@x.test'), {
    ...ADA,
    emails: [{ ...WORK, value: 'n@x.test' }, HOME],
  }),
  replacing(ADA, replace('emails[type eq "work"]', { value: 'n@x.test', type: 'work' }), {
    ...ADA,
    emails: [{ value: 'n@x.test', type: 'work' }, HOME],
  }),
  replacing(ADA, replace('emails[type eq "work"]', [{ value: 'n@x.test' }]), {
    ...ADA,
    emails: [{ value: 'n@x.test' }, HOME],
  }),
  replacing(ADA, replace('emails[type eq "work"]', null), { ...ADA, emails: [HOME] }),
  replacing(ADA, replace('emails[type eq "work"].primary', null), {
    ...ADA,
    emails: [{ value: 'ada@work.example', type: 'work' }, HOME],
  }),
  replacing(ADA, replace('emails[value co "@"].display', 'E'), {
    ...ADA,
    emails: [
      { ...WORK, display: 'E' },
      { ...HOME, display: 'E' },
    ],
  }),
  replacing(ADA, replace('emails[type eq "other"].value', 'x'), 'noTarget'),
  replacing(ADA, replace('emails[type eq "other"]', { value: 'x' }), 'noTarget'),
  replacing(NO_EMAILS, replace('emails[type eq "work"].value', 'x'), 'noTarget'),
  replacing(CREW, replace('members', [{ value: 'u9' }]), { ...CREW, members: [{ value: 'u9' }] }),
  replacing(CREW, replace('members', []), NO_MEMBERS),
  replacing(CREW, replace('displayName', 'Team'), { ...CREW, displayName: 'Team' }),
  replacing(ADA, { op: 'replace', value: { active: false, title: 'Dr' } }, { ...ADA, active: false, title: 'Dr' }),
  replacing(ADA, { op: 'replace', value: { emails: [HOME], title: null } }, { ...NO_TITLE, emails: [HOME] }),
  replacing(ADA, { op: 'replace', value: { 'name.givenName': 'Ava' } }, 'invalidPath'),
  replacing(BARE, replace('password', 'made-up-1'), { ...BARE, password: 'made-up-1' }),
];

const primary = of('RFC 7644 §3.5.2 one primary');
const PRIMARY: readonly PatchCase[] = [
  primary(ADA, replace('emails[type eq "home"].primary', true), {
    ...ADA,
    emails: [
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ],
  }),
  primary(ADA, add('emails', [{ value: 'n@x.test', primary: true }]), {
    ...ADA,
    emails: [{ ...WORK, primary: false }, HOME, { value: 'n@x.test', primary: true }],
  }),
  primary(ADA, add('emails', [{ ...HOME, primary: true }]), {
    ...ADA,
    emails: [
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ],
  }),
  primary(ADA, replace('emails[type eq "work"].primary', true), 'same'),
  primary(
    ADA,
    add('emails', [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ]),
    'invalidValue',
  ),
  primary(
    ADA,
    replace('emails', [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ]),
    'invalidValue',
  ),
  primary(ADA, replace('emails.primary', true), {
    ...ADA,
    emails: [
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ],
  }),
  primary(ADA, replace('emails[type eq "work"].primary', false), {
    ...ADA,
    emails: [{ ...WORK, primary: false }, HOME],
  }),
  primary(ADA, replace('emails', [{ value: 'a', primary: true }]), { ...ADA, emails: [{ value: 'a', primary: true }] }),
];

const mutability = of('RFC 7643 §7 mutability');
const MUTABILITY: readonly PatchCase[] = [
  mutability(ADA, replace('id', 'other'), 'mutability'),
  mutability(ADA, replace('id', 'Id-1'), 'same'),
  mutability(ADA, replace('meta', { location: 'x' }), 'same'),
  mutability(ADA, replace('meta.location', 'x'), 'mutability'),
  mutability(ADA, { op: 'replace', value: { id: 'other', title: 'Dr' } }, 'mutability'),
  mutability(GROUPED, add('groups', [{ value: 'g2' }]), 'mutability'),
  mutability(BARE, add('groups', [{ value: 'g2' }]), 'mutability'),
  mutability(CREW, replace('members[value eq "u1"].value', 'u9'), 'mutability'),
  mutability(CREW, replace('members[value eq "u1"].value', 'u1'), 'same'),
  mutability(CREW, add('members[value eq "u2"].display', 'Two'), {
    ...CREW,
    members: [ONE, { ...TWO, display: 'Two' }, UPPER],
  }),
  mutability(ADA, replace('externalId', 'Ext-2'), { ...ADA, externalId: 'Ext-2' }),
];

const value = of('RFC 7644 §3.12 invalidValue');
const VALUE: readonly PatchCase[] = [
  value(ADA, { op: 'add', path: 'title' }, 'invalidValue'),
  value(ADA, { op: 'replace', path: 'title' }, 'invalidValue'),
  value(ADA, replace('active', 'False'), 'invalidValue'),
  value(ADA, replace('active', 1), 'invalidValue'),
  value(ADA, replace('title', true), 'invalidValue'),
  value(ADA, replace('title', { value: 'x' }), 'invalidValue'),
  value(ADA, replace('title', ['x']), 'invalidValue'),
  value(ADA, replace('name', 'Ada'), 'invalidValue'),
  value(ADA, replace('name', [{ givenName: 'Ada' }]), 'invalidValue'),
  value(ADA, replace('name', { first: 'Ada' }), 'invalidValue'),
  value(ADA, replace('name.givenName', 3), 'invalidValue'),
  value(ADA, add('emails', ['x@x.test']), 'invalidValue'),
  value(ADA, add('emails', [null]), 'invalidValue'),
  value(ADA, add('emails', [{ value: 'x', primary: 'true' }]), 'invalidValue'),
  value(ADA, add('emails', [{ address: 'x' }]), 'invalidValue'),
  value(ADA, add('x509Certificates', [{ value: 'not base64!' }]), 'invalidValue'),
  value(ADA, { op: 'add', value: 'x' }, 'invalidValue'),
  value(ADA, { op: 'add', value: ['x'] }, 'invalidValue'),
  value(ADA, { op: 'replace', value: null }, 'invalidValue'),
];

const path = of('RFC 7644 §3.12 invalidPath, invalidSyntax');
const PATH: readonly PatchCase[] = [
  path(ADA, replace('shoeSize', '43'), 'invalidPath'),
  path(ADA, replace('name.nick', 'x'), 'invalidPath'),
  path(ADA, replace('title.part', 'x'), 'invalidPath'),
  path(ADA, replace('emails[type eq "work"', 'x'), 'invalidPath'),
  path(ADA, replace('emails[type is "work"].value', 'x'), 'invalidPath'),
  path(ADA, replace('emails[type eq "work"]value', 'x'), 'invalidPath'),
  path(ADA, replace('emails[]', 'x'), 'invalidPath'),
  path(ADA, replace('emails[0].value', 'x'), 'invalidPath'),
  path(ADA, replace('name[givenName eq "Ada"].familyName', 'x'), 'invalidPath'),
  path(ADA, replace('name.familyName.x', 'x'), 'invalidPath'),
  path(ADA, replace('/name/familyName', 'x'), 'invalidPath'),
  path(ADA, replace(' ', 'x'), 'invalidPath'),
  path(ADA, replace('__proto__', { x: 1 }), 'invalidPath'),
  path(ADA, { op: 'Replace', path: 'title', value: 'x' }, 'invalidSyntax'),
  path(ADA, { op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'),
  path(ADA, { op: 'replace', value: { shoeSize: '43' } }, 'invalidPath'),
];

const several = of('RFC 7644 §3.5.2 in turn, all or none');
const SEVERAL: readonly PatchCase[] = [
  several(ADA, [], 'same'),
  several(ADA, [replace('title', 'Dr'), replace('title', '')], 'same'),
  several(BARE, [add('emails', [WORK]), replace('emails[type eq "work"].value', 'n')], {
    ...BARE,
    emails: [{ ...WORK, value: 'n' }],
  }),
  several(CREW, [add('members', [{ value: 'u9' }]), remove('members[value eq "u9"]')], 'same'),
  several(CREW, [remove('members'), add('members', [ONE])], { ...CREW, members: [ONE] }),
  several(ADA, [replace('title', 'Dr'), replace('id', 'x')], 'mutability'),
  several(ADA, [remove('emails'), remove('emails[type eq "work"]')], 'noTarget'),
  several(BARE, [add(`${E}:department`, 'IT'), remove(`${E}:department`)], 'same'),
];

export const PATCH_CASES: readonly PatchCase[] = [
  ...ADD,
  ...EXTENSION,
  ...REMOVE,
  ...REPLACE,
  ...PRIMARY,
  ...MUTABILITY,
  ...VALUE,
  ...PATH,
  ...SEVERAL,
];
