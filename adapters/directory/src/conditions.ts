import type { AccountCondition, AccountOrder } from '@rollcall/contract';
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
  const sql = translate(condition, place);
  return sql !== undefined && sql.values.length <= MOST_VALUES ? sql : undefined;
}

/** `ORDER BY …`; what has no value comes last, and first when descending. */
export function orderSql({ attribute, descending }: AccountOrder): string | undefined {
  const found = COLUMNS.get(attribute);
  if (found === undefined) return undefined;
  const { column } = found;
  const always = column === 'user_name_key' || found.time === true;
  const direction = descending ? ' DESC' : '';
  return `${always ? '' : `${column} IS NULL${direction}, `}${column}${direction}, account.id`;
}

function translate(condition: AccountCondition, place: Place): Sql | undefined {
  if ('all' in condition) return joined(condition.all, ' AND ', place);
  if ('any' in condition) return joined(condition.any, ' OR ', place);
  if ('not' in condition) {
    const inner = translate(condition.not, place);
    return inner === undefined ? undefined : { ...inner, text: `NOT COALESCE((${inner.text}), FALSE)` };
  }
  if ('ids' in condition)
    return { text: `account.id IN (${place.dialect.texts})`, values: [JSON.stringify(condition.ids)] };
  if ('active' in condition) return { text: 'active = ?', values: [condition.active ? 1 : 0] };
  if ('group' in condition)
    return {
      text: 'account.seq IN (SELECT account FROM membership JOIN account_group ON account_group.seq = in_group WHERE account_group.realm = ? AND account_group.id = ?)',
      values: [place.realm, condition.group],
    };
  const email = EMAILS.exec(condition.attribute);
  if (email !== null) return emailSql(condition, place, email[1]);
  return columnSql(condition, place.dialect);
}

function joined(parts: readonly AccountCondition[], by: string, place: Place): Sql | undefined {
  const all = parts.map((part) => translate(part, place));
  if (all.length === 0 || !all.every((one) => one !== undefined)) return undefined;
  return { text: all.map(({ text }) => `(${text})`).join(by), values: all.flatMap(({ values }) => values) };
}

type Comparison = Extract<AccountCondition, { readonly attribute: string }>;

function columnSql(condition: Comparison, dialect: Dialect): Sql | undefined {
  const found = COLUMNS.get(condition.attribute);
  if (found === undefined) return undefined;
  if (condition.is === 'present') return { text: `${found.column} <> ''`, values: [] };
  if (found.time === true) return timeSql(found.column, condition);
  return textSql(found.column, condition, { isExact: found.exact === true, dialect });
}

function emailSql(condition: Comparison, { realm, dialect }: Place, type: string | undefined): Sql | undefined {
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
function textSql(column: string, condition: Comparison, { isExact, dialect }: Comparing): Sql | undefined {
  if (condition.is === 'present' || typeof condition.value !== 'string') return undefined;
  const value = isExact ? condition.value : fold(condition.value);
  switch (condition.is) {
    case 'eq':
      return { text: `${column} = ?`, values: [value] };
    case 'co':
      return { text: dialect.contains(column), values: [value] };
    case 'sw':
      return value === ''
        ? { text: `${column} IS NOT NULL`, values: [] }
        : { text: `(${column} >= ? AND substr(${column}, 1, ?) = ?)`, values: [value, [...value].length, value] };
    case 'ew':
      return value === ''
        ? { text: `${column} IS NOT NULL`, values: [] }
        : { text: `${dialect.end(column)} = ?`, values: [[...value].length, value] };
    default:
      return undefined;
  }
}

const TIMES: Readonly<Record<string, string>> = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' };

/** Times are stored in one form, so that their texts have the order of the instants. */
function timeSql(column: string, condition: Comparison): Sql | undefined {
  if (condition.is === 'present' || typeof condition.value !== 'string') return undefined;
  const [sign, instant] = [TIMES[condition.is], instantOf(condition.value)];
  if (sign === undefined || instant === undefined) return undefined;
  return { text: `${column} ${sign} ?`, values: [instant] };
}

function instantOf(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
