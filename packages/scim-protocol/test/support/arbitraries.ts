import type { AttributeName, Comparison, Filter, FilterValue } from '@rollcall/scim-protocol';
import fc from 'fast-check';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const TEXTS = [
  '',
  'a',
  'A',
  'ada',
  'Ada',
  'ADA@work.example',
  'work',
  'home',
  'É',
  'é',
  'b"c',
  'b\\c',
  '2020-01-01T00:00:00Z',
  '2020-01-01T01:00:00+01:00',
  '2021-06-01T12:00:00Z',
  '\u0000',
  '😀',
];

const text = fc.constantFrom(...TEXTS);
/** Names of attributes that hold texts, whole or a part. */
const textName: fc.Arbitrary<AttributeName> = fc.constantFrom<AttributeName>(
  { name: 'userName' },
  { name: 'USERNAME' },
  { name: 'id' },
  { name: 'externalId' },
  { name: 'title' },
  { name: 'name', sub: 'familyName' },
  { name: 'name', sub: 'givenName' },
  { name: 'emails' },
  { name: 'emails', sub: 'value' },
  { name: 'emails', sub: 'type' },
  { name: 'groups' },
  { name: 'groups', sub: 'value' },
  { name: 'meta', sub: 'created' },
  { schema: CORE, name: 'displayName' },
  { schema: ENTERPRISE, name: 'department' },
  { schema: ENTERPRISE, name: 'manager', sub: 'value' },
);
const value: fc.Arbitrary<FilterValue> = fc.oneof(
  text,
  fc.constantFrom<FilterValue>(true, false, null, 0, 1, -1.5, 1e21),
);
const compare: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    attribute: textName,
    operator: fc.constantFrom<Comparison>('co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
    value: text,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    attribute: fc.oneof(textName, fc.constant<AttributeName>({ name: 'active' })),
    operator: fc.constantFrom<Comparison>('eq', 'ne'),
    value,
  }),
);
const present: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('present' as const),
  attribute: fc.oneof(
    textName,
    fc.constantFrom<AttributeName>({ name: 'name' }, { name: 'active' }, { name: 'nothing' }),
  ),
});
const partName = fc.constantFrom<AttributeName>(
  { name: 'value' },
  { name: 'type' },
  { name: 'TYPE' },
  { name: 'display' },
);
const inner = joined(
  fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      attribute: partName,
      operator: fc.constantFrom<Comparison>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'le'),
      value: text,
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      attribute: fc.constant<AttributeName>({ name: 'primary' }),
      operator: fc.constantFrom<Comparison>('eq', 'ne'),
      value: fc.constantFrom<FilterValue>(true, false, null),
    }),
    fc.record({ kind: fc.constant('present' as const), attribute: partName }),
  ),
  2,
);
const element: fc.Arbitrary<Filter> = fc
  .record({
    attribute: fc.constantFrom<AttributeName>({ name: 'emails' }, { name: 'groups' }, { schema: CORE, name: 'emails' }),
    filter: inner,
    then: fc.option(
      fc.oneof(
        fc.record({ sub: fc.constantFrom('value', 'type'), operator: fc.constant('pr' as const) }),
        fc.record({
          sub: fc.constantFrom('value', 'type'),
          operator: fc.constantFrom<Comparison>('eq', 'ne', 'co'),
          value: text,
        }),
      ),
      { nil: undefined },
    ),
  })
  .map(({ then, ...rest }) => ({ kind: 'element', ...rest, ...(then === undefined ? {} : { then }) }));

/** Filters of every form that the grammar has, to a depth that people still read. */
export const filters: fc.Arbitrary<Filter> = joined(fc.oneof(compare, present, element), 3);

function joined(leaf: fc.Arbitrary<Filter>, depth: number): fc.Arbitrary<Filter> {
  return fc.letrec<{ readonly filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('filter'), right: tie('filter') }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    ),
  })).filter;
}

const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const elements = fc.array(
  fc
    .record({
      value: text,
      type: optional(fc.constantFrom('work', 'home', 'Work')),
      primary: optional(fc.boolean()),
      display: optional(text),
    })
    .map(withoutUndefined),
  { maxLength: 3 },
);

/** Users with some of the attributes that the filters ask for. */
export const users: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({
    userName: text,
    id: text,
    externalId: optional(text),
    title: optional(text),
    displayName: optional(fc.option(text)),
    active: optional(fc.boolean()),
    name: optional(fc.record({ familyName: optional(text), givenName: optional(text) }).map(withoutUndefined)),
    emails: optional(elements),
    groups: optional(fc.array(fc.record({ value: text, display: text }), { maxLength: 2 })),
    meta: optional(fc.record({ created: fc.constantFrom('2020-01-01T00:00:00Z', '2021-06-01T13:00:00+01:00') })),
    [ENTERPRISE]: optional(
      fc.record({ department: optional(text), manager: optional(fc.record({ value: text })) }).map(withoutUndefined),
    ),
  })
  .map(withoutUndefined);

function withoutUndefined<T extends object>(record: T): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([, own]) => own !== undefined));
}
