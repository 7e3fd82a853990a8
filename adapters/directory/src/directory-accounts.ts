import {
  type Account,
  type AccountCondition,
  type AccountOrder,
  type AccountPage,
  type AccountQueries,
  type AccountQuery,
  type AccountQueryPage,
  type AccountReader,
  type CorrelationTerm,
  type ReadRequest,
  RejectedError,
} from '@rollcall/contract';
import { ACCOUNT_COLUMNS } from './account-columns.js';
import { accountOf, fold } from './account-data.js';
import { type Sql as Condition, conditionSql, orderSql, type Place } from './conditions.js';
import type { Database, Row } from './database.js';
import { isNarrow } from './narrow-condition.js';

export interface ReaderOptions {
  readonly realm: string;
  readonly protect: ReadonlySet<string>;
  readonly pageSize: number;
}

/** Reading the accounts of one realm. */
export class DirectoryAccounts implements AccountReader, AccountQueries {
  readonly #place: Place;
  readonly #byId: string;
  readonly #byName: string;
  readonly #groupsOfPage: string;

  constructor(
    private readonly database: Database,
    private readonly options: ReaderOptions,
  ) {
    const { dialect } = database;
    this.#place = { realm: options.realm, dialect };
    // With its groups: a row that is looked up alone needs no second look.
    const withGroups = `SELECT ${ACCOUNT_COLUMNS}, (SELECT ${dialect.list('account_group.id')} FROM membership JOIN account_group ON account_group.seq = in_group WHERE membership.account = account.seq) AS in_groups FROM account`;
    this.#byId = `${withGroups} WHERE account.id = ? AND account.realm = ?`;
    this.#byName = `${withGroups} WHERE account.realm = ? AND user_name_key = ?`;
    this.#groupsOfPage = `SELECT account, account_group.id FROM membership JOIN account_group ON account_group.seq = in_group WHERE account IN (${dialect.numbers})`;
  }

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    const { realm, pageSize } = this.options;
    let seen = 0;
    for (let last = ''; ; ) {
      signal.throwIfAborted();
      const rows = await this.database.all(
        `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE realm = ? AND id > ? ORDER BY id LIMIT ?`,
        realm,
        last,
        pageSize,
      );
      seen += rows.length;
      yield { accounts: await this.#accounts(rows, attributes) };
      const end = rows.at(-1);
      if (end === undefined || rows.length < pageSize) break;
      last = end.id as string;
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield { accounts: [], proof: { complete: true, how: `all ${seen} rows in the order of their ids` } };
  }

  async get(id: string, { attributes }: ReadRequest): Promise<Account | undefined> {
    return this.#alone(await this.database.get(this.#byId, id, this.options.realm), attributes);
  }

  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const exact = await this.get(text, request);
    const is = (attribute: string): AccountCondition => ({ attribute, is: 'sw', value: text });
    const where: AccountCondition = {
      any: [is('userName'), is('emails'), is('displayName'), is('name.familyName'), is('name.givenName')],
    };
    const { accounts } = await this.page({ ...request, where, total: false });
    return [...(exact === undefined ? [] : [exact]), ...accounts].slice(0, request.limit);
  }

  /** All accounts of the realm, without counting them one by one. */
  async headCount(): Promise<number> {
    const row = await this.database.get(
      'SELECT sum(accounts) AS accounts FROM head_count WHERE realm = ?',
      this.options.realm,
    );
    return Number(row?.accounts ?? 0);
  }

