import type { CheckReport, Http, HttpClients, Limits, Provider, ResourceSchema } from '@rollcall/contract';
import { HTTP, PLUGIN_CONFIG, provider, transportOptions } from '@rollcall/contract';
import { inject } from 'inversify';
import { checkJoomla } from './check/check-joomla.js';
import { CoreApi } from './core/core-api.js';
import type { CoreGroups } from './core/core-groups.js';
import { CoreRoute } from './core/core-route.js';
import { JoomlaAccounts } from './joomla-accounts.js';
import { JoomlaConfig } from './joomla-config.js';
import { joomlaSchema } from './joomla-schema.js';
import { Protection, userIdOfToken } from './protection.js';
import { ScimApi } from './scim/scim-api.js';
import { ScimUsers } from './scim/scim-users.js';

/** Where the miniOrange plugin lives on every site. */
const SCIM_PATH = 'api/index.php/v1/mini/miniorangescim';
/** Joomla's database and PHP answer about so many at once without slowing down. */
const CONCURRENCY = 4;

/** A Joomla site, by its Web Services API, by the miniOrange SCIM plugin, or by both. */
@provider({
  id: 'joomla',
  label: 'Joomla',
  description: 'Users and user groups of a Joomla site.',
  config: JoomlaConfig,
})
export class JoomlaProvider implements Provider {
  readonly accounts: JoomlaAccounts;
  readonly writer: JoomlaAccounts;
  /** Only by the Web Services API, as groups are. */
  readonly prefilter?: JoomlaAccounts;
  readonly groups?: CoreGroups;
  readonly groupWriter?: CoreGroups;
  readonly limits: Limits;
  readonly #core: CoreRoute | undefined;
  readonly #scim: ScimUsers | undefined;
  readonly #clients: readonly Http[];

  constructor(
    @inject(PLUGIN_CONFIG) private readonly config: JoomlaConfig,
    @inject(HTTP) clients: HttpClients,
  ) {
    const core = openCore(config, clients);
    const scim = openScim(config, clients);
    this.#core = core?.route;
    this.#scim = scim?.users;
    this.#clients = [core?.http, scim?.http].filter((http) => http !== undefined);
    this.accounts = new JoomlaAccounts(this.#core, this.#scim);
    this.writer = this.accounts;
    if (this.#core !== undefined) {
      this.prefilter = this.accounts;
      this.groups = this.#core.groups;
      this.groupWriter = this.#core.groups;
    }
    const { pageSize, requestsPerSecond } = config;
    this.limits = {
      pageSize,
      concurrency: CONCURRENCY,
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    };
  }

  check(signal: AbortSignal): Promise<CheckReport> {
    const site = siteOf(this.config);
    const http = this.#clients.find(({ origin }) => origin === new URL(site).origin);
    return checkJoomla(
      {
        site,
        allowSelfSigned: this.config.allowSelfSigned,
        http,
        core: this.#core,
        scim: this.#scim,
        accounts: this.accounts,
      },
      signal,
    );
  }

  async schema(signal: AbortSignal): Promise<ResourceSchema> {
    return joomlaSchema(await this.#core?.parts.fields.refresh(signal));
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((http) => http.close()));
  }
}

function openCore(
  config: JoomlaConfig,
  clients: HttpClients,
): { readonly http: Http; readonly route: CoreRoute } | undefined {
  const { token, route, pageSize, defaultGroup, requireReset, protect } = config;
  if (token === undefined || route === 'scim') return undefined;
  const site = siteOf(config);
  const http = clients.open({
    ...transportOptions(config),
    concurrency: CONCURRENCY,
    baseUrl: site,
    // Joomla answers 406 to any other type, and to none.
    headers: { Authorization: `Bearer ${token.reveal()}`, Accept: 'application/vnd.api+json' },
    secrets: [token.reveal()],
  });
  const api = new CoreApi(http, `${site}/api/index.php/v1`, site);
  return {
    http,
    route: new CoreRoute(api, { pageSize, defaultGroup, requireReset, protect, ownId: userIdOfToken(token.reveal()) }),
  };
}

function openScim(
  config: JoomlaConfig,
  clients: HttpClients,
): { readonly http: Http; readonly users: ScimUsers } | undefined {
  const { scim, token, route, protect, pageSize } = config;
  if (scim === undefined || route === 'core') return undefined;
  const site = siteOf(config);
  const root = trimmed(scim.baseUrl ?? `${site}/${SCIM_PATH}`);
  const http = clients.open({
    ...transportOptions(config),
    concurrency: CONCURRENCY,
    baseUrl: root,
    headers: { Authorization: `Bearer ${scim.token.reveal()}`, Accept: 'application/scim+json, application/json' },
    secrets: [scim.token.reveal()],
  });
  return {
    http,
    users: new ScimUsers(
      new ScimApi(http, root, site),
      new Protection(protect, token === undefined ? undefined : userIdOfToken(token.reveal())),
      pageSize,
    ),
  };
}

function siteOf({ baseUrl }: JoomlaConfig): string {
  return trimmed(baseUrl);
}

function trimmed(address: string): string {
  return address.replace(/\/+$/, '');
}
