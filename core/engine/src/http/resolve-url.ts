import { ConfigError } from '@rollcall/contract';
import type { HttpRequest } from '@rollcall/contract';

/**
 * The address of a request. Absolute ones are taken only when they have the origin of the base URL: the credential
 * goes nowhere else, whatever a `next` link or a `$ref` says.
 */
export function resolveUrl(base: URL, { path, query, doing }: Pick<HttpRequest, 'path' | 'query' | 'doing'>): URL {
  // URL parsing treats backslashes as slashes and drops line breaks, so look at what comes out, not at the text.
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(path) || /^[/\\]{2}/.test(path);
  const url = isAbsolute ? new URL(path, base) : new URL(`${base.pathname.replace(/\/$/, '')}/${path.replace(/^\//, '')}`, base.origin);
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') throw foreign(doing, url, base);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) url.searchParams.append(name, String(item));
  }
  return url;
}

/** The address that a redirect leads to, when it may be followed. */
export function resolveRedirect(from: URL, location: string, doing: string): URL {
  const url = new URL(location, from);
  if (url.origin !== from.origin || url.username !== '') throw foreign(doing, url, from);
  return url;
}

function foreign(doing: string, url: URL, base: URL): ConfigError {
  const near = url.host === base.host || url.hostname.replace(/^www\./, '') === base.hostname.replace(/^www\./, '');
  return new ConfigError({
    code: 'foreign-origin', doing: `${doing} at ${base.origin}`, happened: `the system points to another address, ${url.origin}; the credential is not sent there`,
    hint: near ? `if that is the same site, make ${url.origin} the base URL` : 'if that is unexpected, find out who changed it',
  });
}
