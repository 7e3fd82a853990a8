import { addressOf, lookAtSchema } from '@rollcall/postgres';
import type { StateFile } from './look-at-state-file.js';
import { POSTGRES_MIGRATIONS, STATE_SCHEMA } from './postgres-schema.js';

/** A state in PostgreSQL, as {@link lookAtStateDatabase} finds it. */
export interface StateDatabase extends StateFile {
  /** Where it is, without a password. */
  readonly place: string;
}

/** As `lookAtStateFile`, for state in PostgreSQL: changes nothing. Throws what `PostgresState` would when it cannot be reached. */
export async function lookAtStateDatabase(url: string, schema = STATE_SCHEMA): Promise<StateDatabase> {
  const { version, answer } = await lookAtSchema(
    { url, schema, what: 'the state' },
    'SELECT started_at FROM run ORDER BY number DESC LIMIT 1',
  );
  return {
    version,
    known: POSTGRES_MIGRATIONS.length,
    lastRunAt: answer === undefined ? null : Number(answer),
    place: `${addressOf(url) ?? 'PostgreSQL'}, schema "${schema}"`,
  };
}
