import { randomUUID } from 'node:crypto';
import {
  ConflictError,
  type Group,
  type GroupReader,
  type GroupWriter,
  type MembershipChange,
  NotFoundError,
  RejectedError,
  type WriteContext,
} from '@rollcall/contract';
import { fold, versionText } from './account-data.js';
import type { Database, Row } from './database.js';

const PAGE = 1_000;

/** The groups of one realm, and who is in them. */
export class DirectoryGroups implements GroupReader, GroupWriter {
  readonly membership = 'group';

  constructor(
    private readonly database: Database,
    private readonly realm: string,
    private readonly protect: ReadonlySet<string>,
  ) {}

  async *list(signal: AbortSignal): AsyncIterable<Group> {
    for (let last = 0; ; ) {
      signal.throwIfAborted();
      const rows = this.database.all(
        'SELECT seq, id, name, version FROM account_group WHERE realm = ? AND seq > ? ORDER BY seq LIMIT ?',
        this.realm,
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
    const row = this.#row(id);
    return row === undefined ? undefined : groupOf(row);
  }

  async find(name: string): Promise<readonly Group[]> {
    return this.database
      .all('SELECT seq, id, name, version FROM account_group WHERE realm = ? AND name_key = ?', this.realm, fold(name))
      .map(groupOf);
  }

  async *members(groupId: string, signal: AbortSignal): AsyncIterable<readonly string[]> {
    const group = this.#existing(groupId, 'reading members of a group of the directory');
    for (let last = 0; ; ) {
      signal.throwIfAborted();
      const rows = this.database.all(
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
    return this.database.write(() => {
      const title = this.#freeName(name, undefined, doing);
      const id = randomUUID();
      this.database.run(
        'INSERT INTO account_group (id, realm, name, name_key, version) VALUES (?, ?, ?, ?, 1)',
        id,
        this.realm,
        title,
        fold(title),
      );
      return { id, name: title, version: versionText(1) };
    });
  }

  rename(id: string, name: string, _context: WriteContext): Promise<void> {
    const doing = `renaming group ${id} of the directory`;
    return this.database.write(() => {
      const { seq } = this.#existing(id, doing);
      const title = this.#freeName(name, seq as number, doing);
      this.database.run(
        'UPDATE account_group SET name = ?, name_key = ?, version = version + 1 WHERE seq = ?',
        title,
        fold(title),
        seq as number,
      );
    });
  }

  delete(id: string, _context: WriteContext): Promise<void> {
    return this.database.write(() => {
      this.database.run('DELETE FROM account_group WHERE id = ? AND realm = ?', id, this.realm);
    });
  }

  change({ groupId, add, remove }: MembershipChange, _context: WriteContext): Promise<void> {
    const doing = `changing members of group ${groupId} of the directory`;
    return this.database.write(() => {
      const { seq: group } = this.#existing(groupId, doing);
      let changed = 0;
      for (const id of add) {
        const { seq } = this.#account(id, doing) ?? this.#refuseUnknown(doing);
        changed += this.database.run(
          'INSERT OR IGNORE INTO membership (in_group, account) VALUES (?, ?)',
          group as number,
          seq as number,
        );
      }
      for (const id of remove) {
        const account = this.#account(id, doing);
        if (account !== undefined)
          changed += this.database.run(
            'DELETE FROM membership WHERE in_group = ? AND account = ?',
            group as number,
            account.seq as number,
          );
      }
      if (changed > 0)
        this.database.run('UPDATE account_group SET version = version + 1 WHERE seq = ?', group as number);
    });
  }

  #account(id: string, doing: string): Row | undefined {
    const row = this.database.get('SELECT seq, user_name_key FROM account WHERE id = ? AND realm = ?', id, this.realm);
    if (row !== undefined && (this.protect.has(id) || this.protect.has(row.user_name_key as string)))
      throw new RejectedError({ code: 'directory-protected', doing, happened: 'the account is named in "protect"' });
    return row;
  }

  #refuseUnknown(doing: string): never {
    throw new NotFoundError({
      code: 'directory-no-account',
      doing,
      happened: 'an account that shall join is not there',
    });
  }

  #row(id: string): Row | undefined {
    return this.database.get(
      'SELECT seq, id, name, version FROM account_group WHERE id = ? AND realm = ?',
      id,
      this.realm,
    );
  }

  #existing(id: string, doing: string): Row {
    const row = this.#row(id);
    if (row === undefined)
      throw new NotFoundError({ code: 'directory-no-group', doing, happened: 'there is no such group' });
    return row;
  }

  #freeName(name: string, own: number | undefined, doing: string): string {
    const title = name.trim();
    if (title === '')
      throw new RejectedError({ code: 'directory-group-name', doing, happened: 'a group needs a name' });
    const other = this.database.get(
      'SELECT seq FROM account_group WHERE realm = ? AND name_key = ?',
      this.realm,
      fold(title),
    );
    if (other !== undefined && other.seq !== own)
      throw new ConflictError({ code: 'directory-group-name-taken', doing, happened: 'another group has this name' });
    return title;
  }
}

function groupOf({ id, name, version }: Row): Group {
  return { id: id as string, name: name as string, version: versionText(version as number) };
}
