import { BLANK, LAMP } from '../../support/devices.js';
import { ADA } from '../../support/resources.js';
import { add, BARE, of, type PatchCase, replace, without } from './patch-case.js';

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

const empty = of('RFC 7643 §2.5 null and empty lists are no value');
const EMPTY: readonly PatchCase[] = [
  empty(LAMP, add('floor', null), 'same'),
  empty(LAMP, replace('floor', null), without(LAMP, 'floor')),
  empty(LAMP, replace('label.color', null), 'same'),
  empty(LAMP, replace('tags', null), without(LAMP, 'tags')),
  empty(BARE, add('emails', [{ value: 'x', display: null }]), { ...BARE, emails: [{ value: 'x' }] }),
  empty(BARE, add('emails', [{ value: null }]), 'same'),
  empty(BARE, replace('emails', [{}]), 'same'),
  empty(BARE, add('name', { givenName: null }), 'same'),
];

const text = of('RFC 7643 §2.3.1 string');
const truth = of('RFC 7643 §2.3.2 boolean');
const decimal = of('RFC 7643 §2.3.3 decimal');
const integer = of('RFC 7643 §2.3.4 integer');
const time = of('RFC 7643 §2.3.5 dateTime');
const binary = of('RFC 7643 §2.3.6 binary');
const reference = of('RFC 7643 §2.3.7 reference');
const complex = of('RFC 7643 §2.3.8 complex');
const TYPES: readonly PatchCase[] = [
  text(BLANK, add('state', 'für “alle” 🙂'), { ...BLANK, state: 'für “alle” 🙂' }),
  text(BLANK, add('state', 7), 'invalidValue'),
  text(LAMP, add('tags', ['x', 7]), 'invalidValue'),
  text(LAMP, add('tags', { value: 'x' }), 'invalidValue'),
  text(LAMP, add('tags', [null]), 'invalidValue'),
  truth(BLANK, add('lent', true), { ...BLANK, lent: true }),
  truth(BLANK, add('lent', 'true'), 'invalidValue'),
  truth(BLANK, add('lent', 0), 'invalidValue'),
  decimal(LAMP, replace('weight', 2), { ...LAMP, weight: 2 }),
  decimal(LAMP, replace('weight', -0.25), { ...LAMP, weight: -0.25 }),
  decimal(LAMP, replace('weight', '1.5'), 'invalidValue'),
  decimal(LAMP, replace('weight', true), 'invalidValue'),
  integer(LAMP, replace('floor', -1), { ...LAMP, floor: -1 }),
  integer(LAMP, replace('floor', 2.0), 'same'),
  integer(LAMP, replace('floor', 2.5), 'invalidValue'),
  integer(LAMP, replace('floor', '2'), 'invalidValue'),
  integer(LAMP, add('ports', [1, 1.5]), 'invalidValue'),
  time(LAMP, replace('boughtAt', '2024-05-13T04:42:34Z'), 'same'),
  time(LAMP, replace('boughtAt', '2024-05-13T06:42:34.5+02:00'), { ...LAMP, boughtAt: '2024-05-13T06:42:34.5+02:00' }),
  time(LAMP, replace('boughtAt', '2024-02-29T00:00:00Z'), { ...LAMP, boughtAt: '2024-02-29T00:00:00Z' }),
  time(LAMP, replace('boughtAt', '2023-02-29T00:00:00Z'), 'invalidValue'),
  time(LAMP, replace('boughtAt', '2024-04-31T00:00:00Z'), 'invalidValue'),
  time(LAMP, replace('boughtAt', '2024-13-01T00:00:00Z'), 'invalidValue'),
  time(LAMP, replace('boughtAt', '2024-05-13T24:42:34Z'), 'invalidValue'),
  time(LAMP, replace('boughtAt', '2024-05-13'), 'invalidValue'),
  time(LAMP, replace('boughtAt', '13.05.2024 04:42'), 'invalidValue'),
  time(LAMP, replace('boughtAt', 1_715_575_354), 'invalidValue'),
  binary(BLANK, add('firmware', 'AQIDBA=='), { ...BLANK, firmware: 'AQIDBA==' }),
  binary(BLANK, add('firmware', 'AQIDBA'), { ...BLANK, firmware: 'AQIDBA' }),
  binary(BLANK, add('firmware', 'AQID BA=='), 'invalidValue'),
  binary(BLANK, add('firmware', 'A'), 'invalidValue'),
  binary(BLANK, add('firmware', 'AQ=DBA=='), 'invalidValue'),
  reference(BLANK, add('manual', 'https://example.test/m.pdf'), { ...BLANK, manual: 'https://example.test/m.pdf' }),
  reference(BLANK, add('manual', { value: 'x' }), 'invalidValue'),
  reference(BARE, add('photos', [{ value: 7 }]), 'invalidValue'),
  complex(LAMP, replace('label', 'L'), 'invalidValue'),
  complex(LAMP, replace('label', { text: 7 }), 'invalidValue'),
  complex(LAMP, replace('label', { text: 'M', size: 3 }), 'invalidValue'),
  complex(LAMP, replace('keepers', ['u1']), 'invalidValue'),
  complex(LAMP, replace('keepers[type eq "owner"]', 'u1'), 'invalidValue'),
];

export const VALUE_CASES: readonly PatchCase[] = [...VALUE, ...EMPTY, ...TYPES];
