import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Secret } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { parseConfig } from '@rollcall/plugin';
import { describeWithPostgres } from '../../../../test/support/postgres.js';

export type Settings = Readonly<Record<string, unknown>>;

/** Where directories are kept during the tests. */
export interface Home {
  /** Settings that name a new, empty place. */
  place(): Settings;
  /** What the tables hold, seen without the provider. Statements have `?` for values. */
  rows(
    place: Settings,
    sql: string,
    ...values: readonly (string | number)[]
  ): Promise<readonly Record<string, unknown>[]>;
}

export function open(settings: Settings): DirectoryProvider {
  return new DirectoryProvider(parseConfig(DirectoryConfig, settings));
}

/** The same suite on real SQLite and on real PostgreSQL. */
export function onBoth(title: string, define: (home: Home) => void): void {
  describe(`${title}, in a SQLite file`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-directory-'));
    after(() => rmSync(folder, { recursive: true, force: true }));
    let files = 0;
    define({
      place: () => ({ path: join(folder, `d${(files += 1)}.sqlite`) }),
      rows: async ({ path }, sql, ...values) => {
        const file = new DatabaseSync(path as string);
        try {
          return file.prepare(sql).all(...values);
        } finally {
          file.close();
        }
      },
    });
  });
  describeWithPostgres(`${title}, in PostgreSQL`, (postgres) => {
    define({
      place: () => ({ url: new Secret(postgres.url), schema: postgres.schema(), connections: 4 }),
      rows: (place, sql, ...values) => {
        let number = 0;
        return postgres.rows(
          place.schema as string,
          sql.replaceAll('?', () => `$${(number += 1)}`),
          ...values,
        );
      },
    });
  });
}
