import { addressOf, askOnce } from '@rollcall/postgres';
import { QUEUE_SCHEMA } from './turn-policy.js';

/** A queue's tables, as {@link lookAtQueueDatabase} finds them. */
export interface QueueDatabase {
  /** Where it is, without a password. */
  readonly place: string;
  /** The first worker has made the tables. */
  readonly isMade: boolean;
  /** Workers that were heard of within the last minutes. */
  readonly workers: number;
}

/** What `rollcall doctor` tells of the queue. Changes nothing; throws what `PgBossQueue` would when it cannot be reached. */
export async function lookAtQueueDatabase(url: string, schema = QUEUE_SCHEMA): Promise<QueueDatabase> {
  const place = `${addressOf(url) ?? 'PostgreSQL'}, schema "${schema}"`;
  return askOnce({ url, what: 'the queue' }, async (ask) => {
    const [table] = await ask('SELECT to_regclass($1) AS there', `"${schema}".instance`);
    if (table?.there === null) return { place, isMade: false, workers: 0 };
    // As pg-boss itself tells whether one lives. @see https://pgboss.io/sql/instance-table
    const [count] = await ask(
      `SELECT count(*) AS workers FROM "${schema}".instance WHERE stopped_on IS NULL AND heartbeat_on > now() - 3 * heartbeat_seconds * interval '1 second'`,
    );
    return { place, isMade: true, workers: Number(count?.workers ?? 0) };
  });
}
