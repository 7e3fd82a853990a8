export { explainSqlite } from './explain-sqlite.js';
export { migrate, refuseNewer, versionOf } from './migrate.js';
export { openFile } from './open-file.js';
export { RowStatement } from './row-statement.js';
export type { SqlitePlace } from './sqlite-place.js';
