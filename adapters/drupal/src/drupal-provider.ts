import {
  type AccountPrefilter,
  type AccountReader,
  type AccountWriter,
  type ChangeReader,
  type CheckReport,
  type Group,
  type GroupReader,
  type GroupWriter,
  HTTP,
  type HttpClients,
  type Limits,
  PLUGIN_CONFIG,
  type Provider,
  provider,
  type ResourceSchema,
} from '@rollcall/contract';
import { inject } from 'inversify';
import type { AccountRules } from './account.js';
import { DrupalCandidates } from './candidates.js';
import { checkSite } from './check-site.js';
import { openSite } from './credentials.js';
import { DrupalConfig } from './drupal-config.js';
import { sampleUsers, schemaOf } from './drupal-schema.js';
import type { DrupalSite } from './drupal-site.js';
import { DrupalAccounts } from './read-accounts.js';
import { DrupalChanges } from './read-changes.js';
import { RoleDirectory } from './role-directory.js';
import { rolesOnAccounts } from './roles.js';
import { whoAmI } from './session.js';
import { DrupalRoleWriter } from './write/drupal-role-writer.js';
import { DrupalWriter } from './write/drupal-writer.js';
import type { WriterParts } from './write/target-site.js';

/** A Drupal site (10.2 and later) over core's JSON:API, as a source and as a target. */
@provider({
  id: 'drupal',
  label: 'Drupal',
  description: 'A Drupal site over JSON:API: accounts and roles',
  config: DrupalConfig,
})
export class DrupalProvider implements Provider {
  readonly accounts: AccountReader;
  readonly changes: ChangeReader;
  readonly writer: AccountWriter;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly prefilter: AccountPrefilter;
  readonly limits: Limits;
  private readonly site: DrupalSite;
  private readonly closeSite: () => Promise<void>;
  private readonly roles: RoleDirectory;
  private readonly candidates: DrupalCandidates;

  constructor(
    @inject(PLUGIN_CONFIG) private readonly config: DrupalConfig,
    @inject(HTTP) clients: HttpClients,
  ) {
    const { pageSize, lanes, requestsPerSecond } = config;
    const { site, close } = openSite(config, clients);
    this.site = site;
    this.closeSite = close;
    this.limits = { pageSize, concurrency: lanes, ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }) };
    this.roles = new RoleDirectory(site);
    const rules: WriterParts['rules'] = (ownId, fresh, signal) => this.rules(ownId, fresh, signal);
    const reader = { site, pageSize, lanes, rules };
    this.accounts = new DrupalAccounts(reader);
    this.candidates = new DrupalCandidates(reader);
    this.prefilter = this.candidates;
    this.writer = new DrupalWriter({ site, accounts: this.accounts, roles: this.roles, rules });
    this.groupWriter = new DrupalRoleWriter(site);
    this.changes = new DrupalChanges(site, pageSize);
    this.groups = { list: (signal) => this.listGroups(signal) };
  }

  check(signal: AbortSignal): Promise<CheckReport> {
    return checkSite({ ...this.site, hasty: true }, this.config, signal);
  }

  async schema(signal: AbortSignal): Promise<ResourceSchema> {
    await whoAmI(this.site, signal);
    const schema = schemaOf((await sampleUsers(this.site, signal)).map(({ attributes = {} }) => attributes));
    this.candidates.learn(schema.attributes);
    return schema;
  }

  async close(): Promise<void> {
    await this.closeSite();
  }

  private async *listGroups(signal: AbortSignal): AsyncIterable<Group> {
    // To a stranger the list of roles is just empty.
    await whoAmI(this.site, signal);
    const known = await this.roles.list(true, signal);
    if (known === undefined) yield* rolesOnAccounts(this.site, signal);
    else yield* known;
  }

  private async rules(ownId: string, fresh: boolean, signal: AbortSignal): Promise<AccountRules> {
    const roles = await this.roles.list(fresh, signal);
    return {
      ownId,
      protect: new Set(this.config.protect.map((name) => name.trim().toLowerCase())),
      roles: roles === undefined ? undefined : new Set(roles.map(({ id }) => id)),
    };
  }
}
