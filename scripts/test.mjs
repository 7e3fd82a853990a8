// "npm test": installs, builds, lints and tests everything, and says at the end how many tests passed.
import { spawn } from 'node:child_process';
import { env, install, root, run } from './prepare.mjs';

const CHECKS = [
  // Packages are looked at as they were built; nothing else needs that. Types of the sources are checked below, by the same options, and once is enough.
  ['Building, and checking packages as they would be published', ['build -- --noCheck', 'lint:packages']],
  ['Checking format and style', ['lint']],
  ['Checking types of sources and tests', ['typecheck']],
  ['Checking which package may import which', ['lint:arrows']],
  ['Checking that everything is used and declared', ['lint:unused']],
];
/** Side by side: each of them keeps one core busy at most. */
const AT_ONCE = 2;

install();
const queue = [...CHECKS];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await check(...next);
  }),
);
console.log('\n▸ Testing');
// What is built is as new as the sources now; tests that start `rollcall` many times may take it.
run('node', ['scripts/mocha.mjs', ...process.argv.slice(2)], { env: { ...env, ROLLCALL_TEST_BUILT: '1' } });

/** Prints what a check printed when it has ended, so that two never mix. A failure ends everything. */
async function check(title, scripts) {
  const started = performance.now();
  for (const script of scripts) {
    const { status, text } = await output('npm', ['run', '--silent', ...script.split(' ')]);
    if (status === 0) continue;
    console.log(`\n✗ ${title}\n${text}`);
    console.error(`"npm run ${script}" ended with ${status}.`);
    process.exit(1);
  }
  console.log(`✔ ${title} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

function output(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: 1, text: `${command} cannot be started: ${error.message}` }));
    child.once('close', (status, signal) => resolve({ status: status ?? signal, text }));
  });
}
