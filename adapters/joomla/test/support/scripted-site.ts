import type { Http, HttpAnswer, HttpClients, HttpOptions, HttpRequest } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection breaks after the request was sent. */
  readonly lost?: boolean;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly anonymous: boolean;
}

export type Route = Reply | readonly Reply[] | ((seen: Seen) => Reply);

export const SITE = 'https://joomla.example.test';
export const API = '/api/index.php/v1';
export const SCIM = `${API}/mini/miniorangescim`;

/** A site that answers as scripted: by `METHOD /path`. A list of replies is used up, its last one stays. */
export function scriptedSite(routes: Readonly<Record<string, Route>>): {
  readonly clients: HttpClients;
  readonly seen: Seen[];
} {
  const seen: Seen[] = [];
  const left = new Map(
    Object.entries(routes).map(([key, route]) => [key, Array.isArray(route) ? [...(route as Reply[])] : route]),
  );
  const replyTo = (request: Seen): Reply => {
    const route = left.get(`${request.method} ${request.path}`);
    if (route === undefined)
      throw new Error(`the script has no ${request.method} ${request.path} ${JSON.stringify(request.query)}`);
    if (typeof route === 'function') return route(request);
    if (!Array.isArray(route)) return route as Reply;
    return (route.length > 1 ? route.shift() : route[0]) as Reply;
  };
  return { seen, clients: { open: (options) => scriptedHttp(options, seen, replyTo) } };
}

/** Requests that would change something. */
export function writes(seen: readonly Seen[]): readonly string[] {
  return seen
    .filter(({ method }) => !['GET', 'HEAD'].includes(method))
    .map(({ method, path }) => `${method} ${path.replace(API, '')}`);
}

function scriptedHttp(options: HttpOptions, seen: Seen[], replyTo: (request: Seen) => Reply): Http {
  return {
    origin: new URL(options.baseUrl).origin,
    async request(request: HttpRequest): Promise<HttpAnswer> {
      const url = new URL(request.path);
      if (url.origin !== new URL(options.baseUrl).origin) throw new Error('another origin');
      const query = Object.fromEntries(
        Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)]),
      );
      const headers = { ...(options.headers as Record<string, string>), ...request.headers };
      const entry: Seen = {
        method: request.method,
        path: url.pathname,
        query,
        json: request.json,
        headers,
        anonymous: request.anonymous === true,
      };
      seen.push(entry);
      const reply = replyTo(entry);
      if (reply.lost === true)
        throw new UnavailableError({
          code: 'http-lost',
          doing: request.doing,
          happened: 'the connection broke',
          outcome: request.method === 'GET' ? 'not-sent' : 'unknown',
        });
      return answerOf(reply);
    },
    close: async () => {},
  };
}

function answerOf({ status = 200, json, text, type, headers = {} }: Reply): HttpAnswer {
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const mediaType = type ?? (json === undefined ? 'text/html' : 'application/vnd.api+json');
  return {
    status,
    mediaType,
    text: body,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    json: () => JSON.parse(body) as unknown,
  };
}
