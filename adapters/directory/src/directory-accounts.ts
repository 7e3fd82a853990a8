import { randomUUID } from 'node:crypto';
import {
  type Account,
  type AccountChange,
  type AccountCondition,
  type AccountOrder,
  type AccountPage,
  type AccountQueries,
  type AccountQuery,
  type AccountQueryPage,
  type AccountReader,
  type AccountWriter,
  ConflictError,
  type CorrelationTerm,
  type CreateRequest,
  NotFoundError,
  OPERATIONS,
  type OperationSupport,
  type ReadRequest,
  RejectedError,
  type WriteResult,
} from '@rollcall/contract';
import { accountOf, type Data, fold, type Keys, keysOf, valueAt, versionText, withValues } from './account-data.js';
import { conditionSql, orderSql, type Sql } from './conditions.js';
import type { Database, Row } from './database.js';

export interface AccountsOptions {
  readonly realm: string;
  readonly protect: ReadonlySet<string>;
  readonly pageSize: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const COLUMNS = 'account.seq, account.id, active, version, created, modified, user_name_key, data';
/** With its groups: a row that is looked up alone needs no second look. */
const WITH_GROUPS = `SELECT ${COLUMNS}, (SELECT json_group_array(account_group.id) FROM membership JOIN account_group ON account_group.seq = in_group WHERE membership.account = account.seq) AS in_groups FROM account`;
const BY_ID = `${WITH_GROUPS} WHERE account.id = ? AND account.realm = ?`;
const BY_NAME = `${WITH_GROUPS} WHERE account.realm = ? AND user_name_key = ?`;
const SUPPORT = Object.fromEntries(
  [...OPERATIONS, 'memberships', 'list'].map((name) => [name, { supported: true, via: 'SQLite' }]),
) as unknown as OperationSupport;

/** The accounts of one realm. */
export class DirectoryAccounts implements AccountReader, AccountWriter, AccountQueries {
  constructor(
    private readonly database: Database,
    private readonly options: AccountsOptions,
  ) {}

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    const { realm, pageSize } = this.options;
    let seen = 0;
    for (let last = 0; ; ) {
      signal.throwIfAborted();
      const rows = this.database.all(
        `SELECT ${COLUMNS} FROM account WHERE realm = ? AND seq > ? ORDER BY seq LIMIT ?`,
        realm,
        last,
        pageSize,
      );
      seen += rows.length;
      yield { accounts: this.#accounts(rows, attributes) };
      const end = rows.at(-1);
      if (end === undefined || rows.length < pageSize) break;
      last = end.seq as number;
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield { accounts: [], proof: { complete: true, how: `all ${seen} rows in the order of their keys` } };
  }

  async get(id: string, { attributes }: ReadRequest): Promise<Account | undefined> {
    return this.#alone(this.database.get(BY_ID, id, this.options.realm), attributes);
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

  supports(condition: AccountCondition): boolean {
    return conditionSql(condition, this.options.realm) !== undefined;
  }

  supportsOrder(order: AccountOrder): boolean {
    return orderSql(order) !== undefined;
  }

  async page({ where, order, after, offset, limit, total, attributes }: AccountQuery): Promise<AccountQueryPage> {
    const { realm } = this.options;
    const sql = where === undefined ? NOTHING : conditionSql(where, realm);
    const by = order === undefined ? 'account.seq' : orderSql(order);
    if (sql === undefined || by === undefined)
      throw new RejectedError({
        code: 'directory-query',
        doing: 'looking for accounts',
        happened: 'the directory does not answer this',
      });
    // With an order, the next page begins where this one ended in number; without, after the last row.
    const from =
      order === undefined
        ? { seq: Number(after ?? 0), skip: offset ?? 0 }
        : { seq: 0, skip: offset ?? Number(after ?? 0) };
    const rows = this.database.all(
      `SELECT ${COLUMNS} FROM account WHERE account.realm = ? AND account.seq > ? AND ${sql.text} ORDER BY ${by} LIMIT ? OFFSET ?`,
      realm,
      from.seq,
      ...sql.values,
      limit + 1,
      from.skip,
    );
    const shown = rows.slice(0, limit);
    const next =
      rows.length <= limit
        ? undefined
        : order === undefined
          ? String(shown.at(-1)?.seq ?? from.seq)
          : String(from.skip + limit);
    return {
      accounts: this.#accounts(shown, attributes),
      ...(total ? { total: this.#count(sql) } : {}),
      ...(next === undefined ? {} : { next }),
    };
  }

  async operations(): Promise<OperationSupport> {
    return SUPPORT;
  }

  async find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    const [term] = terms;
    if (terms.length === 1 && term?.attribute === 'userName' && typeof term.value === 'string') {
      const found = this.#alone(this.database.get(BY_NAME, this.options.realm, fold(term.value)), request.attributes);
      return found === undefined ? [] : [found];
    }
    const where = terms.map(({ attribute, value }): AccountCondition => ({ attribute, is: 'eq', value }));
    const { accounts } = await this.page({ ...request, where: { all: where }, limit: 5, total: false });
    return accounts;
  }

  create({ attributes, active, groups }: CreateRequest): Promise<WriteResult> {
    const doing = 'creating an account in the directory';
    return this.database.write(() => {
      const data = withValues({}, attributes, doing);
      const keys = keysOf(data, doing);
      this.#refuseTaken(keys, undefined, doing);
      const [id, now] = [randomUUID(), new Date(this.options.now()).toISOString()];
      const seq = this.database.insert(
        'INSERT INTO account (id, realm, active, version, created, modified, user_name_key, external_id, display_name_key, given_name_key, family_name_key, data) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        this.options.realm,
        active ? 1 : 0,
        now,
        now,
        ...columnsOf(keys),
        JSON.stringify(data),
      );
      this.#indexEmails(seq, keys);
      for (const group of groups) this.#join(seq, group, doing);
      return this.#result({ id, active: active ? 1 : 0, version: 1, created: now, modified: now }, data, attributes);
    });
  }

  update(id: string, { set, groups, version }: AccountChange): Promise<WriteResult> {
    const doing = `updating account ${id} of the directory`;
    return this.#change(id, doing, (row) => {
      if (version !== undefined && version !== versionText(row.version as number))
        throw new ConflictError({ code: 'version', doing, happened: 'the account is of another version now' });
      const before = JSON.parse(row.data as string) as Data;
      const data = withValues(before, set, doing);
      const keys = keysOf(data, doing);
      const seq = row.seq as number;
      if (keys.userName !== row.user_name_key) this.#refuseTaken(keys, seq, doing);
      for (const group of groups?.add ?? []) this.#join(seq, group, doing);
      for (const group of groups?.remove ?? []) this.#leave(seq, group);
      const next = {
        ...row,
        version: (row.version as number) + 1,
        modified: new Date(this.options.now()).toISOString(),
      };
      this.database.run(
        'UPDATE account SET version = ?, modified = ?, user_name_key = ?, external_id = ?, display_name_key = ?, given_name_key = ?, family_name_key = ?, data = ? WHERE seq = ?',
        next.version,
        next.modified,
        ...columnsOf(keys),
        JSON.stringify(data),
        seq,
      );
      if (JSON.stringify(before.emails) !== JSON.stringify(data.emails)) {
        this.database.run('DELETE FROM account_email WHERE account = ?', seq);
        this.#indexEmails(seq, keys);
      }
      return this.#result(next, data, set);
    });
  }

  deactivate(id: string): Promise<WriteResult> {
    return this.#setActive(id, 0, `deactivating account ${id} of the directory`);
  }

  reactivate(id: string): Promise<WriteResult> {
    return this.#setActive(id, 1, `reactivating account ${id} of the directory`);
  }

  delete(id: string): Promise<{ readonly outcome: 'deleted' }> {
    return this.database.write(() => {
      const row = this.#row(id);
      if (row !== undefined) {
        this.#refuseProtected(row, `deleting account ${id} of the directory`);
        this.database.run(
          'UPDATE account_group SET version = version + 1 WHERE seq IN (SELECT in_group FROM membership WHERE account = ?)',
          row.seq as number,
        );
        this.database.run('DELETE FROM account WHERE seq = ?', row.seq as number);
      }
      return { outcome: 'deleted' as const };
    });
  }

  #setActive(id: string, active: 0 | 1, doing: string): Promise<WriteResult> {
    return this.#change(id, doing, (row) => {
      const modified = new Date(this.options.now()).toISOString();
      const next = row.active === active ? row : { ...row, active, version: (row.version as number) + 1, modified };
      if (next !== row)
        this.database.run(
          'UPDATE account SET active = ?, version = ?, modified = ? WHERE seq = ?',
          active,
          next.version as number,
          modified,
          row.seq as number,
        );
      return this.#result(next, JSON.parse(row.data as string) as Data, {});
    });
  }

  #change(id: string, doing: string, work: (row: Row) => WriteResult): Promise<WriteResult> {
    return this.database.write(() => {
      const row = this.#row(id);
      if (row === undefined)
        throw new NotFoundError({ code: 'directory-no-account', doing, happened: 'it is not there' });
      this.#refuseProtected(row, doing);
      return work(row);
    });
  }

  #result(row: Row, data: Data, written: Readonly<Record<string, unknown>>): WriteResult {
    const own = Object.keys(written).map((name) => [name, valueAt(data, name) ?? null] as const);
    const times = { 'meta.created': row.created as string, 'meta.lastModified': row.modified as string };
    return {
      id: row.id as string,
      attributes: { ...Object.fromEntries(own), ...times },
      active: row.active === 1,
      version: versionText(row.version as number),
    };
  }

  #row(id: string): Row | undefined {
    return this.database.get(`SELECT ${COLUMNS} FROM account WHERE id = ? AND realm = ?`, id, this.options.realm);
  }

  #alone(row: Row | undefined, names: readonly string[]): Account | undefined {
    if (row === undefined) return undefined;
    const groups = row.in_groups === '[]' ? [] : (JSON.parse(row.in_groups as string) as readonly string[]);
    return accountOf(row, groups, { names, protect: this.options.protect });
  }

  #accounts(rows: readonly Row[], names: readonly string[]): readonly Account[] {
    if (rows.length === 0) return [];
    const groups = this.#groupsOf(rows);
    const view = { names, protect: this.options.protect };
    return rows.map((row) => accountOf(row, groups.get(row.seq as number) ?? [], view));
  }

  #groupsOf(rows: readonly Row[]): ReadonlyMap<number, readonly string[]> {
    const groups = new Map<number, string[]>();
    const found = this.database.all(
      'SELECT account, account_group.id FROM membership JOIN account_group ON account_group.seq = in_group WHERE account IN (SELECT value FROM json_each(?))',
      JSON.stringify(rows.map(({ seq }) => seq)),
    );
    for (const { account, id } of found) {
      const own = groups.get(account as number);
      if (own === undefined) groups.set(account as number, [id as string]);
      else own.push(id as string);
    }
    return groups;
  }

  #count(sql: Sql): number {
    const { realm } = this.options;
    if (sql === NOTHING)
      return Number(this.database.get('SELECT accounts FROM head_count WHERE realm = ?', realm)?.accounts ?? 0);
    return Number(
      this.database.get(
        `SELECT count(*) AS found FROM account WHERE account.realm = ? AND ${sql.text}`,
        realm,
        ...sql.values,
      )?.found ?? 0,
    );
  }

  #indexEmails(seq: number, { emails }: Keys): void {
    for (const { value, type } of emails)
      this.database.run(
        'INSERT INTO account_email (realm, value_key, account, type_key) VALUES (?, ?, ?, ?)',
        this.options.realm,
        value,
        seq,
        type,
      );
  }

  #join(seq: number, group: string, doing: string): void {
    const found = this.database.get(
      'SELECT seq FROM account_group WHERE id = ? AND realm = ?',
      group,
      this.options.realm,
    );
    if (found === undefined)
      throw new NotFoundError({ code: 'directory-no-group', doing, happened: 'there is no such group' });
    if (
      this.database.run(
        'INSERT OR IGNORE INTO membership (in_group, account) VALUES (?, ?)',
        found.seq as number,
        seq,
      ) > 0
    )
      this.database.run('UPDATE account_group SET version = version + 1 WHERE seq = ?', found.seq as number);
  }

  #leave(seq: number, group: string): void {
    const found = this.database.get(
      'SELECT seq FROM account_group WHERE id = ? AND realm = ?',
      group,
      this.options.realm,
    );
    if (
      found !== undefined &&
      this.database.run('DELETE FROM membership WHERE in_group = ? AND account = ?', found.seq as number, seq) > 0
    )
      this.database.run('UPDATE account_group SET version = version + 1 WHERE seq = ?', found.seq as number);
  }

  #refuseTaken({ userName }: Keys, own: number | undefined, doing: string): void {
    const other = this.database.get(
      'SELECT seq, id FROM account WHERE realm = ? AND user_name_key = ?',
      this.options.realm,
      userName,
    );
    if (other !== undefined && other.seq !== own)
      throw new ConflictError({
        code: 'directory-user-name-taken',
        doing,
        happened: `account ${other.id} has this userName already`,
      });
  }

  #refuseProtected(row: Row, doing: string): void {
    const { protect } = this.options;
    if (protect.has(row.id as string) || protect.has(row.user_name_key as string))
      throw new RejectedError({ code: 'directory-protected', doing, happened: 'the account is named in "protect"' });
  }
}

const NOTHING: Sql = { text: 'TRUE', values: [] };

function columnsOf({ userName, externalId, displayName, givenName, familyName }: Keys): readonly (string | null)[] {
  return [userName, externalId, displayName, givenName, familyName];
}

/** Names in `protect`, as they are compared. */
export function protectedNames(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => fold(name.trim())));
}