  supports(condition: AccountCondition): boolean {
    return conditionSql(condition, this.#place) !== undefined;
  }

  supportsOrder(order: AccountOrder): boolean {
    return orderSql(order) !== undefined;
  }

  async page({ where, order, after, offset, limit, total, attributes }: AccountQuery): Promise<AccountQueryPage> {
    const sql = where === undefined ? NOTHING : conditionSql(where, this.#place);
    const by = order === undefined ? 'account.id' : orderSql(order);
    if (sql === undefined || by === undefined)
      throw new RejectedError({
        code: 'directory-query',
        doing: 'looking for accounts',
        happened: 'the directory does not answer this',
      });
    const found = total ? await this.#count(sql) : undefined;
    const isForMany = order === undefined && (await this.#isForMany(sql, where, found));
    // With an order, the next page begins where this one ended in number; without, after the last row.
    const isByNumber = order !== undefined;
    const skip = offset ?? (isByNumber ? Number(after ?? 0) : 0);
    const last = isByNumber ? undefined : after;
    const rows = await this.database.all(
      `SELECT ${ACCOUNT_COLUMNS} FROM account${isForMany ? this.database.dialect.inOrderOfIds : ''} WHERE account.realm = ?${last === undefined ? '' : ' AND account.id > ?'} AND (${sql.text}) ORDER BY ${by} LIMIT ? OFFSET ?`,
      this.options.realm,
      ...(last === undefined ? [] : [last]),
      ...sql.values,
      limit + 1,
      skip,
    );
    const shown = rows.slice(0, limit);
    const next = isByNumber ? String(skip + limit) : String(shown.at(-1)?.id ?? after ?? '');
    return {
      accounts: await this.#accounts(shown, attributes),
      ...(found === undefined ? {} : { total: found }),
      ...(rows.length <= limit ? {} : { next }),
    };
  }

  async find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    const [term] = terms;
    if (terms.length === 1 && term?.attribute === 'userName' && typeof term.value === 'string') {
      const found = this.#alone(
        await this.database.get(this.#byName, this.options.realm, fold(term.value)),
        request.attributes,
      );
      return found === undefined ? [] : [found];
    }
    const where = terms.map(({ attribute, value }): AccountCondition => ({ attribute, is: 'eq', value }));
    const { accounts } = await this.page({ ...request, where: { all: where }, limit: 5, total: false });
    return accounts;
  }

  #alone(row: Row | undefined, names: readonly string[]): Account | undefined {
    if (row === undefined) return undefined;
    const groups = row.in_groups === '[]' ? [] : (JSON.parse(row.in_groups as string) as readonly string[]);
    return accountOf(row, groups, { names, protect: this.options.protect });
  }

  async #accounts(rows: readonly Row[], names: readonly string[]): Promise<readonly Account[]> {
    if (rows.length === 0) return [];
    const groups = await this.#groupsOf(rows);
    const view = { names, protect: this.options.protect };
    return rows.map((row) => accountOf(row, groups.get(row.seq as number) ?? [], view));
  }

  async #groupsOf(rows: readonly Row[]): Promise<ReadonlyMap<number, readonly string[]>> {
    const groups = new Map<number, string[]>();
    const found = await this.database.all(this.#groupsOfPage, JSON.stringify(rows.map(({ seq }) => seq)));
    for (const { account, id } of found) {
      const own = groups.get(account as number);
      if (own === undefined) groups.set(account as number, [id as string]);
      else own.push(id as string);
    }
    return groups;
  }

  /**
   * Do so many fit that the first ones in the order of ids are found sooner by going through all than by putting those who fit in order? Where
   * no index tells, all are gone through anyway. `found`: how many fit, where that is known.
   */
  async #isForMany(sql: Condition, where: AccountCondition | undefined, found: number | undefined): Promise<boolean> {
    if (this.database.dialect.inOrderOfIds === '') return false;
    if (where === undefined || !isNarrow(where)) return true;
    return (found ?? (await this.#countUpTo(MOST_SORTED + 1, sql))) > MOST_SORTED;
  }

  async #countUpTo(most: number, sql: Condition): Promise<number> {
    const counted = await this.database.get(
      `SELECT count(*) AS found FROM (SELECT 1 FROM account WHERE account.realm = ? AND (${sql.text}) LIMIT ?)`,
      this.options.realm,
      ...sql.values,
      most,
    );
    return Number(counted?.found ?? 0);
  }

  async #count(sql: Condition): Promise<number> {
    const { realm } = this.options;
    if (sql === NOTHING) return this.headCount();
    const counted = await this.database.get(
      `SELECT count(*) AS found FROM account WHERE account.realm = ? AND (${sql.text})`,
      realm,
      ...sql.values,
    );
    return Number(counted?.found ?? 0);
  }
}

const NOTHING: Condition = { text: 'TRUE', values: [] };
/** Reading and sorting as many takes as long as finding a page of them among a million. */
const MOST_SORTED = 10_000;
