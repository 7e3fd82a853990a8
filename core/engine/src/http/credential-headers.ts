import type { HttpOptions, HttpRequest } from '@rollcall/contract';
import { ConfigError } from '@rollcall/contract';
import type { Redactor } from './redact.js';

export interface CurrentHeaders {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Which credential that was, for {@link CredentialHeaders.renewed}. */
  readonly version: number;
}

/** Headers that say nothing of who asks: sent with anonymous requests too, and never masked. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-type',
  'if-match',
  'if-none-match',
  'prefer',
  'user-agent',
]);
/** What a header's value may be made of (RFC 9110, section 5.5). */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The headers of a client's requests with the credential among them; renews it once for all requests that it fails. */
export class CredentialHeaders {
  readonly #options: Pick<HttpOptions, 'headers' | 'renew'>;
  readonly #redactor: Redactor;
  #fixed: Readonly<Record<string, string>> | undefined;
  #version = 0;
  #renewing: { readonly signal: AbortSignal; readonly done: Promise<void> } | undefined;

  constructor(options: Pick<HttpOptions, 'headers' | 'renew'>, redactor: Redactor) {
    this.#options = options;
    this.#redactor = redactor;
    // At once, so that a credential that no header can carry shows when the connection opens.
    if (typeof options.headers === 'object') this.#fixed = this.#learned(options.headers, isNotHarmless, true);
  }

  async current(request: Pick<HttpRequest, 'headers' | 'anonymous' | 'signal'>): Promise<CurrentHeaders> {
    const version = this.#version;
    const { headers } = this.#options;
    const own =
      this.#fixed ?? (typeof headers === 'function' ? this.#learned(await headers(request.signal), isNotHarmless) : {});
    const sent = request.anonymous === true ? harmless(own) : own;
    return {
      headers: request.headers === undefined ? sent : { ...sent, ...this.#learned(request.headers, isCredential) },
      version,
    };
  }

  /** Gets a new credential for requests that were sent with that `version`. False where there is no way to. */
  async renewed(version: number, signal: AbortSignal): Promise<boolean> {
    const { renew } = this.#options;
    if (renew === undefined) return false;
    // Another request was quicker.
    if (version !== this.#version) return true;
    this.#renewing ??= {
      signal,
      done: renew(signal)
        .then(() => {
          this.#version += 1;
        })
        .finally(() => {
          this.#renewing = undefined;
        }),
    };
    const renewing = this.#renewing;
    try {
      await renewing.done;
      return true;
    } catch (error) {
      // The request that began it was stopped, this one was not.
      if (renewing.signal.aborted && !signal.aborted) return this.renewed(version, signal);
      throw error;
    }
  }

  #learned(
    headers: Readonly<Record<string, string>>,
    isSecret: (name: string) => boolean,
    lasting = false,
  ): Readonly<Record<string, string>> {
    const lower: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
      const key = name.toLowerCase();
      if (isSecret(key)) this.#redactor.addHeader(value, { lasting });
      if (!HEADER_VALUE.test(value)) throw unsendable(name);
      lower[key] = value;
    }
    return lower;
  }
}

/** Of a client's headers, all are secret but the known ones. */
function isNotHarmless(name: string): boolean {
  return !HARMLESS.has(name);
}

/** A request's own headers are seldom secret, and new each time: a key against repetition, a version. */
function isCredential(name: string): boolean {
  return /^(?:proxy-)?authorization$|cookie|token|secret|api-?key|signature/.test(name);
}

function harmless(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name)));
}

function unsendable(name: string): ConfigError {
  return new ConfigError({
    code: 'header-unsendable',
    doing: `setting the header "${name}"`,
    happened: 'its value has a line break or another character that a header cannot carry',
    hint: 'look at the secret that it is made of: a line break at its end, or typographic quotes from a word processor',
  });
}
