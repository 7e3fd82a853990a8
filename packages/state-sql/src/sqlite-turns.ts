import type { LeaseRequest, TurnStore } from '@rollcall/engine';
import type { Database } from './database.js';

/** Takes the turn that nobody has, and counts how often it began; no row where another holder has it. */
export const TAKE = `INSERT INTO turn (sync, holder, until, attempt) VALUES (?, ?, ?, 1)
  ON CONFLICT (sync) DO UPDATE SET holder = excluded.holder, until = excluded.until, attempt = turn.attempt + 1 WHERE turn.until <= ? OR turn.holder = ?
  RETURNING attempt`;

export class SqliteTurns implements TurnStore {
  constructor(private readonly database: Database) {}

  async take(sync: string, { holder, ttlMs, now, takeFrom }: LeaseRequest): ReturnType<TurnStore['take']> {
    return this.database.transaction(() => {
      const taken = this.database.get(TAKE, sync, holder, now + ttlMs, now, takeFrom ?? '');
      if (taken !== undefined) return { taken: true as const, attempt: Number(taken.attempt) };
      const held = this.database.get('SELECT holder, until FROM turn WHERE sync = ?', sync);
      return { taken: false as const, holder: String(held?.holder), until: Number(held?.until) };
    });
  }

  async renew(sync: string, { holder, ttlMs, now }: LeaseRequest): Promise<boolean> {
    return this.database.run('UPDATE turn SET until = ? WHERE sync = ? AND holder = ?', now + ttlMs, sync, holder) > 0;
  }

  async end(sync: string, holder: string): Promise<void> {
    this.database.run('DELETE FROM turn WHERE sync = ? AND holder = ?', sync, holder);
  }
}
