import type { AccountCondition, AccountOrder } from '@rollcall/contract';
import {
  type AccountTest,
  type Answer,
  type AttributeTest,
  type QueryLanguage,
  translate,
} from '@rollcall/scim-protocol';
import { fold } from './account-data.js';
import type { Dialect } from './database.js';

export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** What a condition is put to: a realm, and the words of its database. */
export interface Place {
  readonly realm: string;
  readonly dialect: Dialect;
}

/** Columns by attribute; the folded ones compare without case. */
const COLUMNS: ReadonlyMap<string, { readonly column: string; readonly exact?: true; readonly time?: true }> = new Map([
  ['userName', { column: 'user_name_key' }],
  ['displayName', { column: 'display_name_key' }],
  ['name.givenName', { column: 'given_name_key' }],
  ['name.familyName', { column: 'family_name_key' }],
  ['externalId', { column: 'external_id', exact: true }],
  ['meta.created', { column: 'created', time: true }],
  ['meta.lastModified', { column: 'modified', time: true }],
] as const);
/** `emails`, `emails.value`, or the values of one type. */
const EMAILS = /^emails(?:\.value|\[type eq "([\w-]+)"\]\.value)?$/;
/** More placeholders than this make a statement that costs more than it saves. */
const MOST_VALUES = 500;

/** The condition in SQL, with the columns of `account`; undefined where the tables do not answer it exactly. */
export function conditionSql(condition: AccountCondition, place: Place): Sql | undefined {
  const { query, remainder } = translate<AccountTest, Sql>(condition, sqlLanguage(place));
  return remainder === undefined ? query : undefined;
}

/** `ORDER BY …`, as an index has it; what has no value comes last, and first when descending. */
export function orderSql({ attribute, descending }: AccountOrder): string | undefined {
  const found = COLUMNS.get(attribute);
  if (found === undefined) return undefined;
  const { column } = found;
  const always = column === 'user_name_key' || found.time === true;
  const nulls = always ? '' : descending ? ' NULLS FIRST' : ' NULLS LAST';
  return `${column}${descending ? ' DESC' : ''}${nulls}, account.id`;
}

/** Every test is answered exactly, or not at all. Whoever has no value for a column is NULL there: a test does not hold of them. */
function sqlLanguage(place: Place): QueryLanguage<AccountTest, Sql> {
  return {
    ask: (test, holds) => {
      // Written out, and never as a negation, so that the index of those who are inactive fits.
      if ('active' in test)
        return { query: { text: `active = ${test.active === holds ? 1 : 0}`, values: [] }, exact: true };
      const sql = testSql(test, place);
      if (sql === undefined) return undefined;
      return { query: holds ? sql : { ...sql, text: `NOT COALESCE((${sql.text}), FALSE)` }, exact: true };
    },
    all: (queries) => joined(queries, ' AND '),
    any: (queries) => joined(queries, ' OR '),
  };
}

function testSql(test: Exclude<AccountTest, { readonly active: boolean }>, place: Place): Sql | undefined {
  if ('ids' in test) return { text: `account.id IN (${place.dialect.texts})`, values: [JSON.stringify(test.ids)] };
  if ('group' in test)
    return {
      text: 'account.seq IN (SELECT account FROM membership JOIN account_group ON account_group.seq = in_group WHERE account_group.realm = ? AND account_group.id = ?)',
      values: [place.realm, test.group],
    };
  const email = EMAILS.exec(test.attribute);
  if (email !== null) return emailSql(test, place, email[1]);
  return columnSql(test, place.dialect);
}

/** In brackets of its own: what stands before it, the realm above all, holds of each part. */
function joined(parts: readonly Sql[], by: string): Answer<Sql> | undefined {
  const values = parts.flatMap((part) => part.values);
  if (values.length > MOST_VALUES) return undefined;
  return { query: { text: `(${parts.map(({ text }) => `(${text})`).join(by)})`, values }, exact: true };
}

function columnSql(condition: AttributeTest, dialect: Dialect): Sql | undefined {
  const found = COLUMNS.get(condition.attribute);
  if (found === undefined) return undefined;
  if (condition.is === 'present') return { text: `${found.column} <> ''`, values: [] };
  if (found.time === true) return timeSql(found.column, condition);
  return textSql(found.column, condition, { isExact: found.exact === true, dialect });
}

function emailSql(condition: AttributeTest, { realm, dialect }: Place, type: string | undefined): Sql | undefined {
  const inner =
    condition.is === 'present'
      ? { text: "value_key <> ''", values: [] }
      : textSql('value_key', condition, { isExact: false, dialect });
  if (inner === undefined) return undefined;
  const ofType = type === undefined ? { text: '', values: [] } : { text: 'type_key = ? AND ', values: [fold(type)] };
  return {
    text: `account.seq IN (SELECT account FROM account_email WHERE realm = ? AND ${ofType.text}${inner.text})`,
    values: [realm, ...ofType.values, ...inner.values],
  };
}

interface Comparing {
  readonly isExact: boolean;
  readonly dialect: Dialect;
}

/** The order of texts is left to the caller: here it is that of bytes. */
function textSql(column: string, condition: AttributeTest, { isExact, dialect }: Comparing): Sql | undefined {
  if (condition.is === 'present' || typeof condition.value !== 'string') return undefined;
  const value = isExact ? condition.value : fold(condition.value);
  switch (condition.is) {
    case 'eq':
      return { text: `${column} = ?`, values: [value] };
    case 'co':
      return { text: dialect.contains(column), values: [value] };
    case 'sw':
      return value === '' ? { text: `${column} IS NOT NULL`, values: [] } : beginsSql(column, value);
    case 'ew':
      return value === ''
        ? { text: `${column} IS NOT NULL`, values: [] }
        : { text: `${dialect.end(column)} = ?`, values: [[...value].length, value] };
    default:
      return undefined;
  }
}

/** A range of the column, which an index finds: up to the first text that does not begin so. */
function beginsSql(column: string, value: string): Sql {
  // As the database gets it: half of a character is none there.
  const begin = value.toWellFormed();
  const end = afterAll(begin);
  return end === undefined
    ? { text: `${column} >= ?`, values: [begin] }
    : { text: `(${column} >= ? AND ${column} < ?)`, values: [begin, end] };
}

const LAST_CHARACTER = 0x10_ff_ff;
const SURROGATES = { before: 0xd7_ff, after: 0xe0_00 };

/** The first text, in the order of bytes and so of characters, after all those that begin with this one; undefined where there is none. */
function afterAll(begin: string): string | undefined {
  const characters = [...begin];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) as number;
    if (code < LAST_CHARACTER)
      return characters.join('') + String.fromCodePoint(code === SURROGATES.before ? SURROGATES.after : code + 1);
  }
  return undefined;
}

const TIMES: Readonly<Record<string, string>> = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' };

/** Times are stored in one form, so that their texts have the order of the instants. */
function timeSql(column: string, condition: AttributeTest): Sql | undefined {
  if (condition.is === 'present' || typeof condition.value !== 'string') return undefined;
  const [sign, instant] = [TIMES[condition.is], instantOf(condition.value)];
  if (sign === undefined || instant === undefined) return undefined;
  if (sign === '=') return { text: `${column} = ?`, values: [instant] };
  // Both ends of the range are said, so that a planner takes it for a small part.
  const end = sign.startsWith('>') ? `${column} < '~'` : `${column} > ''`;
  return { text: `(${column} ${sign} ? AND ${end})`, values: [instant] };
}

function instantOf(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
