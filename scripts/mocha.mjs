// Runs mocha over all workspaces, spec files side by side, and ends with one line: N passed, N failed, N skipped.
// "npm run mocha -- SPEC… [options of mocha]" runs some of them.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startPostgres } from './postgres.mjs';
import { env, root } from './prepare.mjs';

const ALL = [
  'core/*/test/**/*.test.ts',
  'adapters/*/test/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'test/**/*.test.ts',
];
/** The longest, which start first so that no process is left alone with one of them at the end. */
const LONG = [
  'test/browser/',
  'test/chaos/',
  'core/engine/test/two-way/',
  'packages/create-rollcall-plugin/',
  'test/lives/',
  'test/planted/',
  'test/repo/',
];

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const options = firstOption === -1 ? [] : args.slice(firstOption);
const wanted = firstOption === -1 ? args : args.slice(0, firstOption);
const place = (file) => (LONG.findIndex((start) => file.startsWith(start)) + LONG.length + 1) % (LONG.length + 1);
const files = globSync(wanted.length > 0 ? wanted : ALL, { cwd: root, exclude: (name) => name === 'node_modules' })
  .map((file) => file.replaceAll('\\', '/'))
  .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
if (files.length === 0) {
  console.error(`There is no test file like ${wanted.join(' ')}.`);
  process.exit(1);
}

// One server for all who need it; without it they say that they are skipped.
const needsPostgres = files.some((file) => /from '.*postgres.js'/.test(readFileSync(join(root, file), 'utf8')));
const postgres =
  needsPostgres && env.ROLLCALL_TEST_POSTGRES === undefined ? await startPostgres().catch(noPostgres) : undefined;

// Three even on two cores: tests that wait for a browser or another process leave theirs idle.
const jobs = Math.min(4, Math.max(3, availableParallelism()), files.length);
const parallel = jobs > 1 ? ['--parallel', '--jobs', String(jobs)] : [];
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
// mocha sees a pipe, and where CI is set it would colour even that.
const color = process.stdout.isTTY ? '--color' : '--no-color';
const child = spawn(process.execPath, [mocha, '--exit', color, ...parallel, ...options, ...files], {
  cwd: root,
  env: postgres === undefined ? env : { ...env, ROLLCALL_TEST_POSTGRES: postgres.url },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let text = '';
child.stdout.on('data', (chunk) => {
  text += chunk;
  process.stdout.write(chunk);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
child.on('close', async (code) => {
  await postgres?.stop();
  const plain = stripVTControlCharacters(text);
  const counted = (word) => Number(new RegExp(`^\\s+(\\d+) ${word}`, 'm').exec(plain)?.[1] ?? 0);
  const [passed, failed, skipped] = [counted('passing'), counted('failing'), counted('pending')];
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = code === 0 && passed > 0 ? 0 : 1;
});

function noPostgres(error) {
  console.error(`Tests on PostgreSQL are skipped: ${error instanceof Error ? error.message : error}`);
  return undefined;
}
