import type { LeaseRequest, TurnStore } from '@rollcall/engine';
import type { PostgresDatabase } from '@rollcall/postgres';
import { TAKE } from './sqlite-turns.js';

export class PostgresTurns implements TurnStore {
  constructor(private readonly database: PostgresDatabase) {}

  async take(sync: string, { holder, ttlMs, now, takeFrom }: LeaseRequest): ReturnType<TurnStore['take']> {
    return this.database.transaction(async (sql) => {
      // The row is locked by whoever comes first; the others see what came of it.
      const taken = await sql.get(TAKE, sync, holder, now + ttlMs, now, takeFrom ?? '');
      if (taken !== undefined) return { taken: true as const, attempt: Number(taken.attempt) };
      const held = await sql.get('SELECT holder, until FROM turn WHERE sync = ?', sync);
      return { taken: false as const, holder: String(held?.holder ?? ''), until: Number(held?.until ?? now) };
    });
  }

  async renew(sync: string, { holder, ttlMs, now }: LeaseRequest): Promise<boolean> {
    const renewed = await this.database.run(
      'UPDATE turn SET until = ? WHERE sync = ? AND holder = ?',
      now + ttlMs,
      sync,
      holder,
    );
    return renewed > 0;
  }

  async end(sync: string, holder: string): Promise<void> {
    await this.database.run('DELETE FROM turn WHERE sync = ? AND holder = ?', sync, holder);
  }
}
