export type { Context } from './context.js';
export { EXIT } from './exit-codes.js';
export { main } from './main.js';
export type { Terminal } from './output/terminal.js';
export { runProgram } from './program.js';
