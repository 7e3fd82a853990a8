import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '@rollcall/contract';
import type { Marks } from '@rollcall/engine';

export const TOKEN_SCOPES = ['users:read', 'users:write', 'groups:read', 'groups:write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A token as it is kept: never the token itself. Times are milliseconds since 1970. */
export interface TokenRecord {
  readonly id: string;
  readonly tenant: string;
  /** For people: which client it is for. */
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** SHA-256 of the secret part, in hex. The secret has 256 bits of chance, so a slow hash would protect nothing more. */
  readonly hash: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** Id of the account that `/Me` is. */
  readonly account?: string;
}

/** Who asks, once that is known. */
export type Caller = Pick<TokenRecord, 'id' | 'name' | 'scopes' | 'account'>;

export interface NewToken {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly expiresAt: number | null;
  readonly account?: string;
}

export interface IssuedToken {
  readonly record: TokenRecord;
  /** Shown once, and never again. */
  readonly token: string;
}

const PREFIX = 'gateway-token/';
const FORM = /^rcg_([0-9a-f]{16})_([\w-]{43})$/;
/** What an unknown id is compared with, so that it takes as long as a known one. */
const NOBODY = hash('sha256', randomBytes(32));
/** More tokens than this are read anew each time. */
const MOST_READ = 1_000;

/** A record with the text that it was read from: it stands for exactly that text. */
interface ReadRecord {
  readonly text: string;
  readonly record: TokenRecord;
}

/** The tokens of the gateway's clients, kept in the state as hashes. Each request asks anew, so a revoked token stops at once. */
export class GatewayTokens {
  readonly #read = new Map<string, ReadRecord>();

  constructor(
    private readonly marks: Marks,
    private readonly now: () => number,
  ) {}

  async create({ tenant, name, scopes, expiresAt, account }: NewToken): Promise<IssuedToken> {
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    const record: TokenRecord = {
      id,
      tenant,
      name,
      scopes,
      hash: hash('sha256', secret),
      createdAt: this.now(),
      expiresAt,
      revokedAt: null,
      ...(account === undefined ? {} : { account }),
    };
    await this.#keep(record);
    return { record, token: `rcg_${id}_${secret}` };
  }

  /** A new token with the same rights; the old one works on for so long. */
  async rotate(id: string, overlapMs: number): Promise<IssuedToken> {
    const old = await this.#existing(id, 'rotating');
    const now = this.now();
    const life = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
    const issued = await this.create({ ...old, expiresAt: life });
    await this.#keep({ ...old, expiresAt: Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, now + overlapMs) });
    return issued;
  }

  async revoke(id: string): Promise<TokenRecord> {
    const old = await this.#existing(id, 'revoking');
    const revoked = { ...old, revokedAt: old.revokedAt ?? this.now() };
    await this.#keep(revoked);
    return revoked;
  }

  /** Oldest first. */
  async list(tenant?: string): Promise<readonly TokenRecord[]> {
    const all = [...(await this.marks.list(PREFIX)).values()].map((text) => JSON.parse(text) as TokenRecord);
    return all
      .filter((record) => tenant === undefined || record.tenant === tenant)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** Who a token of this tenant belongs to; undefined for any that is wrong, old, revoked or another tenant's. */
  async verify(tenant: string, token: string): Promise<Caller | undefined> {
    const [, id, secret] = FORM.exec(token) ?? [];
    const text = id === undefined ? undefined : await this.marks.get(`${PREFIX}${id}`);
    const record = id === undefined || text === undefined ? undefined : this.#recordOf(id, text);
    const isRight = isSame(hash('sha256', secret ?? ''), record?.hash ?? NOBODY);
    if (!isRight || record === undefined || record.tenant !== tenant || record.revokedAt !== null) return undefined;
    return record.expiresAt !== null && record.expiresAt <= this.now() ? undefined : record;
  }

  /** What the state says now, parsed once for as long as it says the same. */
  #recordOf(id: string, text: string): TokenRecord {
    const known = this.#read.get(id);
    if (known?.text === text) return known.record;
    const record = JSON.parse(text) as TokenRecord;
    if (known !== undefined || this.#read.size < MOST_READ) this.#read.set(id, { text, record });
    return record;
  }

  #keep(record: TokenRecord): Promise<void> {
    return this.marks.set(`${PREFIX}${record.id}`, JSON.stringify(record));
  }

  async #existing(id: string, doing: string): Promise<TokenRecord> {
    const text = await this.marks.get(`${PREFIX}${id}`);
    if (text !== undefined) return JSON.parse(text) as TokenRecord;
    throw new ConfigError({
      code: 'unknown-token',
      doing: `${doing} the token ${id}`,
      happened: 'there is no token with this id',
      hint: '"rollcall token list" shows the ids',
    });
  }
}

/** Two hashes of the same length: whatever differs, it takes the same time. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
