// "npm test": installs, builds, lints and tests everything, and says at the end how many tests passed.
import { install, run } from './prepare.mjs';

install();
const steps = [
  ['Building', 'build'],
  ['Checking types of sources and tests', 'typecheck'],
  ['Checking format and style', 'lint'],
  ['Checking which package may import which', 'lint:arrows'],
  ['Checking packages as they would be published', 'lint:packages'],
];
for (const [title, script] of steps) {
  console.log(`\n▸ ${title}`);
  run('npm', ['run', '--silent', script]);
}
console.log('\n▸ Testing');
run('node', ['scripts/mocha.mjs', ...process.argv.slice(2)]);
