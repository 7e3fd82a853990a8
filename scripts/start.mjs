// "npm start": installs, builds and runs the demonstration.
import { join } from 'node:path';
import { install, root, run } from './prepare.mjs';

install();
console.log('Building …');
run('npm', ['run', '--silent', 'build']);
run('node', [join(root, 'test', 'demo', 'demo.mjs'), ...process.argv.slice(2)]);
