export { lookAtStateFile, type StateFile } from './look-at-state-file.js';
export { PostgresState, type PostgresStateOptions } from './postgres-state.js';
export { SqliteState } from './sqlite-state.js';
