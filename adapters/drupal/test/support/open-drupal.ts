import type { Http, HttpAnswer, HttpClients, HttpOptions, HttpRequest } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import { parseConfig } from '@rollcall/plugin';
import { addStandardAccounts, createDrupalSimulator, DRUPAL_ACCOUNTS, DrupalSite } from '@rollcall/testing';
import { DrupalConfig, DrupalProvider } from '../../src/index.js';

/** Sees each answer before the adapter does, and may give another. `next` asks the site. */
export type Tamper = (request: Request, next: () => Promise<Response>) => Promise<Response>;

export interface DrupalUnderTest {
  readonly drupal: DrupalProvider;
  readonly site: DrupalSite;
  /** `METHOD path?query`, decoded, of each request. */
  readonly seen: string[];
}

export const BASE = 'https://drupal.example.test';
export const PROVISIONER = {
  type: 'basic',
  username: DRUPAL_ACCOUNTS.provisioner.name,
  password: DRUPAL_ACCOUNTS.provisioner.pass,
};

/** The provider against a site in memory, without a network. */
export function openDrupal({
  site = smallSite(),
  settings = {},
  tamper = (_, next) => next(),
}: {
  readonly site?: DrupalSite;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly tamper?: Tamper;
} = {}): DrupalUnderTest {
  const simulator = createDrupalSimulator({ site });
  const seen: string[] = [];
  const answer = (request: Request): Promise<Response> => {
    seen.push(`${request.method} ${decodeURIComponent(request.url.slice(new URL(request.url).origin.length))}`);
    return tamper(request, () => simulator.fetch(request));
  };
  const config = parseConfig(DrupalConfig, { baseUrl: BASE, auth: PROVISIONER, ...settings });
  return { drupal: new DrupalProvider(config, clientsFor(answer)), site, seen };
}

/** The standard accounts (uids 1 to 3) and `users` more. */
export function smallSite(users = 5): DrupalSite {
  const site = new DrupalSite();
  addStandardAccounts(site);
  addUsers(site, users);
  return site;
}

export function addUsers(site: DrupalSite, users: number): void {
  for (let number = 1; number <= users; number += 1) {
    site.addUser({
      name: `user${site.users.lastUid + 1}`,
      mail: `user${site.users.lastUid + 1}@example.test`,
      roles: ['manager'],
      fields: { field_first_name: 'Ada' },
    });
  }
}

/** HTTP clients without sockets, repetition and redirects: each request is one call of `answer`. */
export function clientsFor(answer: (request: Request) => Promise<Response>): HttpClients {
  return { open: (options) => inMemoryHttp(options, answer) };
}

function inMemoryHttp(options: HttpOptions, answer: (request: Request) => Promise<Response>): Http {
  const origin = new URL(options.baseUrl).origin;
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    request.signal.throwIfAborted();
    const own = typeof options.headers === 'function' ? await options.headers(request.signal) : (options.headers ?? {});
    const url = /^https?:/.test(request.path)
      ? new URL(request.path)
      : new URL(`${options.baseUrl.replace(/\/$/, '')}/${request.path.replace(/^\//, '')}`);
    if (url.origin !== origin) throw new Error(`the credential would go to ${url.origin}`);
    for (const [name, value] of Object.entries(request.query ?? {}))
      for (const each of typeof value === 'object' ? value : [value]) url.searchParams.append(name, String(each));
    const headers = { ...(request.anonymous === true ? {} : own), ...request.headers };
    const response = await answer(
      new Request(url, {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
      }),
    );
    return answerOf(response);
  };
  return {
    origin,
    async request(request) {
      const first = await send(request);
      if (first.status !== 401 || options.renew === undefined) return first;
      await options.renew(request.signal);
      return send(request);
    },
    close: async () => {},
  };
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    text,
    mediaType: response.headers.get('content-type')?.split(';')[0] ?? '',
    headers: { get: (name) => response.headers.get(name) },
    json: () => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new UnavailableError({
          code: 'http-not-json',
          doing: 'reading an answer',
          happened: 'it is not JSON',
          outcome: 'unknown',
        });
      }
    },
    ...(retryAfter === null ? {} : { retryAfterMs: Number(retryAfter) * 1000 }),
  };
}

export function asking(...attributes: readonly string[]): {
  readonly attributes: readonly string[];
  readonly signal: AbortSignal;
} {
  return { attributes, signal: AbortSignal.timeout(10_000) };
}

export interface Refusal extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryAfterMs?: number;
}

/** What a promise rejects with; fails when it does not. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('it did not reject');
}

/** The answer with its JSON changed. */
export async function edited(answer: Promise<Response>, edit: (document: JsonApiBody) => void): Promise<Response> {
  const response = await answer;
  const document = (await response.json()) as JsonApiBody;
  edit(document);
  return new Response(JSON.stringify(document), { status: response.status, headers: response.headers });
}

export interface JsonApiBody {
  data: { id: string; attributes?: Record<string, unknown>; relationships?: { roles?: unknown } }[];
  links: Record<string, unknown>;
  meta?: Record<string, unknown>;
}

/** Is it a page of the reading of all users? */
export function isUserPage(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  return pathname.endsWith('/user/user') && searchParams.get('sort') === 'drupal_internal__uid';
}

/** The uid after which a page of users begins. */
export function afterOf(request: Request): number {
  return Number(new URL(request.url).searchParams.get('filter[after][condition][value]'));
}

export function html(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response('<!DOCTYPE html><html><body>Hello</body></html>', {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8', ...headers },
  });
}
