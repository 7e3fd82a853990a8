import { askOnce } from './ask-once.js';

/** Which tables to look at, and how messages call them. */
export interface LookedAt {
  /** `postgres://account:password@host:port/database`. The password stays out of every message. */
  readonly url: string;
  /** Schema of the tables. Where it does not exist the version is 0, and that is no error. */
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
  return askOnce({ url, what }, async (ask) => {
    const [there] = await ask('SELECT to_regclass($1) AS table', `"${schema}".rollcall_version`);
    if (there?.table === null) return { version: 0, answer: undefined };
    await ask(`SET search_path TO "${schema}"`);
    const [version] = await ask('SELECT version FROM rollcall_version');
    const [row] = await ask(question);
    return { version: Number(version?.version ?? 0), answer: Object.values(row ?? {})[0] };
  });
}
