import {
  type Account,
  type AccountChange,
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
import { ACCOUNT_COLUMNS } from './account-columns.js';
import { type Data, fold, type Keys, keysOf, valueAt, versionText, withValues } from './account-data.js';
import type { Database, Row, Sql } from './database.js';
import type { DirectoryAccounts } from './directory-accounts.js';
import { nameTaken } from './name-taken.js';

export interface WriterOptions {
  readonly realm: string;
  readonly protect: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Grows with time, and is never given twice. */
  readonly newId: () => string;
}

/** Writing the accounts of one realm. */
export class DirectoryWriter implements AccountWriter {
  readonly #toChange: string;

  constructor(
    private readonly database: Database,
    private readonly accounts: DirectoryAccounts,
    private readonly options: WriterOptions,
  ) {
    this.#toChange = `SELECT ${ACCOUNT_COLUMNS} FROM account WHERE id = ? AND realm = ?${database.dialect.locked('account')}`;
  }

  async operations(): Promise<OperationSupport> {
    const { name } = this.database.dialect;
    return Object.fromEntries(
      [...OPERATIONS, 'memberships', 'list'].map((operation) => [operation, { supported: true, via: name }]),
    ) as unknown as OperationSupport;
  }

  find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    return this.accounts.find(terms, request);
  }

  create({ attributes, active, groups }: CreateRequest): Promise<WriteResult> {
    const doing = 'creating an account in the directory';
    const data = withValues({}, attributes, doing);
    const keys = keysOf(data, doing);
    return this.database.write(async (sql) => {
      const [id, created] = [this.options.newId(), new Date(this.options.now()).toISOString()];
      const seq = await sql.insert(
        'INSERT INTO account (id, realm, active, version, created, modified, user_name_key, external_id, display_name_key, given_name_key, family_name_key, data) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (realm, user_name_key) DO NOTHING',
        id,
        this.options.realm,
        active ? 1 : 0,
        created,
        created,
        ...columnsOf(keys),
        JSON.stringify(data),
      );
      if (seq === undefined) throw nameTaken(doing);
      await this.#count(sql, 1);
      await this.#indexEmails(sql, seq, keys);
      for (const group of groups) await this.#join(sql, seq, group, doing);
      return resultOf({ id, active: active ? 1 : 0, version: 1, created, modified: created }, data, attributes);
    });
  }

  update(id: string, { set, groups, version }: AccountChange): Promise<WriteResult> {
    const doing = `updating account ${id} of the directory`;
    return this.#change(id, doing, async (sql, row) => {
      if (version !== undefined && version !== versionText(row.version as number))
        throw new ConflictError({ code: 'version', doing, happened: 'the account is of another version now' });
      const before = JSON.parse(row.data as string) as Data;
      const data = withValues(before, set, doing);
      const keys = keysOf(data, doing);
      const seq = row.seq as number;
      if (keys.userName !== row.user_name_key) await this.#refuseTaken(sql, keys, doing);
      for (const group of groups?.add ?? []) await this.#join(sql, seq, group, doing);
      for (const group of groups?.remove ?? []) await this.#leave(sql, seq, group);
      const next = {
        ...row,
        version: (row.version as number) + 1,
        modified: new Date(this.options.now()).toISOString(),
      };
      await sql.run(
        'UPDATE account SET version = ?, modified = ?, user_name_key = ?, external_id = ?, display_name_key = ?, given_name_key = ?, family_name_key = ?, data = ? WHERE seq = ?',
        next.version,
        next.modified,
        ...columnsOf(keys),
        JSON.stringify(data),
        seq,
      );
      if (JSON.stringify(before.emails) !== JSON.stringify(data.emails)) {
        await sql.run('DELETE FROM account_email WHERE account = ?', seq);
        await this.#indexEmails(sql, seq, keys);
      }
      return resultOf(next, data, set);
    });
  }

  deactivate(id: string): Promise<WriteResult> {
    return this.#setActive(id, 0, `deactivating account ${id} of the directory`);
  }

  reactivate(id: string): Promise<WriteResult> {
    return this.#setActive(id, 1, `reactivating account ${id} of the directory`);
  }

  delete(id: string): Promise<{ readonly outcome: 'deleted' }> {
    return this.database.write(async (sql) => {
      const row = await this.#row(sql, id);
      if (row !== undefined) {
        this.#refuseProtected(row, `deleting account ${id} of the directory`);
        await sql.run(
          'UPDATE account_group SET version = version + 1 WHERE seq IN (SELECT in_group FROM membership WHERE account = ?)',
          row.seq as number,
        );
        await sql.run('DELETE FROM account WHERE seq = ?', row.seq as number);
        await this.#count(sql, -1);
      }
      return { outcome: 'deleted' as const };
    });
  }

  #setActive(id: string, active: 0 | 1, doing: string): Promise<WriteResult> {
    return this.#change(id, doing, async (sql, row) => {
      const modified = new Date(this.options.now()).toISOString();
      const next = row.active === active ? row : { ...row, active, version: (row.version as number) + 1, modified };
      if (next !== row)
        await sql.run(
          'UPDATE account SET active = ?, version = ?, modified = ? WHERE seq = ?',
          active,
          next.version as number,
          modified,
          row.seq as number,
        );
      return resultOf(next, JSON.parse(row.data as string) as Data, {});
    });
  }

  #change(id: string, doing: string, work: (sql: Sql, row: Row) => Promise<WriteResult>): Promise<WriteResult> {
    return this.database.write(async (sql) => {
      const row = await this.#row(sql, id);
      if (row === undefined)
        throw new NotFoundError({ code: 'directory-no-account', doing, happened: 'it is not there' });
      this.#refuseProtected(row, doing);
      return work(sql, row);
    });
  }

  async #count(sql: Sql, more: 1 | -1): Promise<void> {
    const { count } = this.database.dialect;
    if (count !== '') await sql.run(count, this.options.realm, more);
  }

  #row(sql: Sql, id: string): Promise<Row | undefined> {
    return sql.get(this.#toChange, id, this.options.realm);
  }

  async #indexEmails(sql: Sql, seq: number, { emails }: Keys): Promise<void> {
    for (const { value, type } of emails)
      await sql.run(
        'INSERT INTO account_email (realm, value_key, account, type_key) VALUES (?, ?, ?, ?)',
        this.options.realm,
        value,
        seq,
        type,
      );
  }

  async #join(sql: Sql, seq: number, id: string, doing: string): Promise<void> {
    const group = await this.#group(sql, id);
    if (group === undefined)
      throw new NotFoundError({ code: 'directory-no-group', doing, happened: 'there is no such group' });
    const joined = await sql.run(
      'INSERT INTO membership (in_group, account) VALUES (?, ?) ON CONFLICT DO NOTHING',
      group,
      seq,
    );
    if (joined > 0) await sql.run(GROUP_CHANGED, group);
  }

  async #leave(sql: Sql, seq: number, id: string): Promise<void> {
    const group = await this.#group(sql, id);
    if (group === undefined) return;
    const left = await sql.run('DELETE FROM membership WHERE in_group = ? AND account = ?', group, seq);
    if (left > 0) await sql.run(GROUP_CHANGED, group);
  }

  async #group(sql: Sql, id: string): Promise<number | undefined> {
    const row = await sql.get('SELECT seq FROM account_group WHERE id = ? AND realm = ?', id, this.options.realm);
    return row?.seq as number | undefined;
  }

  async #refuseTaken(sql: Sql, { userName }: Keys, doing: string): Promise<void> {
    const other = await sql.get(
      'SELECT seq FROM account WHERE realm = ? AND user_name_key = ?',
      this.options.realm,
      userName,
    );
    if (other !== undefined) throw nameTaken(doing);
  }

  #refuseProtected(row: Row, doing: string): void {
    const { protect } = this.options;
    if (protect.has(row.id as string) || protect.has(row.user_name_key as string))
      throw new RejectedError({ code: 'directory-protected', doing, happened: 'the account is named in "protect"' });
  }
}

const GROUP_CHANGED = 'UPDATE account_group SET version = version + 1 WHERE seq = ?';

/** What an account is like after a write, as far as it was written. */
function resultOf(row: Row, data: Data, written: Readonly<Record<string, unknown>>): WriteResult {
  const own = Object.keys(written).map((name) => [name, valueAt(data, name) ?? null] as const);
  const times = { 'meta.created': row.created as string, 'meta.lastModified': row.modified as string };
  return {
    id: row.id as string,
    attributes: { ...Object.fromEntries(own), ...times },
    active: row.active === 1,
    version: versionText(row.version as number),
  };
}

function columnsOf({ userName, externalId, displayName, givenName, familyName }: Keys): readonly (string | null)[] {
  return [userName, externalId, displayName, givenName, familyName];
}

/** Names in `protect`, as they are compared. */
export function protectedNames(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => fold(name.trim())));
}
