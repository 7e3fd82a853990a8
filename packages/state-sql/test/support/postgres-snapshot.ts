import { execFileSync } from 'node:child_process';
import type { TestDatabase } from '../../../../test/support/postgres.js';

/** A schema as SQL text: its tables, indexes and rows, as PostgreSQL's own program tells them, without what is about this server. */
export function dumpSchema(url: string, schema: string): string {
  const text = execFileSync(
    'pg_dump',
    ['--schema', schema, '--inserts', '--no-owner', '--no-privileges', '--dbname', url],
    { encoding: 'utf8' },
  );
  return `${text
    .split('\n')
    .filter((line) => !/^(--|\\|SET |SELECT pg_catalog\.set_config)/.test(line) && line !== '')
    .join('\n')}\n`;
}

/** What its tables and indexes are, in the words of PostgreSQL. */
export async function schemaOf({ rows }: TestDatabase, schema: string): Promise<readonly string[]> {
  const columns = await rows(
    `SELECT concat_ws(' ', c.relname, c.relpersistence, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, collname, pg_get_expr(d.adbin, d.adrelid)) AS text
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = '${schema}'::regnamespace`,
  );
  const indexes = await rows(`SELECT indexdef AS text FROM pg_indexes WHERE schemaname = '${schema}'`);
  return [...columns, ...indexes].map(({ text }) => String(text)).sort();
}
