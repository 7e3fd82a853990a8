import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '@rollcall/contract';
import type { Marks } from '../ports/marks.js';

/** A token as it is kept: never the token itself. Times are milliseconds since 1970. */
export interface KeptToken {
  /** Part of the token itself, 16 hex digits; says nothing that would open anything, so that logs may show it. */
  readonly id: string;
  /** For people: what it is for. */
  readonly name: string;
  /** SHA-256 of the secret part, in hex. The secret has 256 bits of chance, so a slow hash would protect nothing more. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970, from which on it opens nothing; `null`: never. */
  readonly expiresAt: number | null;
  /** Milliseconds since 1970; `null` while it is good. Revoked ones are kept, for the audit. */
  readonly revokedAt: number | null;
}

/** A token that was just made. */
export interface FreshToken<Rights extends object> {
  /** What is kept of it. */
  readonly record: KeptToken & Rights;
  /** Shown once, and never again. */
  readonly token: string;
}

/** Why a token opens nothing. */
export interface TokenRefusal {
  /** `no-token`: it has not the form of one. `wrong`: there is a token with this id, and its secret is another. `not-for-this`: its rights do not fit. */
  readonly reason: 'no-token' | 'unknown' | 'wrong' | 'revoked' | 'expired' | 'not-for-this';
  /** Where there is a token with the id that was given. */
  readonly id?: string;
}

/** What {@link AccessTokens} need: where they are kept, and how they and their records begin. */
export interface AccessTokensParts {
  /** Where the hashes are kept, of the state that the host uses. */
  readonly marks: Marks;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Begins the names of the marks: `gateway-token/`. */
  readonly marksBegin: string;
  /** Begins each token, so that people and secret scanners know what they found: `rcg`. */
  readonly tokensBegin: string;
}

/** What an unknown id is compared with, so that it takes as long as a known one. */
const NOBODY = hash('sha256', randomBytes(32));
/** More tokens than this are read anew each time. */
const MOST_READ = 1_000;

/** A record with the text that it was read from: it stands for exactly that text. */
interface ReadRecord<Rights extends object> {
  readonly text: string;
  readonly record: KeptToken & Rights;
}

/**
 * Tokens of programs, kept in the state as hashes, each with its rights and an end. Each request asks the state anew, so that a revoked
 * token stops at once, whoever revoked it.
 */
export class AccessTokens<Rights extends object> {
  readonly #parts: AccessTokensParts;
  readonly #form: RegExp;
  readonly #read = new Map<string, ReadRecord<Rights>>();

  constructor(parts: AccessTokensParts) {
    this.#parts = parts;
    this.#form = new RegExp(`^${parts.tokensBegin}_([0-9a-f]{16})_([\\w-]{43})$`);
  }

  /** Makes a token. Its text is in the result and nowhere else. */
  async create(wanted: Rights & Pick<KeptToken, 'name' | 'expiresAt'>): Promise<FreshToken<Rights>> {
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    const kept = { id, hash: hash('sha256', secret), createdAt: this.#parts.now(), revokedAt: null };
    const record: KeptToken & Rights = { ...wanted, ...kept };
    await this.#keep(record);
    return { record, token: `${this.#parts.tokensBegin}_${id}_${secret}` };
  }

  /** A new token with the same rights; the old one works on for so long. Throws `ConfigError` for an id that there is not. */
  async rotate(id: string, overlapMs: number): Promise<FreshToken<Rights>> {
    const old = await this.#existing(id, 'rotating');
    const now = this.#parts.now();
    const life = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
    const fresh = await this.create({ ...old, expiresAt: life });
    await this.#keep({ ...old, expiresAt: Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, now + overlapMs) });
    return fresh;
  }

  /** From now on it opens nothing. Throws `ConfigError` for an id that there is not. */
  async revoke(id: string): Promise<KeptToken & Rights> {
    const old = await this.#existing(id, 'revoking');
    const revoked = { ...old, revokedAt: old.revokedAt ?? this.#parts.now() };
    await this.#keep(revoked);
    return revoked;
  }

  /** Oldest first. */
  async list(): Promise<readonly (KeptToken & Rights)[]> {
    const { marks, marksBegin } = this.#parts;
    const all = [...(await marks.list(marksBegin)).values()].map((text) => JSON.parse(text) as KeptToken & Rights);
    return all.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** Whether there is one of this id, good or not. */
  async has(id: string): Promise<boolean> {
    return (await this.#parts.marks.get(`${this.#parts.marksBegin}${id}`)) !== undefined;
  }

  /** Whose token it is; undefined for any that is wrong, old or revoked, or that the rights do not `fit`. */
  async verify(
    token: string,
    fits: (record: KeptToken & Rights) => boolean = () => true,
  ): Promise<(KeptToken & Rights) | undefined> {
    const [, id, secret] = this.#form.exec(token) ?? [];
    const text = id === undefined ? undefined : await this.#parts.marks.get(`${this.#parts.marksBegin}${id}`);
    const record = id === undefined || text === undefined ? undefined : this.#recordOf(id, text);
    const isRight = isSame(hash('sha256', secret ?? ''), record?.hash ?? NOBODY);
    if (!isRight || record === undefined || record.revokedAt !== null || !fits(record)) return undefined;
    return record.expiresAt !== null && record.expiresAt <= this.#parts.now() ? undefined : record;
  }

  /**
   * Why `verify` said no. For logs, and asked for after the answer only: how long this takes depends on what is wrong. Undefined where the
   * token is right now.
   */
  async refusal(
    token: string,
    fits: (record: KeptToken & Rights) => boolean = () => true,
  ): Promise<TokenRefusal | undefined> {
    const [, id, secret = ''] = this.#form.exec(token) ?? [];
    if (id === undefined) return { reason: 'no-token' };
    const text = await this.#parts.marks.get(`${this.#parts.marksBegin}${id}`);
    if (text === undefined) return { reason: 'unknown' };
    const record = JSON.parse(text) as KeptToken & Rights;
    if (!isSame(hash('sha256', secret), record.hash)) return { reason: 'wrong', id };
    if (record.revokedAt !== null) return { reason: 'revoked', id };
    if (record.expiresAt !== null && record.expiresAt <= this.#parts.now()) return { reason: 'expired', id };
    return fits(record) ? undefined : { reason: 'not-for-this', id };
  }

  /** What the state says now, parsed once for as long as it says the same. */
  #recordOf(id: string, text: string): KeptToken & Rights {
    const known = this.#read.get(id);
    if (known?.text === text) return known.record;
    const record = JSON.parse(text) as KeptToken & Rights;
    if (known !== undefined || this.#read.size < MOST_READ) this.#read.set(id, { text, record });
    return record;
  }

  #keep(record: KeptToken & Rights): Promise<void> {
    return this.#parts.marks.set(`${this.#parts.marksBegin}${record.id}`, JSON.stringify(record));
  }

  async #existing(id: string, doing: string): Promise<KeptToken & Rights> {
    const text = await this.#parts.marks.get(`${this.#parts.marksBegin}${id}`);
    if (text !== undefined) return JSON.parse(text) as KeptToken & Rights;
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
