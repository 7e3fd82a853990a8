import type { HttpRequest } from '@rollcall/contract';
import { ConfigError } from '@rollcall/contract';

/** The base address of a client. Throws a `ConfigError` when it is not one that paths can be put below. */
export function parseBaseUrl(baseUrl: string): URL {
  const refuse = (happened: string, hint: string): ConfigError =>
    new ConfigError({ code: 'base-url', doing: 'opening a connection', happened, hint });
  const url = parse(baseUrl);
  // The text is not shown: what is no URL may be anything, a password too.
  if (url === undefined)
    throw refuse('the base URL is not a URL', 'write it with its protocol, such as https://www.example.org');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse(`the base URL has the protocol "${url.protocol}"`, 'use https');
  if (url.username !== '' || url.password !== '')
    throw refuse(
      `the base URL of ${url.origin} has a user or a password in it`,
      'give the credential in the settings for it',
    );
  if (url.search !== '' || url.hash !== '')
    throw refuse(`the base URL of ${url.origin} has a "?" or a "#" in it`, 'leave out what follows');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * The address of a request. Absolute ones are taken only when they have the origin of the base URL: the credential
 * goes nowhere else, whatever a `next` link or a `$ref` says. Throws a `ConfigError` for those.
 */
export function resolveUrl(base: URL, { path, query, doing }: Pick<HttpRequest, 'path' | 'query' | 'doing'>): URL {
  // URL parsing treats backslashes as slashes and drops line breaks, so look at what comes out, not at the text.
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(path) || /^[/\\]{2}/.test(path);
  const url = isAbsolute ? parse(path, base) : parse(base.href + path.replace(/^\//, ''));
  if (url === undefined || !isWithin(url, base)) throw foreign(doing, url, base);
  url.hash = '';
  if (query !== undefined)
    url.search = [url.search.slice(1), encodeQuery(query)].filter((part) => part !== '').join('&');
  return url;
}

/** The address that a redirect leads to. Throws a `ConfigError` when it may not be followed. */
export function resolveRedirect(from: URL, location: string, doing: string): URL {
  const url = parse(location, from);
  if (url === undefined || !isWithin(url, from)) throw foreign(doing, url, from);
  url.hash = '';
  return url;
}

function parse(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

function isWithin(url: URL, base: URL): boolean {
  return url.origin === base.origin && url.username === '' && url.password === '';
}

function foreign(doing: string, url: URL | undefined, base: URL): ConfigError {
  const near =
    url !== undefined &&
    url.hostname.replace(/^www\./, '') === base.hostname.replace(/^www\./, '') &&
    url.username === '' &&
    url.password === '';
  return new ConfigError({
    code: 'foreign-origin',
    doing,
    happened: `${base.origin} points to ${placeOf(url)}; the credential is not sent there`,
    hint: near
      ? `if that is the same site, make ${url.origin} the base URL`
      : 'if that is unexpected, find out who changed it',
  });
}

/** Without what may be secret or about a person: user, path, query. */
function placeOf(url: URL | undefined): string {
  if (url === undefined) return 'something that is no address';
  if (url.username !== '' || url.password !== '') return `an address at ${url.host} with a user in it`;
  return url.origin === 'null' ? `an address with the protocol "${url.protocol}"` : url.origin;
}

/** `%20` for a space: all systems read it, while `+` means itself to some. */
function encodeQuery(query: NonNullable<HttpRequest['query']>): string {
  const encode = (text: string | number): string => encodeURIComponent(String(text).toWellFormed());
  return Object.entries(query)
    .flatMap(([name, value]) =>
      (typeof value === 'object' ? value : [value]).map((each) => `${encode(name)}=${encode(each)}`),
    )
    .join('&');
}
