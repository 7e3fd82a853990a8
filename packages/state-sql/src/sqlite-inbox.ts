import type { Inbox, InboxEntry, InboxEvent } from '@rollcall/engine';
import type { Database, Row } from './database.js';

/** Everybody, in the column of accounts. Ids of accounts are never empty. */
export const EVERYBODY = '';

export class SqliteInbox implements Inbox {
  constructor(private readonly database: Database) {}

  async add(sync: string, message: string, events: readonly InboxEvent[], now: number): Promise<boolean> {
    // Events come in storms, and each of them is answered only when it is on the disk.
    return this.database.together(() => {
      const isNew = this.database.run(
        'INSERT OR IGNORE INTO inbox_message (sync, id, at) VALUES (?, ?, ?)',
        sync,
        message,
        now,
      );
      if (isNew === 0) return false;
      for (const { account, cause, dueAt } of events) {
        this.database.run(
          `INSERT INTO inbox (sync, account, cause, seq, events, first_at, due_at, attempts) VALUES (?, ?, ?, 1, 1, ?, ?, 0)
           ON CONFLICT (sync, account) DO UPDATE SET cause = excluded.cause, seq = seq + 1, events = events + 1,
             due_at = min(due_at, excluded.due_at)`,
          sync,
          account ?? EVERYBODY,
          cause,
          now,
          dueAt,
        );
      }
      return true;
    });
  }

  async due(sync: string, now: number, limit: number): Promise<readonly InboxEntry[]> {
    return this.database
      .all('SELECT * FROM inbox WHERE sync = ? AND due_at <= ? ORDER BY due_at, account LIMIT ?', sync, now, limit)
      .map(entryOf);
  }

  async done(sync: string, entries: readonly Pick<InboxEntry, 'account' | 'seq'>[]): Promise<void> {
    this.database.transaction(() => {
      for (const { account, seq } of entries)
        this.database.run(
          'DELETE FROM inbox WHERE sync = ? AND account = ? AND seq = ?',
          sync,
          account ?? EVERYBODY,
          seq,
        );
    });
  }

  async postpone(sync: string, entries: readonly Pick<InboxEntry, 'account' | 'seq'>[], dueAt: number): Promise<void> {
    this.database.transaction(() => {
      for (const { account, seq } of entries)
        this.database.run(
          'UPDATE inbox SET due_at = ?, attempts = attempts + 1 WHERE sync = ? AND account = ? AND seq = ?',
          dueAt,
          sync,
          account ?? EVERYBODY,
          seq,
        );
    });
  }

  async waiting(sync: string): Promise<{ readonly count: number; readonly nextAt: number | null }> {
    const row = this.database.get('SELECT count(*) AS count, min(due_at) AS next FROM inbox WHERE sync = ?', sync);
    return { count: Number(row?.count ?? 0), nextAt: row?.next === null ? null : Number(row?.next) };
  }

  async forgetMessages(before: number): Promise<void> {
    this.database.run('DELETE FROM inbox_message WHERE at < ?', before);
  }
}

export function entryOf(row: Row): InboxEntry {
  return {
    account: row.account === EVERYBODY ? null : (row.account as string),
    cause: row.cause as string,
    seq: Number(row.seq),
    events: Number(row.events),
    firstAt: Number(row.first_at),
    dueAt: Number(row.due_at),
    attempts: Number(row.attempts),
  };
}
