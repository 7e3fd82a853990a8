import { type AccountReader, type ChangeReader, type CheckReport, type Group, type GroupReader, HTTP, type Http, type HttpClients, type Limits, PLUGIN_CONFIG, type Provider, type ResourceSchema, provider } from '@rollcall/contract';
import { inject } from 'inversify';
import type { AccountRules } from './account.js';
import { checkSite, firstUsers } from './check-site.js';
import { openSite } from './credentials.js';
import { DrupalConfig } from './drupal-config.js';
import { schemaOf } from './drupal-schema.js';
import { DrupalAccounts } from './read-accounts.js';
import { DrupalChanges } from './read-changes.js';
import { readRoles, rolesOnAccounts } from './roles.js';
import { whoAmI } from './session.js';

/** How long the list of roles is believed; a run asks for it many times. */
const ROLES_FOR_MS = 60_000;

/** A Drupal site (10.2 and later) over core's JSON:API, as a source. */
@provider({ id: 'drupal', label: 'Drupal', description: 'A Drupal site over JSON:API: accounts and roles', config: DrupalConfig })
export class DrupalProvider implements Provider {
  readonly accounts: AccountReader;
  readonly changes: ChangeReader;
  readonly groups: GroupReader;
  readonly limits: Limits;
  private readonly http: Http;
  private roles: { readonly until: number; readonly list: Promise<readonly Group[] | undefined> } | undefined;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: DrupalConfig, @inject(HTTP) clients: HttpClients) {
    const { jsonapiPath, pageSize, lanes } = config;
    this.http = openSite(config, clients);
    this.limits = { pageSize };
    this.accounts = new DrupalAccounts({ http: this.http, jsonapiPath, pageSize, lanes, rules: (signal) => this.rules(signal) });
    this.changes = new DrupalChanges(this.http, jsonapiPath, pageSize);
    this.groups = { list: (signal) => this.listGroups(signal) };
  }

  check(signal: AbortSignal): Promise<CheckReport> {
    return checkSite(this.http, this.config, signal);
  }

  async schema(signal: AbortSignal): Promise<ResourceSchema> {
    await whoAmI(this.http, this.config.jsonapiPath, signal);
    return schemaOf((await firstUsers(this.http, this.config, signal)).map(({ attributes }) => attributes));
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async *listGroups(signal: AbortSignal): AsyncIterable<Group> {
    yield* (await this.knownRoles(signal)) ?? rolesOnAccounts(await firstUsers(this.http, this.config, signal));
  }

  private async rules(signal: AbortSignal): Promise<AccountRules> {
    const roles = await this.knownRoles(signal);
    return { protect: new Set(this.config.protect.map((name) => name.toLowerCase())), roles: roles === undefined ? undefined : new Set(roles.map(({ id }) => id)) };
  }

  private knownRoles(signal: AbortSignal): Promise<readonly Group[] | undefined> {
    const now = performance.now();
    if (this.roles === undefined || this.roles.until < now) {
      const list = readRoles(this.http, this.config.jsonapiPath, signal);
      this.roles = { until: now + ROLES_FOR_MS, list };
      list.catch(() => { this.roles = undefined; });
    }
    return this.roles.list;
  }
}
