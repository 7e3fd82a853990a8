import { BADGE, DEVICE, LAMP, WARRANTY } from '../../support/devices.js';
import { ADA, CREW } from '../../support/resources.js';
import { add, BARE, CORE, E, ENTERPRISE, NO_ENTERPRISE, of, type PatchCase, remove, replace } from './patch-case.js';

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

const own = of('RFC 7643 §3.3, §6 extensions of a resource type of one’s own');
const OWN: readonly PatchCase[] = [
  own(LAMP, add(`${BADGE}:number`, '7'), { ...LAMP, schemas: [DEVICE, WARRANTY, BADGE], [BADGE]: { number: '7' } }),
  own(
    LAMP,
    { op: 'add', value: { [BADGE]: { number: '7' }, floor: 3 } },
    {
      ...LAMP,
      floor: 3,
      schemas: [DEVICE, WARRANTY, BADGE],
      [BADGE]: { number: '7' },
    },
  ),
  own(LAMP, add(`${BADGE}:contract`, 'C'), 'invalidPath'),
  own(LAMP, add(`${WARRANTY}:partners`, [{ value: 'p3' }]), {
    ...LAMP,
    [WARRANTY]: { ...LAMP[WARRANTY], partners: [...LAMP[WARRANTY].partners, { value: 'p3' }] },
  }),
  own(LAMP, remove(`${WARRANTY}:partners[value eq "p1"]`), {
    ...LAMP,
    [WARRANTY]: { contract: 'C-1', partners: [{ value: 'p2', type: 'repair' }] },
  }),
  own(LAMP, remove(`${WARRANTY}:partners[value eq "P1"]`), 'noTarget'),
  own(LAMP, replace(`${WARRANTY}:partners[type eq "repair"].display`, 'Two'), {
    ...LAMP,
    [WARRANTY]: { contract: 'C-1', partners: [{ value: 'p1' }, { value: 'p2', type: 'repair', display: 'Two' }] },
  }),
  own(LAMP, replace(`${WARRANTY}:ends`, '2030-01-01T00:00:00Z'), {
    ...LAMP,
    [WARRANTY]: { ...LAMP[WARRANTY], ends: '2030-01-01T00:00:00Z' },
  }),
  own(LAMP, replace(`${WARRANTY}:ends`, 'never'), 'invalidValue'),
  own(LAMP, remove(`${WARRANTY}:contract`), 'mutability'),
  own(LAMP, remove(WARRANTY), 'mutability'),
  own(LAMP, { op: 'replace', value: { [WARRANTY]: null } }, 'mutability'),
  own(LAMP, replace(WARRANTY, { contract: 'C-9' }), { ...LAMP, [WARRANTY]: { ...LAMP[WARRANTY], contract: 'C-9' } }),
  own(LAMP, replace(WARRANTY, {}), 'same'),
  own(LAMP, add(WARRANTY, null), 'same'),
  own(
    ADA,
    { op: 'replace', value: { [E.toUpperCase().replace('URN', 'urn')]: { department: 'IT' } } },
    {
      ...ADA,
      [E]: { ...ENTERPRISE, department: 'IT' },
    },
  ),
  own(ADA, replace(`${E}:manager.value`, 'n'), {
    ...ADA,
    [E]: { ...ENTERPRISE, manager: { value: 'n', displayName: 'Bo' } },
  }),
  own(ADA, replace(`${E}:manager.value`, 'id-9'), {
    ...ADA,
    [E]: { ...ENTERPRISE, manager: { value: 'id-9', displayName: 'Bo' } },
  }),
  own(BARE, add(`${E}:manager`, { value: 'm', $ref: 'https://example.test/Users/m' }), {
    ...BARE,
    schemas: [CORE, E],
    [E]: { manager: { value: 'm', $ref: 'https://example.test/Users/m' } },
  }),
  own(NO_ENTERPRISE, remove(`${E}:department`), 'same'),
  own(NO_ENTERPRISE, replace(`${E}:department`, 'IT'), {
    ...NO_ENTERPRISE,
    schemas: [CORE, E],
    [E]: { department: 'IT' },
  }),
  own(ADA, replace(`${E}:department.name`, 'x'), 'invalidPath'),
  own(ADA, { op: 'add', value: { [`${E}:department`]: 'IT' } }, 'invalidPath'),
  own(CREW, add(`${E}:department`, 'IT'), 'invalidPath'),
];

export const EXTENSION_CASES: readonly PatchCase[] = [...EXTENSION, ...OWN];
