import type { Row } from './row.js';

/** A bearer token that the service takes. */
export interface ServiceToken {
  /** The text after `Bearer`. */
  readonly token: string;
  /** Milliseconds since 1970; absent: for ever. */
  readonly until?: number;
}

/** Who may get tokens by client credentials. */
export interface OAuthClient {
  /** As the token request names it. */
  readonly clientId: string;
  /** Plain text, as this is no real service. */
  readonly clientSecret: string;
  /** How long a token that is given out is good. */
  readonly seconds: number;
}

/** The tokens that a service takes: fixed ones, side by side while one is replaced, and those it gives out by OAuth 2.0. */
export class ServiceTokens {
  readonly #tokens: Map<string, ServiceToken>;
  #issued = 0;

  constructor(
    tokens: readonly ServiceToken[],
    private readonly client: OAuthClient | undefined,
    private readonly now: () => number,
  ) {
    this.#tokens = new Map(tokens.map((token) => [token.token, token]));
  }

  add(token: ServiceToken): void {
    this.#tokens.set(token.token, token);
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  accepts(authorization: string | null): boolean {
    const [, text = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    const token = this.#tokens.get(text);
    return token !== undefined && (token.until === undefined || token.until > this.now());
  }

  /** RFC 6749 §4.4 and §5.2: the client's id and secret in the body or as Basic. */
  grant(form: URLSearchParams, authorization: string | null): { readonly status: number; readonly body: Row } {
    const { client } = this;
    const [id, secret] = basicOf(authorization) ?? [form.get('client_id'), form.get('client_secret')];
    if (client === undefined || id !== client.clientId || secret !== client.clientSecret)
      return { status: 401, body: { error: 'invalid_client' } };
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    this.#issued += 1;
    const token = `issued-${this.#issued}`;
    this.add({ token, until: this.now() + client.seconds * 1000 });
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: client.seconds } };
  }
}

function basicOf(authorization: string | null): readonly [string, string] | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  // Both are encoded as in a form, where a blank is a plus.
  return [decodeURIComponent(id.replaceAll('+', ' ')), decodeURIComponent(secret.join(':').replaceAll('+', ' '))];
}
