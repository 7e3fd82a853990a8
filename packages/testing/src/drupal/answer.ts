import { JSON_API, type Json, type JsonObject } from './document.js';
import { addressOf, type Exchange } from './exchange.js';
import { DrupalProblem, DrupalViolations, TITLES } from './problem.js';

export const JSON_API_TYPE = 'application/vnd.api+json';

/** A JSON:API answer: the head, then what is given. */
export function jsonApi(
  exchange: Exchange,
  status: number,
  content: JsonObject | null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  if (content === null) return answer(exchange, status, null, headers);
  const body = JSON.stringify({ jsonapi: JSON_API, ...content });
  return answer(exchange, status, body, { 'content-type': JSON_API_TYPE, ...headers });
}

/** A plain JSON answer, as the REST module and the login routes give. */
export function plainJson(
  exchange: Exchange,
  status: number,
  content: Json,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(exchange, status, JSON.stringify(content), { 'content-type': 'application/json', ...headers });
}

export function plainText(exchange: Exchange, status: number, text: string): Response {
  return answer(exchange, status, text, { 'content-type': 'text/plain; charset=UTF-8' });
}

/** A page of the site's theme: what a browser, or a client on an unknown path, gets. */
export function htmlPage(exchange: Exchange, status: number, title: string): Response {
  const { siteName, majorVersion } = exchange.site.settings;
  const page = `<!DOCTYPE html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8" />
<meta name="Generator" content="Drupal ${majorVersion} (https://www.drupal.org)" />
    <title>${title} | ${siteName}</title>
  </head>
  <body><h1>${title}</h1></body>
</html>
`;
  return answer(exchange, status, page, { 'content-type': 'text/html; charset=UTF-8' });
}

/** Any answer, with the headers every answer of Drupal has. */
export function answer(
  exchange: Exchange,
  status: number,
  body: string | null,
  headers: Readonly<Record<string, string>>,
): Response {
  const all = new Headers({
    'cache-control': 'must-revalidate, no-cache, private',
    'content-language': 'en',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    expires: 'Sun, 19 Nov 1978 05:00:00 GMT',
    'x-generator': `Drupal ${exchange.site.settings.majorVersion} (https://www.drupal.org)`,
    date: new Date(exchange.site.now()).toUTCString(),
    ...headers,
  });
  for (const [name, value] of exchange.extraHeaders) all.append(name, value);
  return new Response(body, { status, headers: all });
}

/** A refusal as JSON:API writes it. @throws what is no refusal. */
export function jsonApiRefusal(exchange: Exchange, error: unknown): Response {
  if (error instanceof DrupalViolations) {
    const errors = error.violations.map(({ path, message }) => ({
      title: TITLES[422] as string,
      status: '422',
      detail: `${path}: ${message}`,
      source: { pointer: `/data/attributes/${path.replace('.0.', '/')}` },
    }));
    return jsonApi(exchange, 422, { errors });
  }
  const problem = challenged(exchange, error);
  const info = INFO[problem.status];
  const links = {
    via: { href: addressOf(exchange) },
    ...(problem.headers.link !== undefined
      ? { info: { href: problem.headers.link } }
      : info === undefined
        ? {}
        : { info: { href: `https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#${info}` } }),
  };
  const entry: JsonObject = {
    title: TITLES[problem.status] ?? 'Error',
    status: String(problem.status),
    detail: problem.message,
    links,
    ...(problem.pointer === undefined ? {} : { source: { pointer: problem.pointer } }),
  };
  return jsonApi(exchange, problem.status, { errors: [entry] }, problem.headers);
}

/**
 * A refusal as the REST module and the login routes write it: one text. Only routes that take Basic credentials ask
 * for them.
 *
 * @throws what is no refusal.
 */
export function plainRefusal(exchange: Exchange, error: unknown, takesBasic: boolean): Response {
  if (error instanceof DrupalViolations) {
    const lines = error.violations.map(({ path, message }) => `${path}: ${message}\n`).join('');
    return plainJson(exchange, 422, { message: `Unprocessable Entity: validation failed.\n${lines}` });
  }
  const problem = challenged(takesBasic ? exchange : { ...exchange, hasCredentials: true }, error);
  return plainJson(exchange, problem.status, { message: problem.message }, problem.headers);
}

/** Without any credentials a 403 becomes a 401 that asks for Basic. */
function challenged(exchange: Exchange, error: unknown): DrupalProblem {
  if (!(error instanceof DrupalProblem)) throw error;
  if (error.status !== 403 || exchange.hasCredentials) return error;
  return new DrupalProblem(401, 'No authentication credentials provided.', {
    headers: { 'www-authenticate': `Basic realm="${exchange.site.settings.siteName}"` },
  });
}

/** Sections of RFC 2616 that errors link to; 422 has none. */
const INFO: Readonly<Record<number, string>> = {
  400: 'sec10.4.1',
  401: 'sec10.4.2',
  403: 'sec10.4.4',
  404: 'sec10.4.5',
  405: 'sec10.4.6',
  406: 'sec10.4.7',
  409: 'sec10.4.10',
  415: 'sec10.4.16',
  500: 'sec10.5.1',
  503: 'sec10.5.4',
};
