import type { Inbox, InboxEntry, InboxEvent } from '@rollcall/engine';
import type { PostgresDatabase } from '@rollcall/postgres';
import { EVERYBODY, entryOf } from './sqlite-inbox.js';

type Taken = Pick<InboxEntry, 'account' | 'seq'>;

export class PostgresInbox implements Inbox {
  constructor(private readonly database: PostgresDatabase) {}

  async add(sync: string, message: string, events: readonly InboxEvent[], now: number): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const isNew = await sql.run(
        'INSERT INTO inbox_message (sync, id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        sync,
        message,
        now,
      );
      if (isNew === 0) return false;
      // In one order, so that two messages about the same accounts do not wait for each other.
      for (const { account, cause, dueAt } of events.toSorted((a, b) => order(a, b)))
        await sql.run(
          `INSERT INTO inbox (sync, account, cause, seq, events, first_at, due_at, attempts) VALUES (?, ?, ?, 1, 1, ?, ?, 0)
           ON CONFLICT (sync, account) DO UPDATE SET cause = excluded.cause, seq = inbox.seq + 1, events = inbox.events + 1,
             due_at = least(inbox.due_at, excluded.due_at)`,
          sync,
          account ?? EVERYBODY,
          cause,
          now,
          dueAt,
        );
      return true;
    });
  }

  async due(sync: string, now: number, limit: number): Promise<readonly InboxEntry[]> {
    const rows = await this.database.all(
      'SELECT * FROM inbox WHERE sync = ? AND due_at <= ? ORDER BY due_at, account LIMIT ?',
      sync,
      now,
      limit,
    );
    return rows.map(entryOf);
  }

  async done(sync: string, entries: readonly Taken[]): Promise<void> {
    await this.database.run(
      `DELETE FROM inbox USING ${THESE} WHERE sync = ? AND inbox.account = these.account AND inbox.seq = these.seq`,
      listed(entries),
      sync,
    );
  }

  async postpone(sync: string, entries: readonly Taken[], dueAt: number): Promise<void> {
    await this.database.run(
      `UPDATE inbox SET due_at = ?, attempts = attempts + 1 FROM ${THESE} WHERE sync = ? AND inbox.account = these.account AND inbox.seq = these.seq`,
      dueAt,
      listed(entries),
      sync,
    );
  }

  async waiting(sync: string): Promise<{ readonly count: number; readonly nextAt: number | null }> {
    const row = await this.database.get(
      'SELECT count(*) AS count, min(due_at) AS next FROM inbox WHERE sync = ?',
      sync,
    );
    return { count: Number(row?.count ?? 0), nextAt: row?.next === null ? null : Number(row?.next) };
  }

  async forgetMessages(before: number): Promise<void> {
    await this.database.run('DELETE FROM inbox_message WHERE at < ?', before);
  }
}

const THESE = 'json_to_recordset(?::json) AS these (account text, seq bigint)';

function listed(entries: readonly Taken[]): string {
  return JSON.stringify(entries.map(({ account, seq }) => ({ account: account ?? EVERYBODY, seq })));
}

function order(one: InboxEvent, other: InboxEvent): number {
  const [a, b] = [one.account ?? EVERYBODY, other.account ?? EVERYBODY];
  return a < b ? -1 : a > b ? 1 : 0;
}
