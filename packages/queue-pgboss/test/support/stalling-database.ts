import pg from 'pg';
import type { Db } from 'pg-boss';

/** What pg-boss sends when nobody has stopped the machine. */
export interface StallingDatabase extends Db {
  /** Statements under way. */
  readonly open: () => number;
  /** Whether a turn was asked for yet, or cannot be. */
  readonly isAsked: () => boolean;
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

/** A pool for one worker. While it stands still nothing of the worker reaches the database, but for the time of the test, which goes on for all. */
export function stallingDatabase(url: string): StallingDatabase {
  let isStalled = false;
  let open = 0;
  let isAsked = false;
  let statements: readonly string[] = [];
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    allowExitOnIdle: true,
    onConnect: (async (client: pg.ClientBase) => {
      for (const statement of statements) await client.query(statement);
    }) as (client: pg.ClientBase) => unknown as (client: pg.ClientBase) => void,
  });
  pool.on('error', () => undefined);
  return {
    open: () => open,
    isAsked: () => isAsked || isStalled,
    executeSql: async (text, values) => {
      isAsked ||= text.includes('FOR UPDATE OF j');
      if (isStalled && !text.includes('clock')) throw new Error('this worker stands still');
      open += 1;
      try {
        return await pool.query(text, values);
      } finally {
        open -= 1;
      }
    },
    setSessionStatements: async (given) => {
      statements = given;
    },
    stall: () => {
      isStalled = true;
    },
    resume: () => {
      isStalled = false;
    },
    close: () => pool.end(),
  };
}
