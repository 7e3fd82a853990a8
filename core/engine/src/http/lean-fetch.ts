import type { Dispatcher } from 'undici';
import { codingsOf, decodeBody } from './decode-body.js';
import { resolveRedirect } from './resolve-url.js';

export interface LeanRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly doing: string;
  readonly signal: AbortSignal;
  /** Called when status and headers are there. */
  readonly onHead: () => void;
}

export interface LeanAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface LeanFetchOptions {
  readonly dispatcher: Dispatcher;
  readonly maxBodyBytes: number;
}

/** Within one origin, a site needs one or two; more is a loop. */
const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** There is no end to the redirects. */
export class RedirectLoopError extends Error {}

/**
 * One request with its whole answer, straight on undici. Redirects of GET and HEAD are followed within the origin; to another one
 * they reject with a `ConfigError`. A request that changes something is never sent elsewhere: its redirect is the answer.
 */
export async function leanFetch(request: LeanRequest, options: LeanFetchOptions): Promise<LeanAnswer> {
  const { method, headers, body, signal, onHead, doing } = request;
  const { dispatcher, maxBodyBytes } = options;
  let { url } = request;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
      signal,
    });
    onHead();
    const location = headerOf(answer.headers, 'location');
    if (location === null || !REDIRECTS.has(answer.statusCode) || (method !== 'GET' && method !== 'HEAD')) {
      return { status: answer.statusCode, headers: answer.headers, text: await textOf(answer, method, maxBodyBytes) };
    }
    // The redirect's own text is of no use; an origin that is refused must not leave it unread, or the socket stays taken.
    await answer.body.dump();
    url = resolveRedirect(url, location, doing);
  }
  throw new RedirectLoopError();
}

/** The value of a header, several of one name joined by commas; `null` where there is none. */
export function headerOf(headers: LeanAnswer['headers'], name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'object' ? value.join(', ') : (value ?? null);
}

async function textOf(answer: Dispatcher.ResponseData, method: string, maxBodyBytes: number): Promise<string> {
  const codings = codingsOf(headerOf(answer.headers, 'content-encoding'));
  if (codings.length === 0 || method === 'HEAD') return answer.body.text();
  return decodeBody(new Uint8Array(await answer.body.arrayBuffer()), codings, maxBodyBytes);
}
