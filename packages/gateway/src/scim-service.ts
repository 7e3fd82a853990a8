import { ScimError } from '@rollcall/scim-protocol';
import type { TokenScope } from './auth/gateway-tokens.js';
import { bulk } from './bulk-endpoint.js';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.js';
import { GroupsEndpoint } from './groups/groups-endpoint.js';
import type { Handler, ScimAnswer, ScimRequest } from './request/scim-request.js';
import { searchAll, searchQuery } from './search-endpoint.js';
import type { Tenant } from './tenant.js';
import { UsersEndpoint } from './users/users-endpoint.js';

/** One address below a tenant's, and what it does for each method. */
export interface Route {
  /** With `:id` where the resource is named. */
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', RouteMethod>>>;
}

export interface RouteMethod {
  readonly handle: Handler;
  /** Has a body of JSON. */
  readonly body?: true;
}

/** All of SCIM for one tenant, without HTTP. */
export class ScimService {
  readonly #users: UsersEndpoint;
  readonly #groups: GroupsEndpoint;

  constructor(
    private readonly tenant: Tenant,
    private readonly report: (error: unknown) => void,
  ) {
    this.#users = new UsersEndpoint(tenant);
    this.#groups = new GroupsEndpoint(tenant);
  }

  routes(): readonly Route[] {
    const { tenant } = this;
    const all: Handler = (request) => this.#search(request);
    const routes: Route[] = [
      {
        path: '/ServiceProviderConfig',
        methods: { GET: { handle: (request) => serviceProviderConfig(request, tenant) } },
      },
      ...['/ResourceTypes', '/ResourceTypes/:id'].map((path) => ({
        path,
        methods: { GET: { handle: (request: ScimRequest) => resourceTypes(request, tenant) } },
      })),
      ...['/Schemas', '/Schemas/:id'].map((path) => ({
        path,
        methods: { GET: { handle: (request: ScimRequest) => schemas(request, tenant) } },
      })),
      { path: '/', methods: { GET: { handle: all } } },
      { path: '/.search', methods: { POST: { body: true, handle: bySearch(all) } } },
      { path: '/Bulk', methods: { POST: { body: true, handle: (request) => this.#bulk(request) } } },
      { path: '/Me', methods: this.#me() },
    ];
    for (const type of ['Users', 'Groups'] as const) {
      const of =
        (method: string, hasId: boolean): Handler =>
        (request) =>
          this.#handler(method, type, hasId, request)(request);
      routes.push(
        {
          path: `/${type}`,
          methods: { GET: { handle: of('GET', false) }, POST: { body: true, handle: of('POST', false) } },
        },
        { path: `/${type}/.search`, methods: { POST: { body: true, handle: bySearch(of('GET', false)) } } },
        {
          path: `/${type}/:id`,
          methods: {
            GET: { handle: of('GET', true) },
            PUT: { body: true, handle: of('PUT', true) },
            PATCH: { body: true, handle: of('PATCH', true) },
            DELETE: { handle: of('DELETE', true) },
          },
        },
      );
    }
    return routes;
  }

  /** What does this, once it is known that the caller may. */
  #handler(method: string, type: string, hasId: boolean, request: ScimRequest): Handler {
    this.#authorise(request, type === 'Users' ? 'users' : 'groups', method === 'GET' ? 'read' : 'write');
    if (type === 'Groups' && this.tenant.provider.groups === undefined)
      throw new ScimError(501, 'the system behind this gateway has no groups');
    const endpoint = type === 'Users' ? this.#users : this.#groups;
    if (!hasId && method === 'GET') return (own) => endpoint.list(own);
    if (!hasId && method === 'POST') return (own) => endpoint.create(own);
    if (hasId && method === 'GET') return (own) => endpoint.get(own);
    if (hasId && method === 'PUT') return (own) => endpoint.replace(own);
    if (hasId && method === 'PATCH') return (own) => endpoint.patch(own);
    if (hasId && method === 'DELETE') return (own) => endpoint.remove(own);
    throw new ScimError(405, `${method} is not possible there`);
  }

  async #search(request: ScimRequest): Promise<ScimAnswer> {
    this.#authorise(request, 'users', 'read');
    if (this.tenant.provider.groups === undefined) return this.#users.list(request);
    this.#authorise(request, 'groups', 'read');
    return searchAll({ request, tenant: this.tenant, users: this.#users, groups: this.#groups });
  }

  #bulk(request: ScimRequest): Promise<ScimAnswer> {
    this.tenant.refuseUnlessWritable();
    return bulk(
      request,
      this.tenant.options,
      (method, type, hasId, own) => this.#handler(method, type, hasId, own),
      this.report,
    );
  }

  /** A token stands for a client, not for a person, unless it was made for one (RFC 7644 §3.11). */
  #me(): Route['methods'] {
    const as =
      (method: string): Handler =>
      (request) => {
        const { account } = request.caller;
        if (account === undefined)
          throw new ScimError(501, 'this token stands for no User; make one with "rollcall token create --account"');
        return this.#handler(method, 'Users', true, request)({ ...request, id: account });
      };
    return {
      GET: { handle: as('GET') },
      PUT: { body: true, handle: as('PUT') },
      PATCH: { body: true, handle: as('PATCH') },
      DELETE: { handle: as('DELETE') },
    };
  }

  #authorise({ caller }: ScimRequest, what: 'users' | 'groups', way: 'read' | 'write'): void {
    const needed: TokenScope = `${what}:${way}`;
    if (!caller.scopes.includes(needed)) throw new ScimError(403, `this token has not the scope "${needed}"`);
  }
}

function bySearch(handle: Handler): Handler {
  return async (request) => {
    const { body, ...rest } = request;
    return handle({ ...rest, query: searchQuery(body) });
  };
}
