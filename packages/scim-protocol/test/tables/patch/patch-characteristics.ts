import { BLANK, LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import {
  add,
  BARE,
  GROUPED,
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

const primaryMore = of('RFC 7643 §2.4, RFC 7644 §3.5.2 one primary');
const NONE_PRIMARY = { ...BARE, emails: [{ value: 'a', primary: false }, { value: 'b' }] } as const;
const PRIMARY_MORE: readonly PatchCase[] = [
  primaryMore(ADA, remove('emails[primary eq true]'), { ...ADA, emails: [HOME] }),
  primaryMore(NONE_PRIMARY, replace('emails[value eq "b"].primary', true), {
    ...BARE,
    emails: [
      { value: 'a', primary: false },
      { value: 'b', primary: true },
    ],
  }),
  primaryMore(NONE_PRIMARY, remove('emails[primary eq false]'), BARE),
  primaryMore(ADA, remove('emails[primary eq false]'), { ...ADA, emails: [WORK] }),
  primaryMore(ADA, replace('emails[primary ne true].display', 'H'), {
    ...ADA,
    emails: [WORK, { ...HOME, display: 'H' }],
  }),
  primaryMore(NONE_PRIMARY, replace('emails[primary eq true].value', 'x'), 'noTarget'),
  primaryMore(ADA, replace('emails[type eq "home"]', { value: 'h', type: 'home', primary: true }), {
    ...ADA,
    emails: [
      { ...WORK, primary: false },
      { value: 'h', type: 'home', primary: true },
    ],
  }),
  primaryMore(ADA, [add('emails', [{ value: 'n', primary: true }]), add('emails', [{ value: 'm', primary: true }])], {
    ...ADA,
    emails: [{ ...WORK, primary: false }, HOME, { value: 'n', primary: false }, { value: 'm', primary: true }],
  }),
  primaryMore(
    ADA,
    { op: 'add', value: { emails: [{ value: 'n', primary: true }] } },
    { ...ADA, emails: [{ ...WORK, primary: false }, HOME, { value: 'n', primary: true }] },
  ),
  primaryMore(
    { ...BARE, addresses: [{ locality: 'L', primary: true }] },
    add('addresses', { locality: 'M', primary: true }),
    {
      ...BARE,
      addresses: [
        { locality: 'L', primary: false },
        { locality: 'M', primary: true },
      ],
    },
  ),
];

const immutable = of('RFC 7643 §7 immutable, RFC 7644 §3.5.2');
const IMMUTABLE: readonly PatchCase[] = [
  immutable(BLANK, add('serialNumber', 'SN-2'), { ...BLANK, serialNumber: 'SN-2' }),
  immutable(BLANK, replace('serialNumber', 'SN-2'), { ...BLANK, serialNumber: 'SN-2' }),
  immutable(LAMP, add('serialNumber', 'SN-1'), 'same'),
  immutable(LAMP, replace('serialNumber', 'SN-1'), 'same'),
  immutable(LAMP, add('serialNumber', 'SN-2'), 'mutability'),
  immutable(LAMP, replace('serialNumber', 'sn-1'), 'mutability'),
  immutable(LAMP, replace('serialNumber', null), 'mutability'),
  immutable(LAMP, remove('serialNumber'), 'mutability'),
  immutable(BLANK, remove('serialNumber'), 'same'),
  immutable(LAMP, replace('label.printedAt', '2024-01-01T00:00:00Z'), 'same'),
  immutable(LAMP, replace('label.printedAt', '2025-01-01T00:00:00Z'), 'mutability'),
  immutable(LAMP, remove('label.printedAt'), 'mutability'),
  immutable(LAMP, replace('label', { text: 'M', printedAt: '2025-01-01T00:00:00Z' }), 'mutability'),
  immutable(LAMP, add('label', { printedAt: '2025-01-01T00:00:00Z' }), 'mutability'),
  immutable({ ...BLANK, label: { text: 'L' } }, add('label.printedAt', '2025-01-01T00:00:00Z'), {
    ...BLANK,
    label: { text: 'L', printedAt: '2025-01-01T00:00:00Z' },
  }),
  immutable(CREW, replace('members[value eq "u1"].display', 'One'), 'same'),
  immutable(CREW, replace('members[value eq "u1"].display', 'Two'), 'mutability'),
  immutable(CREW, replace('members[value eq "u1"].type', 'Group'), 'mutability'),
];

const readOnly = of('RFC 7643 §7 readOnly, RFC 7644 §3.5.2');
const READ_ONLY: readonly PatchCase[] = [
  readOnly(LAMP, replace('counters.lends', 4), 'mutability'),
  readOnly(LAMP, replace('counters.lends', 3), 'same'),
  readOnly(LAMP, add('counters', { lends: 4 }), 'mutability'),
  readOnly(LAMP, remove('counters'), 'mutability'),
  readOnly(BLANK, add('counters', { lends: 1 }), 'mutability'),
  readOnly(LAMP, replace('label.printer', 'P-8'), 'mutability'),
  readOnly(LAMP, remove('label.printer'), 'mutability'),
  readOnly(LAMP, remove('label'), without(LAMP, 'label')),
  readOnly(LAMP, replace('label', { text: 'M', printer: 'P-8' }), { ...LAMP, label: { ...LAMP.label, text: 'M' } }),
  readOnly(ADA, replace('meta.lastModified', '2030-01-01T00:00:00Z'), 'mutability'),
  readOnly(ADA, add('meta.version', 'W/"1"'), 'mutability'),
  readOnly(BARE, add('id', 'x'), 'mutability'),
  readOnly(GROUPED, replace('groups', []), 'mutability'),
  readOnly(GROUPED, replace('groups[value eq "g1"].display', 'Other'), 'mutability'),
  readOnly(BARE, remove('groups'), 'same'),
  readOnly(ADA, { op: 'add', value: { groups: [{ value: 'g2' }] } }, 'mutability'),
];

const writeOnly = of('RFC 7643 §7 writeOnly');
const WRITE_ONLY: readonly PatchCase[] = [
  writeOnly(BLANK, add('pin', '0000'), { ...BLANK, pin: '0000' }),
  writeOnly({ ...BLANK, pin: '0000' }, replace('pin', '1111'), { ...BLANK, pin: '1111' }),
  writeOnly({ ...BLANK, pin: '0000' }, remove('pin'), BLANK),
  writeOnly({ ...BARE, password: 'made-up-1' }, replace('password', 'MADE-UP-1'), { ...BARE, password: 'MADE-UP-1' }),
];

const required = of('RFC 7643 §7 required, RFC 7644 §3.5.2.2');
const REQUIRED: readonly PatchCase[] = [
  required(ADA, replace('userName', null), 'mutability'),
  required(ADA, { op: 'replace', value: { userName: null } }, 'mutability'),
  required(CREW, replace('displayName', null), 'mutability'),
  required(LAMP, remove('keepers'), 'mutability'),
  required(LAMP, replace('keepers', []), 'mutability'),
  required(LAMP, replace('keepers', null), 'mutability'),
  required(LAMP, remove('keepers[type eq "owner"]'), 'mutability'),
  required(LAMP, replace('keepers', [{ value: 'u2' }]), { ...LAMP, keepers: [{ value: 'u2' }] }),
  required(LAMP, remove('label.text'), 'mutability'),
  required(LAMP, replace('label.text', null), 'mutability'),
  required(LAMP, replace('label', { text: null }), 'mutability'),
  required(BLANK, add('label', { text: 'L' }), { ...BLANK, label: { text: 'L' } }),
  required(BLANK, add('label', { color: 'red' }), 'invalidValue'),
  required(LAMP, [remove('keepers[value eq "u1"]'), add('keepers', [{ value: 'u2' }])], 'mutability'),
];

const filled = of('RFC 7643 §4.1.1 a user name is not empty');
const FILLED: readonly PatchCase[] = [
  filled(ADA, replace('userName', ''), 'invalidValue'),
  filled(ADA, { op: 'replace', value: { userName: '' } }, 'invalidValue'),
  filled(ADA, replace('nickName', ''), { ...ADA, nickName: '' }),
];

const canonical = of('RFC 7643 §7 canonicalValues are suggestions');
const CANONICAL: readonly PatchCase[] = [
  canonical(BLANK, add('state', 'used'), { ...BLANK, state: 'used' }),
  canonical(BLANK, add('state', 'stolen'), { ...BLANK, state: 'stolen' }),
  canonical(BARE, add('emails', [{ value: 'x', type: 'holiday' }]), {
    ...BARE,
    emails: [{ value: 'x', type: 'holiday' }],
  }),
  canonical(ADA, replace('emails[type eq "home"].type', 'holiday'), {
    ...ADA,
    emails: [WORK, { ...HOME, type: 'holiday' }],
  }),
];

const exact = of('RFC 7643 §2.2 caseExact');
const EXACT: readonly PatchCase[] = [
  exact(ADA, remove('emails[value eq "ADA@HOME.EXAMPLE"]'), { ...ADA, emails: [WORK] }),
  exact(ADA, replace('roles[value eq "EDITOR"].display', 'E'), {
    ...ADA,
    roles: [{ value: 'editor', display: 'E' }, ADA.roles[1]],
  }),
  exact(CREW, remove('members[value co "U"]'), { ...CREW, members: [ONE, TWO] }),
  exact(ADA, replace('externalId', 'ext-1'), { ...ADA, externalId: 'ext-1' }),
];

export const CHARACTERISTICS_CASES: readonly PatchCase[] = [
  ...PRIMARY,
  ...MUTABILITY,
  ...PRIMARY_MORE,
  ...IMMUTABLE,
  ...READ_ONLY,
  ...WRITE_ONLY,
  ...REQUIRED,
  ...FILLED,
  ...CANONICAL,
  ...EXACT,
];
