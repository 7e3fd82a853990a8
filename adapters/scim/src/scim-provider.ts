import type { CheckReport, HttpClients, Limits, Provider, ResourceSchema } from '@rollcall/contract';
import { HTTP, PLUGIN_CONFIG, provider } from '@rollcall/contract';
import { inject } from 'inversify';
import { checkScim } from './check/check-scim.js';
import { openService } from './connection/open-service.js';
import { dialectPlugins } from './dialects.js';
import { ServiceFacts } from './discovery/service-facts.js';
import { Nesting } from './groups/nesting.js';
import { ScimGroups } from './groups/scim-groups.js';
import { Protection } from './protection.js';
import { ScimAccounts } from './read/scim-accounts.js';
import type { ScimApi } from './scim-api.js';
import { ScimConfig } from './scim-config.js';
import { scimSchema } from './scim-schema.js';
import { ScimWriter } from './write/scim-writer.js';

/** Any SCIM 2.0 service (RFC 7643, RFC 7644), as source and as target; what vendors do otherwise is in `dialects/`. */
@provider({
  id: 'scim',
  label: 'SCIM 2.0',
  description: 'Users and groups of any service that speaks SCIM 2.0.',
  config: ScimConfig,
  deriver: dialectPlugins,
})
export class ScimProvider implements Provider {
  readonly accounts: ScimAccounts;
  readonly writer: ScimWriter;
  /** Absent where the configuration says that the service has none; the writer also where members of groups within groups count. */
  readonly groups?: ScimGroups;
  readonly groupWriter?: ScimGroups;
  readonly #api: ScimApi;
  readonly #facts: ServiceFacts;
  readonly #nesting: Nesting | undefined;
  readonly #close: () => Promise<void>;

  constructor(
    @inject(PLUGIN_CONFIG) private readonly config: ScimConfig,
    @inject(HTTP) clients: HttpClients,
  ) {
    const { api, close } = openService(config, clients);
    const facts = new ServiceFacts(api, config);
    const protection = new Protection(config.protect);
    this.#api = api;
    this.#facts = facts;
    this.#close = close;
    this.#nesting =
      config.groups === 'auto' && config.groupMembers === 'nested' ? new Nesting(api, config, facts) : undefined;
    this.accounts = new ScimAccounts({ api, config, facts, protection, nesting: this.#nesting });
    this.writer = new ScimWriter({ api, config, facts, accounts: this.accounts, protection });
    if (config.groups === 'auto') {
      this.groups = new ScimGroups(api, config, facts, this.#nesting);
      if (this.#nesting === undefined) this.groupWriter = this.groups;
    }
  }

  /** What the configuration says, and what the service has said of itself so far. */
  get limits(): Limits {
    const { pageSize, concurrency, requestsPerSecond, membersPerPatch } = this.config;
    const manner = this.#facts.known?.manner;
    return {
      pageSize: manner?.pageSize ?? pageSize,
      concurrency,
      membersPerCall: membersPerPatch,
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
      ...(manner?.bulk === undefined ? {} : { operationsPerBatch: manner.bulk.maxOperations }),
    };
  }

  check(signal: AbortSignal): Promise<CheckReport> {
    return checkScim({ api: this.#api, config: this.config, facts: this.#facts }, signal);
  }

  async schema(signal: AbortSignal): Promise<ResourceSchema> {
    this.#nesting?.forget();
    const { service } = await this.#facts.refresh(signal);
    return scimSchema(service, this.config);
  }

  close(): Promise<void> {
    return this.#close();
  }
}
