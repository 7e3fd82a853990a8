import type { Provider } from '@rollcall/contract';
import { MemoryState } from '@rollcall/engine';
import {
  type AuditEntry,
  createGatewayHandler,
  type GatewayHandler,
  GatewayTokens,
  gatewayApp,
  parseGatewayConfig,
  type RefusedCall,
  TOKEN_SCOPES,
  type TokenScope,
  tenantsOf,
} from '@rollcall/gateway';
import { TestClock } from '@rollcall/testing';

/** What a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly body: any;
}

export interface Client {
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface GatewayStage {
  readonly app: ReturnType<typeof gatewayApp>;
  /** The same without Hono. */
  readonly handler: GatewayHandler;
  readonly audit: readonly AuditEntry[];
  readonly errors: readonly unknown[];
  /** Who was not let in; told after the answer. */
  readonly refused: readonly RefusedCall[];
  readonly clock: TestClock;
  readonly state: MemoryState;
  readonly tokens: GatewayTokens;
  /** A client of a tenant with all rights, or with these. */
  client(tenant?: string, scopes?: readonly TokenScope[]): Promise<Client>;
  /** A client with this `Authorization`, or none. */
  clientWith(authorization: string | undefined, tenant?: string): Client;
}

export const PUBLIC = 'https://gateway.example.test';
export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A gateway over these connections; each tenant's settings are those of `rollcall.yaml`. */
export function openGatewayStage(
  connections: Readonly<Record<string, Provider>>,
  tenants: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  rateLimit: { readonly requestsPerSecond: number; readonly burst: number } = {
    requestsPerSecond: 1_000,
    burst: 100_000,
  },
): GatewayStage {
  const state = new MemoryState({ salt: 'salt' });
  const clock = new TestClock();
  const audit: AuditEntry[] = [];
  const errors: unknown[] = [];
  const refused: RefusedCall[] = [];
  const settings = parseGatewayConfig({ tenants, publicUrl: PUBLIC, rateLimit }, Object.keys(connections));
  const mounted = tenantsOf(settings, (name) => {
    const provider = connections[name];
    if (provider === undefined) throw new Error(`no connection ${name}`);
    return provider;
  });
  const handler = createGatewayHandler({
    tenants: mounted,
    marks: state.marks,
    clock,
    audit: (entry) => void audit.push(entry),
    rateLimit: settings.config.rateLimit,
    publicUrl: PUBLIC,
    onError: (error) => void errors.push(error),
    onRefused: (one) => void refused.push(one),
  });
  const app = gatewayApp(
    handler,
    mounted.map(({ path }) => path),
  );
  const tokens = new GatewayTokens(state.marks, () => clock.now());
  const [first = ''] = settings.tenants.keys();
  const clientWith = (authorization: string | undefined, tenant = first): Client => {
    const send: Client['send'] = async (method, path, body, headers = {}) => {
      const answer = await app.request(`http://inside.test/scim/${tenant}${path}`, {
        method,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
    };
    return { send, get: (path, headers) => send('GET', path, undefined, headers) };
  };
  return {
    app,
    handler,
    audit,
    errors,
    refused,
    clock,
    state,
    tokens,
    clientWith,
    client: async (tenant = first, scopes = TOKEN_SCOPES) => {
      const { token } = await tokens.create({ tenant, name: 'test', scopes, expiresAt: null });
      return clientWith(`Bearer ${token}`, tenant);
    },
  };
}

export function patch(...operations: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  return { schemas: [PATCH_OP], Operations: operations };
}

export function filtered(filter: string, more = ''): string {
  return `?filter=${encodeURIComponent(filter)}${more}`;
}
