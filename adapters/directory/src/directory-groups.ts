import {
  type Group,
  type GroupReader,
  type GroupWriter,
  type MembershipChange,
  NotFoundError,
  RejectedError,
  type WriteContext,
} from '@rollcall/contract';
import { fold, versionText } from './account-data.js';
import type { Database, Row, Sql } from './database.js';
import type { WriterOptions } from './directory-writer.js';
import { groupNameTaken } from './name-taken.js';

const PAGE = 1_000;

/** The groups of one realm, and who is in them. */
export class DirectoryGroups implements GroupReader, GroupWriter {
  readonly membership = 'group';

  readonly #byIds: string;
  readonly #toChange: string;
  readonly #join: string;
  readonly #leave: string;

  constructor(
    private readonly database: Database,
    private readonly options: WriterOptions,
  ) {
    const { texts, numbers, locked } = database.dialect;
    this.#byIds = `SELECT seq, id, user_name_key FROM account WHERE realm = ? AND id IN (${texts})`;
    this.#toChange = `${BY_ID}${locked('account_group')}`;
    this.#join = `INSERT INTO membership (in_group, account) SELECT CAST(? AS bigint), seq FROM account WHERE seq IN (${numbers}) ON CONFLICT DO NOTHING`;
    this.#leave = `DELETE FROM membership WHERE in_group = ? AND account IN (${numbers})`;
  }

  async *list(signal: AbortSignal): AsyncIterable<Group> {
    for (let last = 0; ; ) {
      signal.throwIfAborted();
      const rows = await this.database.all(
        'SELECT seq, id, name, version FROM account_group WHERE realm = ? AND seq > ? ORDER BY seq LIMIT ?',
        this.options.realm,
        last,
        PAGE,
      );
      yield* rows.map(groupOf);
      const end = rows.at(-1);
      if (end === undefined || rows.length < PAGE) return;
      last = end.seq as number;
    }
  }

  async get(id: string): Promise<Group | undefined> {
    const row = await this.database.get(BY_ID, id, this.options.realm);
    return row === undefined ? undefined : groupOf(row);
  }

  async find(name: string): Promise<readonly Group[]> {
    const rows = await this.database.all(
      'SELECT seq, id, name, version FROM account_group WHERE realm = ? AND name_key = ?',
      this.options.realm,
      fold(name),
    );
    return rows.map(groupOf);
  }

  async *members(groupId: string, signal: AbortSignal): AsyncIterable<readonly string[]> {
    const group = await this.database.get(BY_ID, groupId, this.options.realm);
    if (group === undefined) throw noGroup('reading members of a group of the directory');
    for (let last = 0; ; ) {
      signal.throwIfAborted();
      const rows = await this.database.all(
        'SELECT account.seq, account.id FROM membership JOIN account ON account.seq = membership.account WHERE in_group = ? AND account > ? ORDER BY account LIMIT ?',
        group.seq as number,
        last,
        PAGE,
      );
      if (rows.length > 0) yield rows.map(({ id }) => id as string);
      const end = rows.at(-1);
      if (end === undefined || rows.length < PAGE) return;
      last = end.seq as number;
    }
  }

  create(name: string, _context: WriteContext): Promise<Group> {
    const doing = 'creating a group in the directory';
    const title = titleOf(name, doing);
    return this.database.write(async (sql) => {
      const id = this.options.newId();
      const made = await sql.insert(
        'INSERT INTO account_group (id, realm, name, name_key, version) VALUES (?, ?, ?, ?, 1) ON CONFLICT (realm, name_key) DO NOTHING',
        id,
        this.options.realm,
        title,
        fold(title),
      );
      if (made === undefined) throw groupNameTaken(doing);
      return { id, name: title, version: versionText(1) };
    });
  }

  rename(id: string, name: string, _context: WriteContext): Promise<void> {
    const doing = `renaming group ${id} of the directory`;
    const title = titleOf(name, doing);
    return this.database.write(async (sql) => {
      const { seq } = await this.#existing(sql, id, doing);
      const other = await sql.get(
        'SELECT seq FROM account_group WHERE realm = ? AND name_key = ?',
        this.options.realm,
        fold(title),
      );
      if (other !== undefined && other.seq !== seq) throw groupNameTaken(doing);
      await sql.run(
        'UPDATE account_group SET name = ?, name_key = ?, version = version + 1 WHERE seq = ?',
        title,
        fold(title),
        seq as number,
      );
    });
  }

  async delete(id: string, _context: WriteContext): Promise<void> {
    await this.database.write((sql) =>
      sql.run('DELETE FROM account_group WHERE id = ? AND realm = ?', id, this.options.realm),
    );
  }

  change({ groupId, add, remove }: MembershipChange, _context: WriteContext): Promise<void> {
    const doing = `changing members of group ${groupId} of the directory`;
    return this.database.write(async (sql) => {
      const group = (await this.#existing(sql, groupId, doing)).seq as number;
      const [joining, leaving] = [await this.#accounts(sql, add, doing), await this.#accounts(sql, remove, doing)];
      if (joining.length < new Set(add).size)
        throw new NotFoundError({
          code: 'directory-no-account',
          doing,
          happened: 'an account that shall join is not there',
        });
      let changed = 0;
      if (joining.length > 0) changed += await sql.run(this.#join, group, JSON.stringify(joining));
      if (leaving.length > 0) changed += await sql.run(this.#leave, group, JSON.stringify(leaving));
      if (changed > 0) await sql.run('UPDATE account_group SET version = version + 1 WHERE seq = ?', group);
    });
  }

  /** Keys of the accounts of these ids, as far as they are there; none of them may be protected. */
  async #accounts(sql: Sql, ids: readonly string[], doing: string): Promise<readonly number[]> {
    if (ids.length === 0) return [];
    const rows = await sql.all(this.#byIds, this.options.realm, JSON.stringify(ids));
    const { protect } = this.options;
    if (
      protect.size > 0 &&
      rows.some(({ id, user_name_key: name }) => protect.has(id as string) || protect.has(name as string))
    )
      throw new RejectedError({ code: 'directory-protected', doing, happened: 'the account is named in "protect"' });
    return rows.map(({ seq }) => seq as number);
  }

  async #existing(sql: Sql, id: string, doing: string): Promise<Row> {
    const row = await sql.get(this.#toChange, id, this.options.realm);
    if (row === undefined) throw noGroup(doing);
    return row;
  }
}

const BY_ID = 'SELECT seq, id, name, version FROM account_group WHERE id = ? AND realm = ?';

function titleOf(name: string, doing: string): string {
  const title = name.trim();
  if (title === '') throw new RejectedError({ code: 'directory-group-name', doing, happened: 'a group needs a name' });
  return title;
}

function noGroup(doing: string): NotFoundError {
  return new NotFoundError({ code: 'directory-no-group', doing, happened: 'there is no such group' });
}

function groupOf({ id, name, version }: Row): Group {
  return { id: id as string, name: name as string, version: versionText(version as number) };
}
