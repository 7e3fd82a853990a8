import { defineAttribute as attribute, defineSchema, SchemaIndex, valueParts } from '@rollcall/scim-protocol';

export const DEVICE = 'urn:example:schemas:core:1.0:Device';
export const WARRANTY = 'urn:example:schemas:extension:1.0:Warranty';
export const BADGE = 'urn:example:schemas:extension:1.0:Badge';

/** A resource type that is not in RFC 7643, with every type and characteristic that §2.2, §2.3 and §7 know and User does not have. */
export const DEVICE_INDEX = new SchemaIndex({
  id: 'Device',
  name: 'Device',
  endpoint: '/Devices',
  schema: defineSchema({
    id: DEVICE,
    name: 'Device',
    attributes: [
      attribute('displayName', { required: true }),
      attribute('serialNumber', { mutability: 'immutable', caseExact: true }),
      attribute('pin', { mutability: 'writeOnly', returned: 'never' }),
      attribute('floor', { type: 'integer' }),
      attribute('weight', { type: 'decimal' }),
      attribute('lent', { type: 'boolean' }),
      attribute('boughtAt', { type: 'dateTime' }),
      attribute('manual', { type: 'reference', referenceTypes: ['external'] }),
      attribute('firmware', { type: 'binary' }),
      attribute('state', { canonicalValues: ['new', 'used'] }),
      attribute('tags', { multiValued: true }),
      attribute('codes', { multiValued: true, caseExact: true }),
      attribute('ports', { type: 'integer', multiValued: true }),
      attribute('keepers', { multiValued: true, required: true, subAttributes: valueParts({}, ['owner', 'deputy']) }),
      attribute('label', {
        subAttributes: [
          attribute('text', { required: true }),
          attribute('color'),
          attribute('printedAt', { type: 'dateTime', mutability: 'immutable' }),
          attribute('printer', { mutability: 'readOnly' }),
          attribute('languages', { multiValued: true }),
        ],
      }),
      attribute('counters', { mutability: 'readOnly', subAttributes: [attribute('lends', { type: 'integer' })] }),
    ],
  }),
  extensions: [
    {
      schema: defineSchema({
        id: WARRANTY,
        name: 'Warranty',
        attributes: [
          attribute('contract', { required: true }),
          attribute('ends', { type: 'dateTime' }),
          attribute('partners', { multiValued: true, subAttributes: valueParts({ caseExact: true }) }),
        ],
      }),
      required: true,
    },
    { schema: defineSchema({ id: BADGE, name: 'Badge', attributes: [attribute('number')] }), required: false },
  ],
});

export const LAMP = {
  schemas: [DEVICE, WARRANTY],
  id: 'd1',
  displayName: 'Lamp',
  serialNumber: 'SN-1',
  floor: 2,
  weight: 1.5,
  boughtAt: '2024-05-13T04:42:34Z',
  tags: ['Desk', 'blue'],
  codes: ['A1', 'a1'],
  ports: [80, 443],
  keepers: [{ value: 'u1', type: 'owner' }],
  label: { text: 'L', printedAt: '2024-01-01T00:00:00Z', printer: 'P-7' },
  counters: { lends: 3 },
  [WARRANTY]: { contract: 'C-1', partners: [{ value: 'p1' }, { value: 'p2', type: 'repair' }] },
} as const;

/** A device as it is before anybody has said more of it than must be said. */
export const BLANK = {
  schemas: [DEVICE, WARRANTY],
  id: 'd2',
  displayName: 'Blank',
  keepers: [{ value: 'u1' }],
  [WARRANTY]: { contract: 'C-2' },
} as const;
