import { BLANK, LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import {
  add,
  BARE,
  E,
  HOME,
  ONE,
  of,
  type PatchCase,
  remove,
  replace,
  TWO,
  UPPER,
  WORK,
  without,
} from './patch-case.js';

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

const severalMore = of('RFC 7644 §3.5.2 in turn, all or none');
const SEVERAL_MORE: readonly PatchCase[] = [
  severalMore(ADA, [add('nickName', 'B'), { op: 'replace', value: { title: 'Dr' } }, remove('active')], {
    ...without(ADA, 'active'),
    nickName: 'B',
    title: 'Dr',
  }),
  severalMore(ADA, [replace('title', 'Dr'), replace('title', 'Prof')], { ...ADA, title: 'Prof' }),
  severalMore(ADA, [remove('title'), add('title', '')], 'same'),
  severalMore(BARE, [add('nickName', 'B'), remove('nickName')], 'same'),
  severalMore(BARE, [replace('emails[type eq "work"].value', 'n'), add('emails', [WORK])], 'noTarget'),
  severalMore(ADA, [replace('emails[type eq "work"].type', 'other'), remove('emails[type eq "work"]')], 'noTarget'),
  severalMore(ADA, [replace('emails[type eq "work"].type', 'other'), remove('emails[type eq "other"]')], {
    ...ADA,
    emails: [HOME],
  }),
  severalMore(CREW, [remove('members[value eq "u1"]'), remove('members[value eq "u1"]')], 'noTarget'),
  severalMore(CREW, [add('members', [{ value: 'u3' }]), add('members', [{ value: 'u3' }])], {
    ...CREW,
    members: [ONE, TWO, UPPER, { value: 'u3' }],
  }),
  severalMore(CREW, [replace('displayName', 'Team'), replace('members', [{ value: 'u9' }])], {
    ...CREW,
    displayName: 'Team',
    members: [{ value: 'u9' }],
  }),
  severalMore(ADA, [add('nickName', 'B'), replace('active', 'no')], 'invalidValue'),
  severalMore(ADA, [add('nickName', 'B'), replace('shoeSize', 43)], 'invalidPath'),
  severalMore(ADA, [add('nickName', 'B'), { op: 'test', path: 'title', value: '' }], 'invalidSyntax'),
  severalMore(ADA, [add('nickName', 'B'), { op: 'remove' }], 'noTarget'),
];

const told = of('RFC 7644 §3.12 detail');
const TOLD: readonly PatchCase[] = [
  told(ADA, replace('shoeSize', 43), 'invalidPath', 'operation 1: "shoeSize" is no attribute of User'),
  told(CREW, replace('userName', 'x'), 'invalidPath', 'operation 1: "userName" is no attribute of Group'),
  told(
    ADA,
    [replace('title', 'x'), replace('emails[type eq', 'x')],
    'invalidPath',
    'operation 2: reading the path "emails[type eq" at position 15: a value (a text in double quotes, a number, true, false or null) was expected, and there is the end',
  ),
  told(
    ADA,
    replace('active', 'yes'),
    'invalidValue',
    'operation 1: "active" takes true or false, and the value is a string',
  ),
  told(
    ADA,
    replace('name', 'Ada'),
    'invalidValue',
    'operation 1: "name" takes an object with its parts, and the value is a string',
  ),
  told(BLANK, add('label', { color: 'red' }), 'invalidValue', '"label.text" is required and has no value'),
  told(ADA, replace('userName', ''), 'invalidValue', 'operation 1: "userName" is required and must not be empty'),
  told(
    ADA,
    add('emails', [7]),
    'invalidValue',
    'operation 1: "emails" takes an object with its parts, and the value is a number',
  ),
  told(ADA, add('emails', [{ shoe: 1 }]), 'invalidValue', 'operation 1: "emails" has no part "shoe"'),
  told(ADA, { op: 'replace', path: 'title' }, 'invalidValue', 'operation 1: "replace" needs a value'),
  told(
    ADA,
    { op: 'add', value: 'x' },
    'invalidValue',
    'operation 1: without a path, the value must be an object with the attributes',
  ),
  told(ADA, { op: 'remove' }, 'noTarget', 'operation 1: a removal needs a path'),
  told(ADA, remove('emails[type eq "other"]'), 'noTarget', 'operation 1: "emails[type eq "other"]": no value fits'),
  told(ADA, replace('id', 'x'), 'mutability', 'operation 1: "id" is readOnly and has another value'),
  told(ADA, remove('userName'), 'mutability', 'operation 1: "userName" is required and cannot be removed'),
  told(
    LAMP,
    replace('serialNumber', 'x'),
    'mutability',
    'operation 1: "serialNumber" is immutable and has another value',
  ),
  told(
    ADA,
    { op: 'move', path: 'title', value: 'x' },
    'invalidSyntax',
    'operation 1: "move" is no operation; there are add, remove and replace',
  ),
  told(
    CREW,
    { op: 'remove', path: 'members', value: [{ value: 'u1' }] },
    'invalidValue',
    'operation 1: removing from "members": name the values in the path, as in members[value eq "…"]',
  ),
  told(
    BARE,
    add('emails', [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ]),
    'invalidValue',
    'operation 1: "emails" can have one primary value, and the operation sets 2',
  ),
];

export const SEVERAL_CASES: readonly PatchCase[] = [...SEVERAL, ...SEVERAL_MORE, ...TOLD];
