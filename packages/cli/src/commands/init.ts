import { access, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { CommonOptions, Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { paint } from '../output/terminal.js';

export interface InitOptions extends CommonOptions {
  readonly force?: boolean;
  readonly target?: string;
  readonly sourceUrl?: string;
  readonly targetUrl?: string;
}

interface Answers {
  readonly sourceUrl: string;
  readonly username: string;
  readonly target: 'joomla' | 'scim';
  readonly targetUrl: string;
}

/** `rollcall init`: asks for what it must know and writes a commented `rollcall.yaml`; secrets stay in the environment. */
export async function init(context: Context, options: InitOptions): Promise<number> {
  const path = resolve(context.folder, options.config);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists && options.force !== true)
    throw new ConfigError({
      code: 'config-unreadable',
      doing: `writing ${options.config}`,
      happened: 'the file is there already',
      hint: 'edit it, or overwrite it with --force',
    });
  const answers = await ask(context, options);
  await writeFile(path, configText(answers), { flag: options.force === true ? 'w' : 'wx' });
  const token = answers.target === 'joomla' ? 'JOOMLA_TOKEN' : 'SCIM_TOKEN';
  const steps = [
    ...(isPlaceholder(answers) ? [`Put the addresses of your two sites into ${options.config}, at baseUrl.`] : []),
    `Put the secrets into the environment:\n       export DRUPAL_PASSWORD=…  ${token}=…`,
    'npx rollcall check  sees whether both sides work, and says what to change where',
    'npx rollcall plan   shows what would be done',
    'npx rollcall run    does it',
  ];
  context.terminal.out(
    `\n${paint(context.terminal, 'green', '✓')} Wrote ${options.config}. Next:\n\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`,
  );
  return EXIT.ok;
}

async function ask({ terminal }: Context, options: InitOptions): Promise<Answers> {
  const question = async (
    text: string,
    fallback: string,
    valid: (answer: string) => string | undefined,
  ): Promise<string> => {
    if (terminal.ask === undefined) return fallback;
    for (;;) {
      const answer = (await terminal.ask(`${text} [${fallback}] `, { fallback })).trim() || fallback;
      const problem = valid(answer);
      if (problem === undefined) return answer;
      terminal.err(`  ${problem}\n`);
    }
  };
  const sourceUrl =
    options.sourceUrl ?? (await question('Address of the Drupal site', 'https://intranet.example', urlProblem));
  const username = await question('Drupal account that Rollcall signs in with', 'provisioner', (answer) =>
    answer === '' ? 'a name is needed' : undefined,
  );
  const target =
    options.target ??
    (await question('Target: joomla or scim', 'joomla', (answer) =>
      ['joomla', 'scim'].includes(answer) ? undefined : 'please answer joomla or scim',
    ));
  if (target !== 'joomla' && target !== 'scim')
    throw new ConfigError({
      code: 'config-syntax',
      doing: 'choosing the target',
      happened: `"${target}" is not known`,
      hint: 'it is joomla or scim',
    });
  const targetUrl =
    options.targetUrl ??
    (await question(
      target === 'joomla' ? 'Address of the Joomla site' : 'SCIM base URL',
      target === 'joomla' ? 'https://www.example' : 'https://directory.example/scim/v2',
      urlProblem,
    ));
  for (const url of [sourceUrl, targetUrl]) {
    const problem = urlProblem(url);
    if (problem !== undefined)
      throw new ConfigError({
        code: 'config-syntax',
        doing: `reading the address ${url}`,
        happened: problem,
        hint: 'give it as https://www.example',
      });
  }
  return { sourceUrl, username, target, targetUrl };
}

/** Nobody's sites are at such addresses (RFC 2606): they stand where nobody was there to say the real ones. */
function isPlaceholder({ sourceUrl, targetUrl }: Answers): boolean {
  return [sourceUrl, targetUrl].some((url) => new URL(url).hostname.endsWith('.example'));
}

function urlProblem(text: string): string | undefined {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol)
      ? undefined
      : 'an address begins with https:// (or http://)';
  } catch {
    return 'that is not an address; it looks like https://www.example';
  }
}

/** The file that `init` writes. Every line that a person may want to change is explained where it stands. */
export function configText({ sourceUrl, username, target, targetUrl }: Answers): string {
  const text = (value: string): string => JSON.stringify(value);
  const targetLines =
    target === 'joomla'
      ? `  website:
    provider: joomla
    baseUrl: ${text(targetUrl)}
    # Users → Manage → a Super User made for this → tab "Joomla API Token".
    token: '\${env:JOOMLA_TOKEN}'`
      : `  website:
    provider: scim
    baseUrl: ${text(targetUrl)}
    auth: { type: bearer, token: '\${env:SCIM_TOKEN}' }`;
  return `# Rollcall: keeps the accounts of one system right in another. "rollcall check" tells whether this file works.
extensions:
  - '@rollcall/drupal'
  - '@rollcall/${target}'

connections:
  intranet:
    provider: drupal
    baseUrl: ${text(sourceUrl)}
    # An account of its own, with a role that may "Administer users" and "Administer permissions".
    auth: { type: basic, username: ${text(username)}, password: '\${env:DRUPAL_PASSWORD}' }
${targetLines}

syncs:
  staff:
    from: intranet
    to: website
    # Only people with any of these roles. Leave it out for everybody.
    # scope: { roles: [editor, employee] }
    # An account that is there already is found by these, in this order.
    correlate: [userName, 'emails[type eq "work"].value']
    # Left: attribute of the target. Right: attribute of the source. "rollcall schema intranet" lists them.
    mapping:
      userName: name
      emails[type eq "work"].value: mail
      displayName: { from: display_name, through: [trim] }
    # Never "delete" unless you mean it: deactivated accounts can come back.
    operations: [create, update, deactivate, reactivate]
    # groups: { roles: { editor: Editor, employee: Registered } }
    # keep, deactivate or delete, for people who are blocked, leave the scope, or are gone.
    leavers: { disabled: deactivate, outOfScope: deactivate, deleted: deactivate }
    # More than this in one run waits for "rollcall approve".
    guard: { deactivate: { percent: 10, atLeast: 5 } }
    # What "rollcall serve" does by itself; without it the sync runs when you say so.
    # triggers: [{ schedule: '*/15 * * * *' }, { webhook: { secret: '\${env:ROLLCALL_WEBHOOK_SECRET}' } }]
`;
}
