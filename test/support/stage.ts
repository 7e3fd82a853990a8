import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@rollcall/cli';
import {
  createDrupalSimulator,
  createJoomlaSimulator,
  DRUPAL_ACCOUNTS,
  type DrupalSite,
  type JoomlaSimulatorOptions,
  JoomlaSite,
  type ServedSimulator,
  serveSimulator,
} from '@rollcall/testing';
import { root } from './root.js';

export interface StageOptions {
  readonly drupal: DrupalSite;
  readonly joomla?: Partial<JoomlaSimulatorOptions>;
  /** Lines of the connection `website`; default: Joomla by its core API. */
  readonly target?: (joomla: ServedSimulator, token: string) => string;
  /** Lines of the sync besides from and to. */
  readonly sync?: string;
}

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A Drupal and a Joomla on this machine, a folder with a `rollcall.yaml` between them, and the command line. */
export interface Stage {
  readonly folder: string;
  readonly drupal: ServedSimulator;
  readonly drupalSite: DrupalSite;
  readonly joomla: ServedSimulator;
  readonly joomlaSite: JoomlaSite;
  /** Writes another configuration. */
  configure(text: string): void;
  readonly config: string;
  /** Secrets for `${env:…}`. */
  readonly env: Readonly<Record<string, string>>;
  rollcall(...args: readonly string[]): Promise<CommandResult>;
  close(): Promise<void>;
}

export const SYNC = `    scope: { roles: [joomla_user] }
    correlate: [userName, 'emails[type eq "work"].value']
    mapping:
      userName: { from: name, through: [{ replace: { find: "'", with: '' } }] }
      emails[type eq "work"].value: mail
      name.givenName: field_first_name
      name.familyName: { from: field_last_name, through: [trim] }
    operations: [create, update, deactivate, reactivate]
    groups: { roles: { content_editor: Editor, manager: Staff } }
    guard: { deactivate: { percent: 50, atLeast: 20 }, delete: { count: 0 } }
`;

export async function openStage(options: StageOptions): Promise<Stage> {
  const joomlaSite = options.joomla?.site ?? new JoomlaSite({ groups: ['Staff'] });
  const administrator = joomlaSite.addUser({
    name: 'Admin',
    username: 'admin',
    email: 'admin@joomla.example.test',
    groups: [8],
  });
  const drupal = await serveSimulator(createDrupalSimulator({ site: options.drupal }));
  const joomla = await serveSimulator(createJoomlaSimulator({ ...options.joomla, site: joomlaSite }));
  mkdirSync(join(root, '.rollcall'), { recursive: true });
  const folder = mkdtempSync(join(root, '.rollcall', 'stage-'));
  const { provisioner } = DRUPAL_ACCOUNTS;
  const token = joomlaSite.tokenFor(administrator);
  const target =
    options.target ??
    (() => `{ provider: joomla, baseUrl: '${joomla.url}', route: core, token: '\${env:JOOMLA_TOKEN}' }`);
  const config = `extensions: ['@rollcall/drupal', '@rollcall/joomla']
connections:
  intranet: { provider: drupal, baseUrl: '${drupal.url}', auth: { type: basic, username: ${provisioner.name}, password: '\${env:DRUPAL_PASSWORD}' } }
  website: ${target(joomla, token)}
syncs:
  staff:
    from: intranet
    to: website
${options.sync ?? SYNC}`;
  const env = { DRUPAL_PASSWORD: provisioner.pass, JOOMLA_TOKEN: token, SCIM_TOKEN: 'scim-token' };
  const configure = (text: string): void => writeFileSync(join(folder, 'rollcall.yaml'), text);
  configure(config);
  return {
    folder,
    drupal,
    drupalSite: options.drupal,
    joomla,
    joomlaSite,
    configure,
    config,
    env,
    rollcall: (...args) => runCommand(folder, env, args),
    close: async () => {
      await Promise.all([drupal.close(), joomla.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one command line in this process and collects what it prints. */
export async function runCommand(
  folder: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<CommandResult> {
  const printed = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    color: false,
    live: false,
    columns: 200,
  };
  const code = await runProgram({ terminal, env, folder, stop: new AbortController().signal }, args, '0.0.0');
  return { code, ...printed };
}
