import { NotFoundError } from '@rollcall/contract';
import { PostgresDatabase } from '@rollcall/postgres';
import type { Database, Dialect, Row, Sql, Value, WriteSql } from './database.js';
import { groupNameTaken, nameTaken } from './name-taken.js';
import { MIGRATIONS } from './postgres-schema.js';

const POSTGRES: Dialect = {
  name: 'PostgreSQL',
  texts: 'SELECT jsonb_array_elements_text(?::jsonb)',
  numbers: 'SELECT jsonb_array_elements_text(?::jsonb)::bigint',
  list: (column) => `coalesce(json_agg(${column}), '[]')::text`,
  contains: (column) => `strpos(${column}, ?) > 0`,
  end: (column) => `right(${column}, ?)`,
  inOrderOfIds: '',
  count: '',
  // Keys stay as they are, so that rows that refer to this one need not wait.
  locked: (table) => ` FOR NO KEY UPDATE OF ${table}`,
};

export interface PostgresPlace {
  readonly url: string;
  readonly schema: string;
  readonly connections: number;
  readonly durability: 'full' | 'normal';
}

/** A schema of a PostgreSQL server, which several gateways and workers share. */
export class PostgresDirectory implements Database {
  readonly dialect = POSTGRES;
  readonly place: string;
  readonly #database: PostgresDatabase;
  readonly #isRelaxed: boolean;

  constructor({ url, schema, connections, durability }: PostgresPlace) {
    this.#isRelaxed = durability === 'normal';
    this.#database = new PostgresDatabase({
      url,
      schema,
      connections,
      migrations: MIGRATIONS,
      what: 'the directory',
      // Two that take one name at once have both seen it free.
      violations: {
        account_user_name: nameTaken,

        account_group_name: groupNameTaken,
        // Somebody deletes an account or a group while another puts the one into the other.
        membership_account_fkey: (doing) =>
          new NotFoundError({ code: 'directory-no-account', doing, happened: 'the account was deleted meanwhile' }),
        membership_in_group_fkey: (doing) =>
          new NotFoundError({ code: 'directory-no-group', doing, happened: 'the group was deleted meanwhile' }),
      },
    });
    this.place = `${this.#database.address}, schema "${schema}"`;
  }

  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.#database.all(sql, ...values);
  }

  get(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    return this.#database.get(sql, ...values);
  }

  run(sql: string, ...values: readonly Value[]): Promise<number> {
    return this.#database.run(sql, ...values);
  }

  write<T>(work: (sql: WriteSql) => Promise<T>): Promise<T> {
    return this.#database.transaction((sql) => work(withInsert(sql)), { relaxed: this.#isRelaxed });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function withInsert(sql: Sql): WriteSql {
  return {
    all: (text, ...values) => sql.all(text, ...values),
    get: (text, ...values) => sql.get(text, ...values),
    run: (text, ...values) => sql.run(text, ...values),
    insert: async (text, ...values) => (await sql.get(`${text} RETURNING seq`, ...values))?.seq as number | undefined,
  };
}
