import { addressOf } from './address.js';
import { explain } from './explain.js';

export interface LookedAt {
  readonly url: string;
  readonly schema: string;
  /** For messages: `the state`. */
  readonly what: string;
}

/**
 * Version of the tables of a schema, 0 where there are none, and the answer to one question about them. Changes nothing, unlike `PostgresDatabase`,
 * which brings older tables forward: to be asked before an upgrade.
 */
export async function lookAtSchema(
  { url, schema, what }: LookedAt,
  question: string,
): Promise<{ readonly version: number; readonly answer: unknown }> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url, application_name: 'rollcall', connectionTimeoutMillis: 10_000 });
  // What goes wrong is told by the question that it spoils.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const there = await client.query<{ readonly table: string | null }>('SELECT to_regclass($1) AS table', [
      `"${schema}".rollcall_version`,
    ]);
    if (there.rows[0]?.table === null) return { version: 0, answer: undefined };
    await client.query(`SET search_path TO "${schema}"`);
    const { rows: versions } = await client.query<{ readonly version: number }>('SELECT version FROM rollcall_version');
    const version = versions[0]?.version ?? 0;
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(question);
    return { version, answer: Object.values(rows[0] ?? {})[0] };
  } catch (error) {
    throw explain(error, { doing: `looking at ${what} in ${addressOf(url) ?? 'the database'}`, outcome: 'not-sent' });
  } finally {
    await client.end().catch(() => undefined);
  }
}
