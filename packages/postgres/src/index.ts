export { addressOf } from './address.js';
export { type Ask, askOnce } from './ask-once.js';
export { explain, type Occasion } from './explain.js';
export { type LookedAt, lookAtSchema } from './look-at-schema.js';
export type { PostgresOptions, Row, Sql, TransactionOptions, Value } from './postgres-database.js';
export { PostgresDatabase } from './postgres-database.js';
