// The main job as a demonstration: a simulated Drupal and a simulated Joomla on this machine, and the real commands.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { runProgram } from '@rollcall/cli';
import { CONTRACT_VERSION } from '@rollcall/contract';
import {
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  generateDrupalSite,
  JoomlaSite,
  serveSimulator,
} from '@rollcall/testing';
import { root } from '../../scripts/prepare.mjs';

const color = process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined;
const paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
const folder = join(root, '.rollcall', 'demo');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const joomlaSite = new JoomlaSite({ groups: ['Staff'] });
const administrator = joomlaSite.addUser({
  name: 'Admin',
  username: 'admin',
  email: 'admin@joomla.example.test',
  groups: [8],
});
const drupalSite = generateDrupalSite({ users: 60, seed: 5 });
const drupal = await serveSimulator(createDrupalSimulator({ site: drupalSite }));
const joomla = await serveSimulator(createJoomlaSimulator({ site: joomlaSite }));

writeFileSync(
  join(folder, 'rollcall.yaml'),
  `extensions: ['@rollcall/drupal', '@rollcall/joomla']

connections:
  intranet:
    provider: drupal
    baseUrl: ${drupal.url}
    auth: { type: basic, username: ${DRUPAL_ACCOUNTS.provisioner.name}, password: '\${env:DRUPAL_PASSWORD}' }
  website:
    provider: joomla
    baseUrl: ${joomla.url}
    token: '\${env:JOOMLA_TOKEN}'

syncs:
  staff:
    from: intranet
    to: website
    scope: { roles: [joomla_user] }
    correlate: [userName, 'emails[type eq "work"].value']
    mapping:
      # Joomla takes no apostrophes in user names.
      userName: { from: name, through: [{ replace: { find: "'", with: '' } }] }
      emails[type eq "work"].value: mail
      name.givenName: field_first_name
      name.familyName: { from: field_last_name, through: [trim] }
    groups: { roles: { content_editor: Editor, manager: Staff } }
`,
);

const terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color,
  live: false,
  columns: process.stdout.columns ?? 100,
};
const env = { DRUPAL_PASSWORD: DRUPAL_ACCOUNTS.provisioner.pass, JOOMLA_TOKEN: joomlaSite.tokenFor(administrator) };
const say = (text) => process.stdout.write(`\n${paint('bold', text)}\n`);

async function rollcall(...args) {
  process.stdout.write(`\n${paint('cyan', `$ rollcall ${args.join(' ')}`)}\n`);
  const code = await runProgram({ terminal, env, folder, stop: new AbortController().signal }, args, CONTRACT_VERSION);
  if (code !== 0) throw new Error(`rollcall ${args[0]} ended with ${code}`);
}

try {
  // Drupal counts nobody's own account, 0, which a sync does not.
  process.stdout.write(
    `A simulated Drupal (${drupalSite.users.size - 1} accounts) runs at ${drupal.url}, a simulated Joomla at ${joomla.url}.\nThe configuration between them is ${join('.rollcall', 'demo', 'rollcall.yaml')}.\n`,
  );
  say('1. Does it work?');
  await rollcall('check');
  say('2. What would be done? Nothing is changed yet.');
  await rollcall('plan', '--limit', '4');
  say('3. Do it.');
  await rollcall('run');
  say('4. Once more: there is nothing to do, and nobody is asked.');
  await rollcall('run');
  say('5. Why is this person as she is?');
  const person = [...joomlaSite.users.values()].find(({ groups }) => groups.size > 1);
  await rollcall('explain', person?.email ?? '');
  say('Your own sites');
  process.stdout.write(`
  In a folder of your own:

    npm install @rollcall/cli @rollcall/drupal @rollcall/joomla
    npx rollcall init      asks for the addresses and writes rollcall.yaml
    npx rollcall check     says what to change, and where
    npx rollcall plan      shows what would be done
    npx rollcall run       does it

  How to prepare a Drupal site: adapters/drupal/README.md; a Joomla site: adapters/joomla/README.md.
`);
} finally {
  await Promise.all([drupal.close(), joomla.close()]);
}
