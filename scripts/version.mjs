// npm runs this as "version" when lerna has raised the versions: it brings along what the sources and examples say of them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.cwd();
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const before = JSON.parse(git('show', 'HEAD:lerna.json')).version;
const { version } = JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8'));
const old = before.replaceAll('.', '\\.');

/** Where a version stands that means ours: what the contract says of itself, ranges of it, and packages of Rollcall in manifests. */
const OURS = [
  new RegExp(`(CONTRACT_VERSION = ')${old}(?=')`, 'g'),
  new RegExp(`(\\bcore: '\\^)${old}(?=')`, 'g'),
  new RegExp(`(\\bcontract(?:Version)?(?: =|:) '\\^?)${old}(?=')`, 'g'),
  new RegExp(`("@rollcall/[\\w-]+": "\\^?)${old}(?=")`, 'g'),
  new RegExp(`(CONTRACT_VERSION: ")${old}(?=")`, 'g'),
  // Of the companion extension for Joomla, and of the workspace itself.
  new RegExp(`(^\\t<version>)${old}(?=</version>$)`, 'gm'),
  new RegExp(`("name": "(?:rollcall|@rollcall/test)",\\s+(?:"private": true,\\s+)?"version": ")${old}(?=")`, 'g'),
];

const files = git('ls-files').split('\n');
let changed = 0;
for (const file of files.filter((path) =>
  /\.(ts|mts|js|mjs|md)$|package\.json$|^adapters\/joomla\/extension\/.*\.xml$/.test(path),
)) {
  // Only what is to say so is read again: what a released version wrote never changes.
  if (file === 'CHANGELOG.md' || file.includes('/released/')) continue;
  const text = readFileSync(join(root, file), 'utf8');
  const brought = OURS.reduce((now, pattern) => now.replace(pattern, `$1${version}`), text);
  if (brought === text) continue;
  writeFileSync(join(root, file), brought);
  changed += 1;
}
console.log(`${before} → ${version}: brought along in ${changed} files.`);
