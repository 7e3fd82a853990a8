import type { Backlog, Inbox, InboxEntry, InboxEvent, InboxKey, TakenEntry } from '@rollcall/engine';
import type { Database, Row } from './database.js';

/** Everybody, and whoever changed, in the column of accounts. Ids of accounts are neither empty nor one control character. */
const EVERYBODY = '';
const WHO_CHANGED = '\u0001';

/** Who is meant, as the column of accounts has it. */
export function columnOf({ account, onlyChanges }: InboxKey): string {
  return account ?? (onlyChanges === true ? WHO_CHANGED : EVERYBODY);
}

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
      for (const event of events) {
        this.database.run(
          `INSERT INTO inbox (sync, account, cause, seq, events, first_at, due_at, attempts) VALUES (?, ?, ?, 1, 1, ?, ?, 0)
           ON CONFLICT (sync, account) DO UPDATE SET cause = excluded.cause, seq = seq + 1, events = events + 1,
             due_at = min(due_at, excluded.due_at)`,
          sync,
          columnOf(event),
          event.cause,
          now,
          event.dueAt,
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

  async find(sync: string, keys: readonly InboxKey[]): Promise<readonly InboxEntry[]> {
    return this.database
      .all(
        'SELECT * FROM inbox WHERE sync = ? AND account IN (SELECT value FROM json_each(?))',
        sync,
        JSON.stringify(keys.map(columnOf)),
      )
      .map(entryOf);
  }

  async done(sync: string, entries: readonly TakenEntry[]): Promise<void> {
    this.database.transaction(() => {
      for (const entry of entries)
        this.database.run(
          'DELETE FROM inbox WHERE sync = ? AND account = ? AND seq = ?',
          sync,
          columnOf(entry),
          entry.seq,
        );
    });
  }

  async postpone(sync: string, entries: readonly TakenEntry[], dueAt: number): Promise<void> {
    this.database.transaction(() => {
      for (const entry of entries)
        this.database.run(
          'UPDATE inbox SET due_at = ?, attempts = attempts + 1 WHERE sync = ? AND account = ? AND seq = ?',
          dueAt,
          sync,
          columnOf(entry),
          entry.seq,
        );
    });
  }

  async waiting(sync: string): Promise<Backlog> {
    return backlogOf(this.database.get(BACKLOG, sync));
  }

  async forgetMessages(before: number): Promise<void> {
    this.database.run('DELETE FROM inbox_message WHERE at < ?', before);
  }
}

/** How much waits in the inbox of one sync. */
export const BACKLOG =
  'SELECT count(*) AS count, min(due_at) AS next, min(first_at) AS oldest, count(CASE WHEN attempts > 0 THEN 1 END) AS failing FROM inbox WHERE sync = ?';

export function backlogOf(row: Row | undefined): Backlog {
  const time = (value: Row[string] | undefined): number | null =>
    value === null || value === undefined ? null : Number(value);
  return {
    count: Number(row?.count ?? 0),
    nextAt: time(row?.next),
    oldestAt: time(row?.oldest),
    failing: Number(row?.failing ?? 0),
  };
}

export function entryOf(row: Row): InboxEntry {
  const isWide = row.account === EVERYBODY || row.account === WHO_CHANGED;
  return {
    account: isWide ? null : (row.account as string),
    ...(row.account === WHO_CHANGED ? { onlyChanges: true } : {}),
    cause: row.cause as string,
    seq: Number(row.seq),
    events: Number(row.events),
    firstAt: Number(row.first_at),
    dueAt: Number(row.due_at),
    attempts: Number(row.attempts),
  };
}
