import type { AccountTest, Condition } from '@rollcall/scim-protocol';
import fc from 'fast-check';

/** Somebody as a system shows them, attributes by their names. */
export interface Person {
  readonly id: string;
  readonly uid: number;
  readonly name: string;
  readonly mail: string | null;
  readonly status: boolean;
  readonly roles: readonly string[];
  readonly field_text: string | null;
  readonly field_several: readonly string[];
  readonly field_number: number | null;
  readonly field_flag: boolean | null;
  /** Seconds since 1970. */
  readonly created: number;
  /** Seconds since 1970; never. */
  readonly visited: number | null;
}

const WORDS = [
  'a',
  'A',
  'ada',
  'Ada',
  'É',
  'é',
  'e',
  'ß',
  'straße',
  '北京31',
  'o_neil',
  "o'neil",
  '50%',
  'a\\b',
  'x ',
  ' x',
  '<b>',
  '&amp;',
  'id:7',
  'username:ada',
  'miniOrangeScim',
  '😀',
  'σ',
  'Σ',
  '',
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('e', 'é', 'É', 'ada', 'x', 'x ', 'id:7') },
  fc.constantFrom(...WORDS),
  fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map((parts) => parts.join('')),
);
const ROLES = ['editor', 'manager', '8'];
const idOf = (n: number): string => String(n);

export const people: fc.Arbitrary<readonly Person[]> = fc
  .array(
    fc.record({
      name: text,
      mail: fc.option(text),
      status: fc.boolean(),
      roles: fc.subarray(ROLES),
      field_text: fc.option(text),
      field_several: fc.array(text, { maxLength: 2 }),
      field_number: fc.option(fc.integer({ min: -2, max: 3 })),
      field_flag: fc.option(fc.boolean()),
      created: fc.integer({ min: 1_700_000_000, max: 1_700_000_004 }),
      visited: fc.option(fc.integer({ min: 1_700_000_000, max: 1_700_000_004 })),
    }),
    { maxLength: 8 },
  )
  .map((rows) => rows.map((row, at) => ({ ...row, id: idOf(at + 5), uid: at + 5 })));

const TEXTS = ['name', 'mail', 'field_text', 'field_several', 'display_name'] as const;
const TIMES = ['2023-11-14T22:13:20Z', '2023-11-14T23:13:22.5+01:00', '2023-11-14T22:13:23', 'yesterday'];
const order = fc.constantFrom('gt' as const, 'ge' as const, 'lt' as const, 'le' as const);
const match = fc.constantFrom('eq' as const, 'co' as const, 'sw' as const, 'ew' as const);
const anything = fc.oneof(match, order);

const test: fc.Arbitrary<AccountTest> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ attribute: fc.constantFrom(...TEXTS), is: match, value: text }) },
  fc.record({ attribute: fc.constantFrom(...TEXTS), is: order, value: text }),
  fc.record({
    attribute: fc.constantFrom('field_number', 'uid'),
    is: anything,
    value: fc.constantFrom(0, 1, 2.5, -1, 7, 2 ** 40),
  }),
  fc.record({ attribute: fc.constant('field_flag'), is: fc.constant('eq' as const), value: fc.boolean() }),
  fc.record({ attribute: fc.constantFrom('created', 'visited'), is: anything, value: fc.constantFrom(...TIMES) }),
  fc.record({
    attribute: fc.constantFrom(...TEXTS, 'field_number', 'field_flag', 'created', 'visited'),
    is: fc.constant('present' as const),
  }),
  fc.record({ active: fc.boolean() }),
  fc.record({ group: fc.constantFrom(...ROLES, 'nobody', 'Nobody!') }),
  fc.record({ ids: fc.subarray(['5', '6', '7', '99', 'x y']) }),
);

export const conditions: fc.Arbitrary<Condition<AccountTest>> = fc.letrec<{ readonly one: Condition<AccountTest> }>(
  (tie) => ({
    one: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      test,
      fc.record({ all: fc.array(tie('one'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('one'), { maxLength: 3 }) }),
      fc.record({ not: tie('one') }),
    ),
  }),
).one;

/** Does it hold? By the words of the contract alone. */
export function holds(condition: Condition<AccountTest>, person: Person): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, person));
  if ('any' in condition) return condition.any.some((part) => holds(part, person));
  if ('not' in condition) return !holds(condition.not, person);
  if ('ids' in condition) return condition.ids.includes(person.id);
  if ('active' in condition) return person.status === condition.active;
  if ('group' in condition) return person.roles.includes(condition.group);
  const { attribute } = condition;
  const own = (person as unknown as Readonly<Record<string, unknown>>)[attribute];
  const values = (Array.isArray(own) ? own : [own]).filter((value) => value !== null && value !== undefined);
  if (condition.is === 'present') return values.some((value) => value !== '');
  const { is, value: wanted } = condition;
  return values.some((value) => {
    if (attribute === 'created' || attribute === 'visited')
      return compared(value as number, is, Date.parse(zoned(String(wanted))) / 1000);
    if (typeof value !== typeof wanted) return false;
    return typeof value === 'string'
      ? compared(value.toLowerCase(), is, String(wanted).toLowerCase())
      : compared(value as number, is, wanted as number);
  });
}

function zoned(text: string): string {
  return /T\d\d:\d\d:\d\d$/.test(text) ? `${text}Z` : text;
}

function compared(value: string | number, is: string, wanted: string | number): boolean {
  if (is === 'eq') return value === wanted;
  if (is === 'gt') return value > wanted;
  if (is === 'ge') return value >= wanted;
  if (is === 'lt') return value < wanted;
  if (is === 'le') return value <= wanted;
  if (typeof value !== 'string' || typeof wanted !== 'string') return false;
  if (is === 'co') return value.includes(wanted);
  return is === 'sw' ? value.startsWith(wanted) : value.endsWith(wanted);
}
