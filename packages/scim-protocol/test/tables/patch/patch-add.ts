import { BLANK, LAMP } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import { add, BARE, HOME, NO_EMAILS, NO_MEMBERS, ONE, of, type PatchCase, TWO, UPPER, WORK } from './patch-case.js';

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

const addingMore = of('RFC 7644 §3.5.2.1 add');
const ADD_MORE: readonly PatchCase[] = [
  addingMore(ADA, add('userType', 'employee'), { ...ADA, userType: 'employee' }),
  addingMore(BARE, add('nickName', ''), { ...BARE, nickName: '' }),
  addingMore(BARE, add('active', false), { ...BARE, active: false }),
  addingMore(BARE, add('name', {}), 'same'),
  addingMore(ADA, add('emails', HOME), 'same'),
  addingMore(ADA, add('EMAILS', [{ VALUE: 'n@x.test' }]), { ...ADA, emails: [WORK, HOME, { value: 'n@x.test' }] }),
  addingMore(ADA, add('emails', [HOME, WORK]), 'same'),
  addingMore(ADA, add('emails[type eq "home"].value', 'n@x.test'), {
    ...ADA,
    emails: [WORK, { ...HOME, value: 'n@x.test' }],
  }),
  addingMore(ADA, add('emails[type eq "home"].value', 'ada@home.example'), 'same'),
  addingMore(ADA, add('emails[value co "@"]', { display: 'E' }), {
    ...ADA,
    emails: [
      { ...WORK, display: 'E' },
      { ...HOME, display: 'E' },
    ],
  }),
  addingMore(ADA, add('emails[type eq "home"]', { value: 'n@x.test', type: 'other' }), {
    ...ADA,
    emails: [WORK, { value: 'n@x.test', type: 'other' }],
  }),
  addingMore(NO_EMAILS, add('emails[type eq "work"]', { value: 'n@x.test' }), 'noTarget'),
  addingMore(ADA, add('roles', [{ value: 'owner' }, { value: 'editor' }]), {
    ...ADA,
    roles: [...ADA.roles, { value: 'owner' }],
  }),
  addingMore(ADA, add('roles', { value: 'EDITOR' }), 'same'),
  addingMore(ADA, add('roles', { value: 'editor', display: 'Editor' }), {
    ...ADA,
    roles: [{ value: 'editor', display: 'Editor' }, ADA.roles[1]],
  }),
  addingMore(
    BARE,
    add('addresses', [
      { type: 'work', locality: 'X' },
      { type: 'home', locality: 'X' },
    ]),
    {
      ...BARE,
      addresses: [
        { type: 'work', locality: 'X' },
        { type: 'home', locality: 'X' },
      ],
    },
  ),
  addingMore(BARE, { op: 'add', value: { NICKNAME: 'B' } }, { ...BARE, nickName: 'B' }),
  addingMore(
    ADA,
    { op: 'add', value: { name: { middleName: 'M' } } },
    { ...ADA, name: { ...ADA.name, middleName: 'M' } },
  ),
  addingMore(BARE, { op: 'add', value: { nickName: null, title: 'Dr', emails: [] } }, { ...BARE, title: 'Dr' }),
  addingMore(ADA, { op: 'add', value: { userName: 'Ada.K', active: true } }, 'same'),
  addingMore(ADA, { op: 'add', value: { nickName: 'B', id: 'other' } }, 'mutability'),
];

const simple = of('RFC 7643 §2.4, RFC 7644 §3.5.2.1 add to a list of plain values');
const SIMPLE: readonly PatchCase[] = [
  simple(LAMP, add('tags', 'new'), { ...LAMP, tags: ['Desk', 'blue', 'new'] }),
  simple(LAMP, add('tags', ['new', 'old']), { ...LAMP, tags: ['Desk', 'blue', 'new', 'old'] }),
  simple(LAMP, add('tags', ['new', 'NEW']), { ...LAMP, tags: ['Desk', 'blue', 'new'] }),
  simple(LAMP, add('tags', ['desk']), 'same'),
  simple(LAMP, add('codes', ['a1']), 'same'),
  simple(LAMP, add('codes', ['b1', 'B1']), { ...LAMP, codes: ['A1', 'a1', 'b1', 'B1'] }),
  simple(LAMP, add('ports', [443, 8080]), { ...LAMP, ports: [80, 443, 8080] }),
  simple(BLANK, add('tags', ['x']), { ...BLANK, tags: ['x'] }),
  simple(BLANK, add('label.languages', ['de']), 'invalidValue'),
  simple(LAMP, add('label.languages', ['de', 'en']), { ...LAMP, label: { ...LAMP.label, languages: ['de', 'en'] } }),
  simple(LAMP, add('label.languages', 'de'), { ...LAMP, label: { ...LAMP.label, languages: ['de'] } }),
];

const member = of('RFC 7643 §4.2, RFC 7644 §3.5.2.1 members');
const MEMBERS: readonly PatchCase[] = [
  member(CREW, add('members', { value: 'u3' }), { ...CREW, members: [ONE, TWO, UPPER, { value: 'u3' }] }),
  member(CREW, add('members', [{ value: 'g2', type: 'Group' }]), {
    ...CREW,
    members: [ONE, TWO, UPPER, { value: 'g2', type: 'Group' }],
  }),
  member(CREW, add('members', [{ value: 'u1', type: 'Group' }]), {
    ...CREW,
    members: [ONE, TWO, UPPER, { value: 'u1', type: 'Group' }],
  }),
  member(CREW, add('members', [{ value: 'U1' }]), { ...CREW, members: [ONE, TWO, UPPER, { value: 'U1' }] }),
  member(CREW, add('members', [{ value: 'u3', $ref: 'https://example.test/Users/u3' }]), {
    ...CREW,
    members: [ONE, TWO, UPPER, { value: 'u3', $ref: 'https://example.test/Users/u3' }],
  }),
  member(CREW, add('members', []), 'same'),
  member(
    NO_MEMBERS,
    { op: 'add', value: { members: [{ value: 'u1' }] } },
    { ...NO_MEMBERS, members: [{ value: 'u1' }] },
  ),
];

export const ADD_CASES: readonly PatchCase[] = [...ADD, ...ADD_MORE, ...SIMPLE, ...MEMBERS];
