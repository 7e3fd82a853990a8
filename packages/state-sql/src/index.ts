export { type CopiedState, type CopyStateOptions, copyState } from './copy/copy-state.js';
export { lookAtStateDatabase, type StateDatabase } from './look-at-state-database.js';
export { lookAtStateFile, type StateFile } from './look-at-state-file.js';
export { openState } from './open-state.js';
export { PostgresState, type PostgresStateOptions } from './postgres-state.js';
export { SqliteState } from './sqlite-state.js';
