import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDrupalSimulator, DRUPAL_ACCOUNTS, type DrupalSite, serveSimulator } from '@rollcall/testing';
import { root } from './root.js';
import { type CommandResult, runCommand } from './stage.js';

export interface ScimStageOptions {
  readonly drupal: DrupalSite;
  /** Address of the SCIM service. */
  readonly baseUrl: string;
  /** `scim`, or a dialect of it. */
  readonly provider?: string;
  /** More settings of the connection, as YAML in one line: `pageSize: 20`. */
  readonly settings?: string;
  readonly correlate?: string;
  /** Of the service; `scim-token` unless told. */
  readonly token?: string;
}

/** A Drupal on this machine, a SCIM service, a folder with a `rollcall.yaml` between them, and the command line. */
export interface ScimStage {
  rollcall(...args: readonly string[]): Promise<CommandResult>;
  close(): Promise<void>;
}

export async function openScimStage(options: ScimStageOptions): Promise<ScimStage> {
  const { provider = 'scim', settings, correlate = 'userName' } = options;
  const drupal = await serveSimulator(createDrupalSimulator({ site: options.drupal }));
  mkdirSync(join(root, '.rollcall'), { recursive: true });
  const folder = mkdtempSync(join(root, '.rollcall', 'scim-stage-'));
  const { provisioner } = DRUPAL_ACCOUNTS;
  const more = settings === undefined ? '' : `, ${settings}`;
  writeFileSync(
    join(folder, 'rollcall.yaml'),
    `extensions: ['@rollcall/drupal', '@rollcall/scim']
connections:
  intranet: { provider: drupal, baseUrl: '${drupal.url}', auth: { type: basic, username: ${provisioner.name}, password: '\${env:DRUPAL_PASSWORD}' } }
  app: { provider: '${provider}', baseUrl: '${options.baseUrl}', auth: { token: '\${env:SCIM_TOKEN}' }${more} }
syncs:
  staff:
    from: intranet
    to: app
    scope: { roles: [joomla_user] }
    correlate: [${correlate}]
    mapping:
      userName: name
      emails[type eq "work"].value: mail
      name.givenName: field_first_name
      name.familyName: { from: field_last_name, through: [trim] }
    operations: [create, update, deactivate, reactivate]
    groups: { roles: { content_editor: Editors, manager: Staff }, create: true }
    guard: { deactivate: { percent: 50, atLeast: 20 }, delete: { count: 0 } }
`,
  );
  const env = { DRUPAL_PASSWORD: provisioner.pass, SCIM_TOKEN: options.token ?? 'scim-token' };
  return {
    rollcall: (...args) => runCommand(folder, env, args),
    close: async () => {
      await drupal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
