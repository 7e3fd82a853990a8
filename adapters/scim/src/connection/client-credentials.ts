import type { Http, HttpAnswer } from '@rollcall/contract';
import { ConfigError, type RollcallError, UnauthorizedError, UnavailableError } from '@rollcall/contract';

export interface ClientCredentialsOptions {
  /** Absolute address of the token endpoint. */
  readonly url: string;
  readonly clientId: string;
  readonly secret: string;
  /** In the form, or as Basic, which RFC 6749 §2.3.1 prefers and not every service knows. */
  readonly sentBy: 'body' | 'basic';
  readonly scope?: string;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
}

/** Renewed so long before it ends, because a request takes time and clocks differ. */
const MARGIN_MS = 30_000;
/** RFC 6749 §5.1: `expires_in` is only recommended. */
const USUAL_SECONDS = 300;

interface Token {
  readonly text: string;
  readonly until: number;
}

/** Access tokens by OAuth 2.0 client credentials (RFC 6749 §4.4): one is kept until shortly before it ends. */
export class ClientCredentials {
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;

  constructor(
    private readonly http: Http,
    private readonly options: ClientCredentialsOptions,
  ) {}

  /** A token that is good for a while. Throws an `UnauthorizedError` where the service gives none. */
  async token(signal: AbortSignal): Promise<string> {
    if (this.#token !== undefined && this.#token.until > this.#now()) return this.#token.text;
    return (await this.#fetch(signal)).text;
  }

  /** Gets a new token now; the one that there was does not work any more. */
  async renew(signal: AbortSignal): Promise<void> {
    await this.#fetch(signal);
  }

  /** Those who ask meanwhile wait for the same one. */
  #fetch(signal: AbortSignal): Promise<Token> {
    this.#pending ??= this.#request(signal)
      .then((token) => {
        this.#token = token;
        return token;
      })
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  async #request(signal: AbortSignal): Promise<Token> {
    const { url, clientId, secret, sentBy, scope } = this.options;
    const doing = `getting an access token from ${url}`;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (sentBy === 'body') {
      form.set('client_id', clientId);
      form.set('client_secret', secret);
    }
    if (scope !== undefined) form.set('scope', scope);
    const answer = await this.http.request({
      method: 'POST',
      path: url,
      body: form.toString(),
      doing,
      signal,
      repeatable: true,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        ...(sentBy === 'basic' ? { Authorization: basic(clientId, secret) } : {}),
      },
    });
    if (answer.status !== 200 || answer.mediaType !== 'application/json') throw noToken(answer, doing);
    const { access_token: text, expires_in: told } = answer.json() as Readonly<Record<string, unknown>>;
    if (typeof text !== 'string' || text === '') throw noToken(answer, doing);
    // Some services write the number as a text.
    const seconds = Number(told);
    const lifeMs = (seconds > 0 ? seconds : USUAL_SECONDS) * 1000;
    return { text, until: this.#now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 2) };
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}

/** Both parts are encoded as in a form (RFC 6749 §2.3.1). */
function basic(clientId: string, secret: string): string {
  const [id, key] = [clientId, secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+'));
  return `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`;
}

/** Its text is not shown: it may repeat what was sent. */
function noToken({ status, retryAfterMs }: HttpAnswer, doing: string): RollcallError {
  if (status >= 500 || status === 429)
    return new UnavailableError({
      code: 'scim-token-unavailable',
      doing,
      happened: String(status),
      outcome: 'not-sent',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  if (status === 404)
    return new ConfigError({
      code: 'scim-token-url',
      doing,
      happened: 'there is no such page (404)',
      hint: 'mend "auth.tokenUrl"',
    });
  return new UnauthorizedError({
    code: 'scim-no-token',
    doing,
    happened: `${status} and no token`,
    hint: 'see whether "auth.clientId", "auth.clientSecret" and "auth.scope" are right, and whether the client may use client credentials',
  });
}
