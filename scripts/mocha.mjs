// Runs mocha over all workspaces and ends with one line: N passed, N failed, N skipped.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env, root } from './prepare.mjs';

const args = process.argv.slice(2);
const specs =
  args.length > 0
    ? args
    : ['core/*/test/**/*.test.ts', 'adapters/*/test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'];
const child = spawn(process.execPath, [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--exit', ...specs], {
  cwd: root,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let text = '';
child.stdout.on('data', (chunk) => {
  text += chunk;
  process.stdout.write(chunk);
});
child.on('close', (code) => {
  const counted = (word) => Number(new RegExp(`^\\s+(\\d+) ${word}`, 'm').exec(text)?.[1] ?? 0);
  const [passed, failed, skipped] = [counted('passing'), counted('failing'), counted('pending')];
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = code === 0 && passed > 0 ? 0 : 1;
});
