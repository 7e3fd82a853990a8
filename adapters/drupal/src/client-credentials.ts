import type { Http } from '@rollcall/contract';
import { noToken } from './drupal-errors.js';

export interface ClientCredentialsOptions {
  /** Absolute address of the token endpoint. */
  readonly url: string;
  readonly clientId: string;
  readonly secret: string;
  readonly scope?: string;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
}

/** Renewed so long before it ends, because a request takes time and clocks differ. */
const MARGIN_MS = 30_000;
/** RFC 6749, section 5.1: `expires_in` is only recommended. */
const USUAL_SECONDS = 300;

interface Token {
  readonly text: string;
  readonly until: number;
}

/** Access tokens by OAuth 2.0 client credentials (RFC 6749, section 4.4): one is kept until shortly before it ends. */
export class ClientCredentials {
  #token: Promise<Token> | undefined;

  constructor(
    private readonly http: Http,
    private readonly options: ClientCredentialsOptions,
  ) {}

  /** A token that is good for a while. Throws an `UnauthorizedError` where the site gives none. */
  async token(signal: AbortSignal): Promise<string> {
    const token = await (this.#token ?? this.#fetch(signal));
    return token.until > this.#now() ? token.text : (await this.#fetch(signal)).text;
  }

  /** Gets a new token now; the one that there was does not work any more. */
  async renew(signal: AbortSignal): Promise<void> {
    await this.#fetch(signal);
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }

  /** Those who ask meanwhile wait for the same one. */
  #fetch(signal: AbortSignal): Promise<Token> {
    const fetching =
      this.#pending ??
      this.#request(signal).finally(() => {
        this.#pending = undefined;
      });
    this.#pending = fetching;
    this.#token = fetching;
    fetching.catch(() => {
      if (this.#token === fetching) this.#token = undefined;
    });
    return fetching;
  }

  #pending: Promise<Token> | undefined;

  async #request(signal: AbortSignal): Promise<Token> {
    const { url, clientId, secret, scope } = this.options;
    const doing = `getting an access token from ${url}`;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
    if (scope !== undefined) form.set('scope', scope);
    const answer = await this.http.request({
      method: 'POST',
      path: url,
      body: form.toString(),
      doing,
      signal,
      repeatable: true,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    });
    if (answer.status !== 200 || answer.mediaType !== 'application/json') throw noToken(answer, doing);
    const { access_token: text, expires_in: seconds } = answer.json() as {
      readonly access_token?: unknown;
      readonly expires_in?: unknown;
    };
    if (typeof text !== 'string' || text === '') throw noToken(answer, doing);
    const lifeMs = (typeof seconds === 'number' && seconds > 0 ? seconds : USUAL_SECONDS) * 1000;
    return { text, until: this.#now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 2) };
  }
}
