export { SqliteState } from './sqlite-state.js';
