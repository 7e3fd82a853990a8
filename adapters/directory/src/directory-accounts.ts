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
    const { realm } = this.options;
    const sql = where === undefined ? NOTHING : conditionSql(where, this.#place);
    const by = order === undefined ? 'account.id' : orderSql(order);
    if (sql === undefined || by === undefined)
      throw new RejectedError({
        code: 'directory-query',
        doing: 'looking for accounts',
        happened: 'the directory does not answer this',
      });
    // With an order, the next page begins where this one ended in number; without, after the last row.
    const from =
      order === undefined ? { id: after ?? '', skip: offset ?? 0 } : { id: '', skip: offset ?? Number(after ?? 0) };
    const rows = await this.database.all(
      `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE account.realm = ? AND account.id > ? AND (${sql.text}) ORDER BY ${by} LIMIT ? OFFSET ?`,
      realm,
      from.id,
      ...sql.values,
      limit + 1,
      from.skip,
    );
    const shown = rows.slice(0, limit);
    const next =
      rows.length <= limit
        ? undefined
        : order === undefined
          ? String(shown.at(-1)?.id ?? from.id)
          : String(from.skip + limit);
    return {
      accounts: await this.#accounts(shown, attributes),
      ...(total ? { total: await this.#count(sql) } : {}),
      ...(next === undefined ? {} : { next }),
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
