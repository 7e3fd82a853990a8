import { addressOf } from './address.js';
import { explain } from './explain.js';

/** Rows of one statement, with `$1` for values. */
export type Ask = (sql: string, ...values: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Asks a database something over a connection of its own, which brings no tables forward. `what` is for messages: `the state`. */
export async function askOnce<T>(
  { url, what }: { readonly url: string; readonly what: string },
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url, application_name: 'rollcall', connectionTimeoutMillis: 10_000 });
  // What goes wrong is told by the question that it spoils.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(async (sql, ...values) => (await client.query(sql, [...values])).rows as never);
  } catch (error) {
    throw explain(error, { doing: `looking at ${what} in ${addressOf(url) ?? 'the database'}`, outcome: 'not-sent' });
  } finally {
    await client.end().catch(() => undefined);
  }
}
