export { lookAtStateFile, type StateFile } from './look-at-state-file.js';
export { SqliteState } from './sqlite-state.js';
