import { DatabaseSync } from 'node:sqlite';

/** A SQLite file as SQL text: its tables and indexes, its rows, its version. Made from what SQLite says of itself, not from our sources. */
export function dump(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = tablesOf(database).flatMap((table) => insertsOf(database, table));
    const version = `PRAGMA user_version = ${versionOf(database)};`;
    return `${[...schemaOf(database).map((sql) => `${sql};`), ...rows, version].join('\n')}\n`;
  } finally {
    database.close();
  }
}

/** Writes the file that a dump is of. */
export function restore(sql: string, path: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

/** What its tables and indexes are, whatever the layout of the text and the order in which they were made. */
export function schemaIn(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return [
      ...tablesOf(database).flatMap((table) =>
        database
          .prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY name')
          .all(table)
          .map((column) => `${table}: ${Object.values(column).join(' ')}`),
      ),
      ...schemaOf(database)
        .filter((sql) => /^CREATE (UNIQUE )?INDEX/.test(sql))
        .toSorted(),
    ];
  } finally {
    database.close();
  }
}

export function versionIn(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const version = versionOf(database);
  database.close();
  return version;
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function schemaOf(database: DatabaseSync): readonly string[] {
  return database
    .prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
    .all()
    .map(({ sql }) => String(sql).replace(/\s+/g, ' '));
}

function tablesOf(database: DatabaseSync): readonly string[] {
  return database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .all()
    .map(({ name }) => String(name));
}

function insertsOf(database: DatabaseSync, table: string): readonly string[] {
  const columns = database
    .prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid')
    .all(table)
    .map(({ name }) => `"${String(name)}"`);
  const values = columns.map((column) => `quote(${column})`).join(` || ', ' || `);
  return database
    .prepare(`SELECT ${values} AS row FROM "${table}" ORDER BY 1`)
    .all()
    .map(({ row }) => `INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${String(row)});`);
}
