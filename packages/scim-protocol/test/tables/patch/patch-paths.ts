import { ADA, CREW } from '../../support/resources.js';
import { BARE, CORE, HOME, of, type PatchCase, remove, replace, WORK } from './patch-case.js';

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

const notation = of('RFC 7644 §3.10, §3.5.2 forms of a path');
const NOTATION: readonly PatchCase[] = [
  notation(ADA, replace('NAME.GIVENNAME', 'Ava'), { ...ADA, name: { ...ADA.name, givenName: 'Ava' } }),
  notation(ADA, replace(`${CORE}:name.givenName`, 'Ava'), { ...ADA, name: { ...ADA.name, givenName: 'Ava' } }),
  notation(ADA, replace(`${CORE}:emails[type eq "home"].value`, 'x'), {
    ...ADA,
    emails: [WORK, { ...HOME, value: 'x' }],
  }),
  notation(ADA, replace(`${CORE.toLowerCase()}:title`, 'Dr'), { ...ADA, title: 'Dr' }),
  notation(CREW, replace(`${CORE}:displayName`, 'x'), 'invalidPath'),
  notation(ADA, replace('emails[ type  eq  "home" ].value', 'x'), { ...ADA, emails: [WORK, { ...HOME, value: 'x' }] }),
  notation(ADA, replace('emails[type EQ "home" AND value PR].value', 'x'), {
    ...ADA,
    emails: [WORK, { ...HOME, value: 'x' }],
  }),
  notation(ADA, replace('emails[(type eq "home")].VALUE', 'x'), { ...ADA, emails: [WORK, { ...HOME, value: 'x' }] }),
  notation(ADA, remove('roles[value eq "a \\"b\\" ]c"]'), 'noTarget'),
  notation({ ...BARE, roles: [{ value: 'a "b" ]c' }, { value: 'd' }] }, remove('roles[value eq "a \\"b\\" ]c"]'), {
    ...BARE,
    roles: [{ value: 'd' }],
  }),
  notation(ADA, replace('emails[type eq "home"].', 'x'), 'invalidPath'),
  notation(ADA, replace('emails[type eq "home"].value.x', 'x'), 'invalidPath'),
  notation(ADA, replace('emails[type eq "home"].shoeSize', 'x'), 'invalidPath'),
  notation(ADA, replace('emails[type eq "home"][type eq "work"]', 'x'), 'invalidPath'),
  notation(ADA, replace('emails.[type eq "home"]', 'x'), 'invalidPath'),
  notation(ADA, replace('emails.value[type eq "home"]', 'x'), 'invalidPath'),
  notation(ADA, replace('emails[type eq home].value', 'x'), 'invalidPath'),
  notation(ADA, replace("emails[type eq 'home'].value", 'x'), 'invalidPath'),
  notation(ADA, replace('title[value eq "x"]', 'x'), 'invalidPath'),
  notation(ADA, replace('shoes[size eq 43].color', 'x'), 'invalidPath'),
  notation(ADA, replace('.title', 'x'), 'invalidPath'),
  notation(ADA, replace('title.', 'x'), 'invalidPath'),
  notation(ADA, replace('title eq "x"', 'x'), 'invalidPath'),
  notation(ADA, replace('title,nickName', 'x'), 'invalidPath'),
  notation(ADA, replace('*', 'x'), 'invalidPath'),
  notation(ADA, replace('$.title', 'x'), 'invalidPath'),
  notation(ADA, replace('emails/0/value', 'x'), 'invalidPath'),
  notation(ADA, replace('constructor', 'x'), 'invalidPath'),
  notation(ADA, { op: 'add', value: { ['__proto__']: { title: 'x' } } }, 'invalidPath'),
];

export const PATH_CASES: readonly PatchCase[] = [...PATH, ...NOTATION];
