import type { Backlog, Inbox, InboxEntry, InboxEvent, InboxKey, TakenEntry } from '@rollcall/engine';
import type { PostgresDatabase } from '@rollcall/postgres';
import { AMONG } from './among.js';
import { BACKLOG, backlogOf, columnOf, entryOf } from './sqlite-inbox.js';

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
      for (const event of events.toSorted(order))
        await sql.run(
          `INSERT INTO inbox (sync, account, cause, seq, events, first_at, due_at, attempts) VALUES (?, ?, ?, 1, 1, ?, ?, 0)
           ON CONFLICT (sync, account) DO UPDATE SET cause = excluded.cause, seq = inbox.seq + 1, events = inbox.events + 1,
             due_at = least(inbox.due_at, excluded.due_at)`,
          sync,
          columnOf(event),
          event.cause,
          now,
          event.dueAt,
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

  async find(sync: string, keys: readonly InboxKey[]): Promise<readonly InboxEntry[]> {
    const rows = await this.database.all(
      `SELECT * FROM inbox WHERE sync = ? AND account ${AMONG}`,
      sync,
      JSON.stringify(keys.map(columnOf)),
    );
    return rows.map(entryOf);
  }

  async done(sync: string, entries: readonly TakenEntry[]): Promise<void> {
    await this.database.run(
      `DELETE FROM inbox USING ${THESE} WHERE sync = ? AND inbox.account = these.account AND inbox.seq = these.seq`,
      listed(entries),
      sync,
    );
  }

  async postpone(sync: string, entries: readonly TakenEntry[], dueAt: number): Promise<void> {
    await this.database.run(
      `UPDATE inbox SET due_at = ?, attempts = attempts + 1 FROM ${THESE} WHERE sync = ? AND inbox.account = these.account AND inbox.seq = these.seq`,
      dueAt,
      listed(entries),
      sync,
    );
  }

  async waiting(sync: string): Promise<Backlog> {
    return backlogOf(await this.database.get(BACKLOG, sync));
  }

  async forgetMessages(before: number): Promise<void> {
    await this.database.run('DELETE FROM inbox_message WHERE at < ?', before);
  }
}

const THESE = 'json_to_recordset(?::json) AS these (account text, seq bigint)';

function listed(entries: readonly TakenEntry[]): string {
  return JSON.stringify(entries.map((entry) => ({ account: columnOf(entry), seq: entry.seq })));
}

function order(one: InboxKey, other: InboxKey): number {
  const [a, b] = [columnOf(one), columnOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
