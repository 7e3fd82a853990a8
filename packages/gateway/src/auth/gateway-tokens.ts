import { AccessTokens, type FreshToken, type KeptToken, type Marks, type TokenRefusal } from '@rollcall/engine';

/** All scopes there are; `rollcall token create` takes these names. */
export const TOKEN_SCOPES = ['users:read', 'users:write', 'groups:read', 'groups:write'] as const;
/** What a client may do, for users and groups apart. `read` is needed to look anything up, by a filter as well. */
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a token of a client opens. */
interface ClientRights {
  readonly tenant: string;
  readonly scopes: readonly TokenScope[];
  /** Id of the account that `/Me` is. */
  readonly account?: string;
}

/** A token as it is kept: never the token itself. */
export type TokenRecord = KeptToken & ClientRights;

/** Who asks, once that is known. */
export type Caller = Pick<TokenRecord, 'id' | 'name' | 'scopes' | 'account'>;

/** What a token to be made shall be called, open, and when it ends. */
export type NewToken = ClientRights & Pick<KeptToken, 'name' | 'expiresAt'>;

/** A token as it was just made: the only moment at which its text is known. */
export type IssuedToken = FreshToken<ClientRights>;

/** The tokens of the gateway's clients. */
export class GatewayTokens {
  readonly #tokens: AccessTokens<ClientRights>;

  constructor(marks: Marks, now: () => number) {
    this.#tokens = new AccessTokens({ marks, now, marksBegin: 'gateway-token/', tokensBegin: 'rcg' });
  }

  /** Makes a token. Its text is in the result and nowhere else. */
  create(wanted: NewToken): Promise<IssuedToken> {
    return this.#tokens.create(wanted);
  }

  /** A new token with the same rights; the old one works on for so long. */
  rotate(id: string, overlapMs: number): Promise<IssuedToken> {
    return this.#tokens.rotate(id, overlapMs);
  }

  /** Ends a token with the next request. Throws a `ConfigError` for an id that is not there. */
  revoke(id: string): Promise<TokenRecord> {
    return this.#tokens.revoke(id);
  }

  /** Oldest first. */
  async list(tenant?: string): Promise<readonly TokenRecord[]> {
    return (await this.#tokens.list()).filter((record) => tenant === undefined || record.tenant === tenant);
  }

  /** Who a token of this tenant belongs to; undefined for any that is wrong, old, revoked or another tenant's. */
  verify(tenant: string, token: string): Promise<Caller | undefined> {
    return this.#tokens.verify(token, (record) => record.tenant === tenant);
  }

  /** Why it is nobody's: for logs, after the answer. */
  refusal(tenant: string, token: string): Promise<TokenRefusal | undefined> {
    return this.#tokens.refusal(token, (record) => record.tenant === tenant);
  }
}
