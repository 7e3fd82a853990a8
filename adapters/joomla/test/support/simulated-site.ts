import type { Http, HttpAnswer, HttpClients, HttpOptions, HttpRequest } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import { parseConfig } from '@rollcall/plugin';
import { createJoomlaSimulator, type JoomlaScimOptions, JoomlaSite, type JoomlaUser } from '@rollcall/testing';
import { JoomlaConfig, JoomlaProvider } from '../../src/index.js';

/** Sees each request before the site does, and may answer otherwise; `next` asks the site, this or something else. A rejection is a lost connection. */
export type Tamper = (request: Request, next: (other?: Request) => Promise<Response>) => Promise<Response>;

export interface SimulatedOptions {
  readonly site?: JoomlaSite;
  readonly scim?: Partial<JoomlaScimOptions>;
  /** `false`: the site's Web Services API is off. */
  readonly coreApi?: boolean;
  /** Settings of the connection besides its address; `tokens` go in by themselves. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly tokens?: readonly ('core' | 'scim')[];
  readonly tamper?: Tamper;
}

export interface Simulated {
  readonly joomla: JoomlaProvider;
  readonly site: JoomlaSite;
  readonly admin: JoomlaUser;
  /** `METHOD path?query`, decoded, of each request. */
  readonly seen: string[];
}

const BASE = 'https://joomla.example.test';
const SCIM_TOKEN = 'scim-token';

/** The provider against a Joomla in memory, without a network. The site has an administrator, `admin`. */
export function openSimulated(options: SimulatedOptions = {}): Simulated {
  const { site = new JoomlaSite(), tokens = ['core'], tamper = (_, next) => next(), settings = {} } = options;
  const admin =
    site.userByUsername('admin') ??
    site.addUser({ name: 'Administrator', username: 'admin', email: 'admin@example.test', groups: [8] });
  const simulator = createJoomlaSimulator({
    site,
    coreApi: options.coreApi ?? true,
    ...(options.scim === undefined ? {} : { scim: { token: SCIM_TOKEN, ...options.scim } }),
  });
  const seen: string[] = [];
  const clients = clientsFor((request) => {
    seen.push(`${request.method} ${decodeURIComponent(request.url.slice(BASE.length))}`);
    return tamper(request, (other = request) => simulator.fetch(other));
  });
  const config = parseConfig(JoomlaConfig, {
    baseUrl: BASE,
    ...(tokens.includes('core') ? { token: site.tokenFor(admin) } : {}),
    ...(tokens.includes('scim') ? { scim: { token: SCIM_TOKEN } } : {}),
    ...settings,
  });
  return { joomla: new JoomlaProvider(config, clients), site, admin, seen };
}

export function isWrite(line: string): boolean {
  return !line.startsWith('GET ') && !line.startsWith('HEAD ');
}

/** HTTP clients without sockets and repetition: each request is one call of `answer`. */
function clientsFor(answer: (request: Request) => Promise<Response>): HttpClients {
  return { open: (options) => inMemoryHttp(options, answer) };
}

function inMemoryHttp(options: HttpOptions, answer: (request: Request) => Promise<Response>): Http {
  const { origin } = new URL(options.baseUrl);
  return {
    origin,
    async request(request) {
      request.signal.throwIfAborted();
      const url = new URL(request.path);
      if (url.origin !== origin) throw new Error(`the credential would go to ${url.origin}`);
      for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, String(value));
      const headers = {
        ...(request.anonymous === true ? {} : (options.headers as Record<string, string>)),
        ...request.headers,
      };
      const body = request.json === undefined ? {} : { body: JSON.stringify(request.json) };
      try {
        return await answerOf(await answer(new Request(url, { method: request.method, headers, ...body })));
      } catch (cause) {
        throw lost(request, cause);
      }
    },
    close: async () => {},
  };
}

function lost({ doing, method }: HttpRequest, cause: unknown): UnavailableError {
  return new UnavailableError({
    code: 'http-lost',
    doing,
    happened: 'the connection broke',
    outcome: method === 'GET' ? 'not-sent' : 'unknown',
    cause,
  });
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  return {
    status: response.status,
    text,
    mediaType: response.headers.get('content-type')?.split(';')[0]?.toLowerCase() ?? '',
    headers: { get: (name) => response.headers.get(name) },
    json: () => JSON.parse(text) as unknown,
  };
}
