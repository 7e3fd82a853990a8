import {
  applyPatch,
  decodeCursor,
  ENTRA_LENIENCY,
  evaluateFilter,
  GROUP_INDEX,
  halveBulkPost,
  orderBulk,
  parseBulkRequest,
  parseFilter,
  parseListResponse,
  parsePatchRequest,
  parsePath,
  printFilter,
  readResource,
  ScimError,
  ScimFilterError,
  ScimPathError,
  USER_INDEX,
} from '../src/index.js';

export interface FuzzReport {
  readonly inputs: number;
  /** What went wrong, the input first; a few are enough. */
  readonly crashes: readonly string[];
}

const PIECES = [
  'userName',
  'emails',
  'name.givenName',
  'urn:ietf:params:scim:schemas:core:2.0:User:',
  'urn:',
  '[',
  ']',
  '(',
  ')',
  '"',
  '\\',
  ' ',
  'eq',
  'ne',
  'co',
  'pr',
  'gt',
  'and',
  'or',
  'not',
  'not (',
  '"work"',
  'type eq "work"',
  '.',
  ':',
  'true',
  'false',
  'null',
  '1',
  '-',
  '1e9',
  '.value',
  'members[value eq "u1"]',
  '\u0000',
  'é',
  '😀',
  '\ud800',
  '__proto__',
  'constructor',
  '$ref',
  '\t',
  '\n',
  '"\\u00',
  '{',
  '}',
  ',',
  'a'.repeat(50),
];
const KEYS = [
  'op',
  'path',
  'value',
  'Operations',
  'schemas',
  'userName',
  'active',
  'emails',
  'name',
  'members',
  '__proto__',
  'type',
  'method',
  'bulkId',
  'data',
  'displayName',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];
const LEAVES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  '',
  'x',
  'True',
  'add',
  'replace',
  'remove',
  'POST',
  '/Users',
  'bulkId:a',
  'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  'emails[type eq "work"].value',
  'emails[',
  '\ud800',
];
const MOST_CRASHES = 5;

/** So many inputs from a seed, for everything that reads what strangers send. Nothing may come of one but a result or an error that is meant. */
export function fuzz(seed: number, inputs: number): FuzzReport {
  const random = generator(seed);
  const crashes: string[] = [];
  // Nobody reads the stacks of errors that are meant, and making them takes most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  for (let n = 0; n < inputs && crashes.length < MOST_CRASHES; n += 1) {
    const isText = n % 2 === 0;
    const input = isText ? textOf(random) : jsonOf(random, 0);
    for (const read of isText ? READ_TEXT : READ_JSON) {
      try {
        read(input as never);
      } catch (error) {
        if (error instanceof ScimError || error instanceof ScimFilterError || error instanceof ScimPathError) continue;
        crashes.push(`${JSON.stringify(input).slice(0, 500)}: ${String(error)}`);
      }
    }
  }
  Error.stackTraceLimit = stackTraceLimit;
  return { inputs, crashes };
}

const USER = {
  schemas: [],
  id: 'u1',
  userName: 'ada',
  emails: [{ type: 'work', value: 'a' }],
  name: { givenName: 'A' },
};
const GROUP = { schemas: [], id: 'g1', displayName: 'Crew', members: [{ value: 'u1' }] };

const READ_TEXT: readonly ((text: string) => void)[] = [
  (text) => {
    const filter = parseFilter(text, { index: USER_INDEX });
    evaluateFilter(filter, USER, USER_INDEX);
    const printed = printFilter(filter);
    if (printFilter(parseFilter(printed)) !== printed) throw new Error(`printed otherwise: ${printed}`);
  },
  (text) => void parseFilter(text, { flat: true }),
  (text) => void parsePath(text, { index: USER_INDEX }),
  (text) => void applyPatch(GROUP, [{ op: 'remove', path: text }], GROUP_INDEX, { leniency: ENTRA_LENIENCY }),
  (text) => void decodeCursor(text),
];

const READ_JSON: readonly ((json: unknown) => void)[] = [
  (json) =>
    void applyPatch(
      USER,
      parsePatchRequest({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [json] }),
      USER_INDEX,
      { leniency: ENTRA_LENIENCY },
    ),
  (json) => void applyPatch(USER, [{ op: 'add', value: json }], USER_INDEX),
  (json) => void applyPatch(GROUP, [{ op: 'replace', path: 'members', value: json }], GROUP_INDEX),
  (json) => void readResource(json, USER_INDEX, ENTRA_LENIENCY),
  (json) => void readResource(json, GROUP_INDEX),
  (json) => {
    const { operations } = parseBulkRequest(json);
    orderBulk(operations);
    for (const operation of operations) halveBulkPost(operation, new Set());
  },
  (json) => void parseListResponse(json),
];

function textOf(random: () => number): string {
  const count = 1 + Math.floor(random() * 12);
  let text = '';
  for (let n = 0; n < count; n += 1) {
    text += random() < 0.9 ? pick(PIECES, random) : String.fromCharCode(Math.floor(random() * 0x1_00_00));
    if (random() < 0.5) text += ' ';
  }
  return text;
}

function jsonOf(random: () => number, depth: number): unknown {
  const kind = random();
  if (depth > 4 || kind < 0.4) return random() < 0.8 ? pick(LEAVES, random) : textOf(random);
  const size = Math.floor(random() * 4);
  if (kind < 0.6) return Array.from({ length: size }, () => jsonOf(random, depth + 1));
  const entries = Array.from({ length: size }, () => [pick(KEYS, random), jsonOf(random, depth + 1)] as const);
  // As JSON.parse makes it, also with a key "__proto__".
  return JSON.parse(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`,
  ) as unknown;
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** mulberry32: the same seed gives the same inputs. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
