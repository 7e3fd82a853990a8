import { ConfigError } from '@rollcall/contract';
import type { ClientBase } from 'pg';

export interface Migration {
  readonly schema: string;
  /** Steps from nothing to today's tables, oldest first. A released step is never changed; new ones are added. */
  readonly steps: readonly string[];
  /** For people: what is opened, and where. */
  readonly what: string;
}

/** Brings the tables of one schema up to date, in one transaction; of several programs that begin at once, one does it and the others wait. */
export async function migrate(client: ClientBase, { schema, steps, what }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`rollcall ${schema}`]);
    const version = await versionOf(client, schema);
    if (version > steps.length)
      throw new ConfigError({
        code: 'postgres-newer',
        doing: `opening ${what}`,
        happened: `its schema "${schema}" is of version ${version}, and this Rollcall knows ${steps.length}`,
        hint: 'install the Rollcall that wrote it, or a later one; going back would lose what it knows',
      });
    for (const step of steps.slice(version)) await client.query(step);
    if (version < steps.length) await client.query('UPDATE rollcall_version SET version = $1', [steps.length]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Asks before it makes anything: whoever owns the schema needs no right to make others. */
async function versionOf(client: ClientBase, schema: string): Promise<number> {
  const { rows: there } = await client.query<{ readonly schema: string | null; readonly table: string | null }>(
    'SELECT to_regnamespace($1) AS schema, to_regclass($2) AS table',
    [`"${schema}"`, `"${schema}".rollcall_version`],
  );
  if (there[0]?.schema === null) await client.query(`CREATE SCHEMA "${schema}"`);
  if (there[0]?.table === null)
    await client.query(
      'CREATE TABLE rollcall_version (version integer NOT NULL); INSERT INTO rollcall_version VALUES (0)',
    );
  const { rows } = await client.query<{ readonly version: number }>('SELECT version FROM rollcall_version');
  return rows[0]?.version ?? 0;
}
