import { LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import {
  BARE,
  HOME,
  NO_EMAILS,
  NO_MEMBERS,
  NO_TITLE,
  of,
  type PatchCase,
  replace,
  TWO,
  WORK,
  without,
} from './patch-case.js';

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

const replacingMore = of('RFC 7644 §3.5.2.3 replace');
const REPLACE_MORE: readonly PatchCase[] = [
  replacingMore(ADA, replace('userName', 'ADA.K'), { ...ADA, userName: 'ADA.K' }),
  replacingMore(ADA, replace('userName', 'Ada.K'), 'same'),
  replacingMore(ADA, replace('externalId', null), without(ADA, 'externalId')),
  replacingMore(ADA, replace('active', null), without(ADA, 'active')),
  replacingMore(BARE, replace('name', { givenName: 'Bo' }), { ...BARE, name: { givenName: 'Bo' } }),
  replacingMore(BARE, replace('name.givenName', 'Bo'), { ...BARE, name: { givenName: 'Bo' } }),
  replacingMore(ADA, replace('name', { givenName: 'Ada', familyName: 'K' }), 'same'),
  replacingMore(ADA, replace('name', {}), 'same'),
  replacingMore(ADA, replace('name', null), without(ADA, 'name')),
  replacingMore(ADA, replace('name', { formatted: null, familyName: null, givenName: null }), without(ADA, 'name')),
  replacingMore(BARE, replace('emails', [WORK]), { ...BARE, emails: [WORK] }),
  replacingMore(ADA, replace('emails', [{ value: 'ADA@work.example', type: 'work', primary: true }, HOME]), {
    ...ADA,
    emails: [{ ...WORK, value: 'ADA@work.example' }, HOME],
  }),
  replacingMore(ADA, replace('emails', [{ ...WORK, display: null }, HOME]), 'same'),
  replacingMore(ADA, replace('emails.type', 'other'), {
    ...ADA,
    emails: [
      { ...WORK, type: 'other' },
      { ...HOME, type: 'other' },
    ],
  }),
  replacingMore(NO_EMAILS, replace('emails.type', 'other'), 'noTarget'),
  replacingMore(ADA, replace('emails[type eq "work" and primary eq true].value', 'n@x.test'), {
    ...ADA,
    emails: [{ ...WORK, value: 'n@x.test' }, HOME],
  }),
  replacingMore(ADA, replace('emails[primary eq true].value', 'n@x.test'), {
    ...ADA,
    emails: [{ ...WORK, value: 'n@x.test' }, HOME],
  }),
  replacingMore(ADA, replace('emails[not (type eq "work")].value', 'n@x.test'), {
    ...ADA,
    emails: [WORK, { ...HOME, value: 'n@x.test' }],
  }),
  replacingMore(ADA, replace('emails[type eq "work"].value', 'ada@work.example'), 'same'),
  replacingMore(ADA, replace('emails[type eq "work"]', WORK), 'same'),
  replacingMore(ADA, replace('emails[type eq "work"]', []), { ...ADA, emails: [HOME] }),
  replacingMore(ADA, replace('emails[type eq "work"]', [WORK, HOME]), 'invalidValue'),
  replacingMore(ADA, replace('emails[type eq "home"].value', null), { ...ADA, emails: [WORK, { type: 'home' }] }),
  replacingMore(ADA, replace('emails[value co "@"]', null), NO_EMAILS),
  replacingMore(ADA, replace('emails[type eq "home" and value co "@work"].value', 'x'), 'noTarget'),
  replacingMore(CREW, replace('members', [{ value: 'u2' }, { value: 'u2' }]), { ...CREW, members: [{ value: 'u2' }] }),
  replacingMore(CREW, replace('members', CREW.members), 'same'),
  replacingMore(NO_MEMBERS, replace('members', []), 'same'),
  replacingMore(CREW, { op: 'replace', value: { members: [TWO], displayName: 'Crew' } }, { ...CREW, members: [TWO] }),
  replacingMore(ADA, { op: 'replace', value: {} }, 'same'),
  replacingMore(ADA, { op: 'replace', path: '', value: { title: 'Dr' } }, { ...ADA, title: 'Dr' }),
  replacingMore(
    ADA,
    { op: 'replace', value: { name: { givenName: 'Ava' } } },
    {
      ...ADA,
      name: { ...ADA.name, givenName: 'Ava' },
    },
  ),
  replacingMore(ADA, { op: 'replace', value: { title: 'Dr', shoeSize: '43' } }, 'invalidPath'),
];

const simple = of('RFC 7643 §2.4, RFC 7644 §3.5.2.3 replace in a list of plain values');
const SIMPLE: readonly PatchCase[] = [
  simple(LAMP, replace('tags', ['x']), { ...LAMP, tags: ['x'] }),
  simple(LAMP, replace('tags', 'x'), { ...LAMP, tags: ['x'] }),
  simple(LAMP, replace('tags', []), without(LAMP, 'tags')),
  simple(LAMP, replace('tags', ['Desk', 'blue']), 'same'),
  simple(LAMP, replace('tags', ['x', 'X']), { ...LAMP, tags: ['x'] }),
  simple(LAMP, replace('codes', ['x', 'X']), { ...LAMP, codes: ['x', 'X'] }),
  simple(LAMP, replace('tags[value eq "desk"]', 'Table'), { ...LAMP, tags: ['Table', 'blue'] }),
  simple(LAMP, replace('ports[value eq 80]', 8080), { ...LAMP, ports: [8080, 443] }),
  simple(LAMP, replace('tags[value eq "none"]', 'x'), 'noTarget'),
];

const twice = of('RFC 7643 §2.4 no value twice, RFC 7644 §3.5.2.3');
const TWICE: readonly PatchCase[] = [
  twice(ADA, replace('emails[value co "@"]', { value: 'n@x.test' }), { ...ADA, emails: [{ value: 'n@x.test' }] }),
  twice(LAMP, replace('tags[value pr]', 'x'), { ...LAMP, tags: ['x'] }),
  twice(ADA, replace('emails.value', 'n@x.test'), {
    ...ADA,
    emails: [
      { ...WORK, value: 'n@x.test' },
      { ...HOME, value: 'n@x.test' },
    ],
  }),
];

export const REPLACE_CASES: readonly PatchCase[] = [...REPLACE, ...REPLACE_MORE, ...SIMPLE, ...TWICE];
