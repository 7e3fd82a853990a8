// Both companion modules share a core in PHP, but ship apart. This copies Drupal's into Joomla's; "--check" only looks whether it is in step.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const from = join(root, 'adapters/drupal/module/rollcall/src/Core');
const to = join(root, 'adapters/joomla/extension/plg_user_rollcall/src/Core');

/** Joomla wants each file to refuse to be asked for by itself. */
const joomla = (text) =>
  text
    .replaceAll('Drupal\\rollcall\\Core', 'Rollcall\\Plugin\\User\\Rollcall\\Core')
    .replace(
      /^namespace .*;$/m,
      "$&\n\n// Copied from Rollcall's module for Drupal, which has the same core.\n\\defined('_JEXEC') or die;",
    );

const wanted = new Map(readdirSync(from).map((name) => [name, joomla(readFileSync(join(from, name), 'utf8'))]));
if (process.argv.includes('--check')) {
  const there = readdirSync(to);
  const wrong = [...new Set([...there, ...wanted.keys()])].filter(
    (name) => !there.includes(name) || wanted.get(name) !== readFileSync(join(to, name), 'utf8'),
  );
  for (const name of wrong) console.log(`not in step: ${name}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [name, text] of wanted) writeFileSync(join(to, name), text);
}
