import type { RollcallError } from './errors.js';
import type { Http, HttpAnswer } from './http.js';

/** Where access tokens come from, and what says that there is none. */
export interface ClientCredentialsOptions {
  /** Absolute address of the token endpoint, of the origin of the client that asks it. */
  readonly url: string;
  /** As the server of tokens knows this client. */
  readonly clientId: string;
  /** In clear; give it to {@link HttpOptions.secrets} of the client that asks as well. */
  readonly secret: string;
  /** In the form, or as Basic, which RFC 6749 §2.3.1 prefers and not every server knows. Default `body`. */
  readonly sentBy?: 'body' | 'basic';
  /** Asked for, where the server wants to be told. */
  readonly scope?: string;
  /** The error of an answer that brings no token, in the words of the system. Must not repeat its text, which may say what was sent. */
  readonly refused: (answer: HttpAnswer, doing: string) => RollcallError;
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

/**
 * Access tokens by OAuth 2.0 client credentials (RFC 6749 §4.4), for the adapter of a system that wants them: one is kept until shortly
 * before it ends, and those who ask meanwhile wait for the same one. It asks through a client without a credential of its own:
 *
 * ```ts
 * import { ClientCredentials, type ClientCredentialsOptions, type Http, type HttpClients } from '@rollcall/contract';
 *
 * export function openSigned(clients: HttpClients, baseUrl: string, options: ClientCredentialsOptions): Http {
 *   const tokenHttp = clients.open({ baseUrl: new URL(options.url).origin, secrets: [options.secret] });
 *   const tokens = new ClientCredentials(tokenHttp, options);
 *   return clients.open({
 *     baseUrl,
 *     headers: async (signal) => ({ authorization: `Bearer ${await tokens.token(signal)}` }),
 *     renew: (signal) => tokens.renew(signal),
 *   });
 * }
 * ```
 */
export class ClientCredentials {
  #token: Token | undefined;
  #pending: Promise<Token> | undefined;

  constructor(
    private readonly http: Http,
    private readonly options: ClientCredentialsOptions,
  ) {}

  /** A token that is good for a while. Rejects with the error of `refused` where the server gives none. */
  async token(signal: AbortSignal): Promise<string> {
    if (this.#token !== undefined && this.#token.until > this.#now()) return this.#token.text;
    return (await this.#fetch(signal)).text;
  }

  /** Gets a new token now; the one that there was does not work any more. For {@link HttpOptions.renew}. */
  async renew(signal: AbortSignal): Promise<void> {
    await this.#fetch(signal);
  }

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
    const { url, clientId, secret, sentBy = 'body', scope, refused } = this.options;
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
    if (answer.status !== 200 || answer.mediaType !== 'application/json') throw refused(answer, doing);
    const { access_token: text, expires_in: told } = answer.json() as Readonly<Record<string, unknown>>;
    if (typeof text !== 'string' || text === '') throw refused(answer, doing);
    // Some servers write the number as a text.
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
