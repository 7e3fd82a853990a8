/**
 * Errors that say what the engine shall do. A class is a decision, not a place: adapters translate what their system
 * answers into one of these, at their edge and nowhere else. They are told apart by a brand, because `instanceof`
 * fails between two copies of a package.
 */
import { plainText, type Said, saidOf, type Text } from '@rollcall/plugin';

/** What the engine does about an error. */
export type ErrorDecision =
  | 'retry'
  | 'stop-connection'
  | 'reject'
  | 'recorrelate'
  | 'gone'
  | 'unsupported'
  | 'stop'
  | 'bug';

/** What every error of Rollcall says, in parts. */
export interface ErrorParts {
  /** Stable, kebab-case; part of the public interface. */
  readonly code: string;
  /** What we were doing, to what: `reading users of https://intranet.example`. */
  readonly doing: Text;
  /** What came back. Never a secret, never personal data. */
  readonly happened: Text;
  /** What to do about it, and where. */
  readonly hint?: Text;
  /** The error that it was made of, for logs. Never shown to people. */
  readonly cause?: unknown;
}

const BRAND = Symbol.for('@rollcall/error');

/** Base of all errors that Rollcall understands. Message: what we were doing: what came back; what to do. */
export abstract class RollcallError extends Error {
  abstract readonly [BRAND]: ErrorDecision;
  /** See {@link ErrorParts.code}. */
  readonly code: string;
  /** See {@link ErrorParts.doing}. */
  readonly doing: string;
  /** See {@link ErrorParts.happened}. */
  readonly happened: string;
  /** See {@link ErrorParts.hint}. */
  readonly hint: string | undefined;

  /** Its parts by their names, where their author gave them names, so that they can be said in another language. */
  readonly said: { readonly [Part in 'doing' | 'happened' | 'hint']?: Said };

  constructor(parts: ErrorParts) {
    const [doing, happened] = [plainText(parts.doing), plainText(parts.happened)];
    const hint = parts.hint === undefined ? undefined : plainText(parts.hint);
    super(
      `${doing}: ${happened}${hint === undefined ? '' : `; ${hint}`}`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.name = new.target.name;
    this.code = parts.code;
    this.doing = doing;
    this.happened = happened;
    this.hint = hint;
    const said = (['doing', 'happened', 'hint'] as const).flatMap((part) => {
      const one = saidOf(parts[part]);
      return one === undefined ? [] : [[part, one] as const];
    });
    this.said = Object.fromEntries(said);
  }

  static is(value: unknown): value is RollcallError {
    return brandOf(value) !== undefined;
  }
}

/** The configuration, or what it names, is not right. The operator must change it. */
export class ConfigError extends RollcallError {
  readonly [BRAND] = 'stop';
  static override is(value: unknown): value is ConfigError {
    return brandOf(value) === 'stop';
  }
}

/** Parts of an {@link UnavailableError}. */
export interface UnavailableParts extends ErrorParts {
  /** May the request have had an effect? `not-sent`: certainly not. */
  readonly outcome: 'not-sent' | 'unknown';
  /** How long the system asks us to wait. */
  readonly retryAfterMs?: number;
}

/**
 * The system cannot be reached, or cannot answer now. Worth trying again later.
 *
 * @example
 * ```ts
 * import { type HttpAnswer, UnavailableError } from '@rollcall/contract';
 *
 * export function refuseBusy({ status, retryAfterMs = 60_000 }: HttpAnswer): void {
 *   if (status !== 423) return;
 *   throw new UnavailableError({
 *     code: 'list-locked',
 *     doing: 'changing the list',
 *     happened: 'somebody else is changing it',
 *     hint: 'it is tried again by itself',
 *     outcome: 'not-sent',
 *     retryAfterMs,
 *   });
 * }
 * ```
 */
export class UnavailableError extends RollcallError {
  readonly [BRAND] = 'retry';
  /** See {@link UnavailableParts.outcome}. */
  readonly outcome: 'not-sent' | 'unknown';
  /** See {@link UnavailableParts.retryAfterMs}. */
  readonly retryAfterMs: number | undefined;

  constructor(parts: UnavailableParts) {
    super(parts);
    this.outcome = parts.outcome;
    this.retryAfterMs = parts.retryAfterMs;
  }

  static override is(value: unknown): value is UnavailableError {
    return brandOf(value) === 'retry';
  }
}

/** The credential is wrong, expired or lacks a permission that everything needs. The connection stops at once. */
export class UnauthorizedError extends RollcallError {
  readonly [BRAND] = 'stop-connection';
  static override is(value: unknown): value is UnauthorizedError {
    return brandOf(value) === 'stop-connection';
  }
}

/**
 * The system, or a mapper, refuses this one account for what it is. Final until the input changes.
 *
 * @example
 * ```ts
 * import { RejectedError } from '@rollcall/contract';
 *
 * export function needsMail(mail: string | undefined): string {
 *   if (mail !== undefined) return mail;
 *   throw new RejectedError({
 *     code: 'mail-missing',
 *     doing: 'creating an account',
 *     happened: 'it has no mail address',
 *     hint: 'give it one in the source',
 *   });
 * }
 * ```
 */
export class RejectedError extends RollcallError {
  readonly [BRAND] = 'reject';
  static override is(value: unknown): value is RejectedError {
    return brandOf(value) === 'reject';
  }
}

/** Another account is in the way, or the account changed meanwhile: look for it again. */
export class ConflictError extends RollcallError {
  readonly [BRAND] = 'recorrelate';
  static override is(value: unknown): value is ConflictError {
    return brandOf(value) === 'recorrelate';
  }
}

/** The account (or group) that was to be changed is not there any more. */
export class NotFoundError extends RollcallError {
  readonly [BRAND] = 'gone';
  static override is(value: unknown): value is NotFoundError {
    return brandOf(value) === 'gone';
  }
}

/** This system cannot do that. */
export class UnsupportedError extends RollcallError {
  readonly [BRAND] = 'unsupported';
  static override is(value: unknown): value is UnsupportedError {
    return brandOf(value) === 'unsupported';
  }
}

/** Something that cannot be, is. A fault in Rollcall or in a plugin. */
export class BugError extends RollcallError {
  readonly [BRAND] = 'bug';
  static override is(value: unknown): value is BugError {
    return brandOf(value) === 'bug';
  }
}

/** What the engine does about anything that was thrown; what it does not know is a bug. */
export function decisionOf(error: unknown): ErrorDecision {
  return brandOf(error) ?? 'bug';
}

function brandOf(value: unknown): ErrorDecision | undefined {
  if (typeof value !== 'object' || value === null || !(BRAND in value)) return undefined;
  return (value as { readonly [BRAND]: ErrorDecision })[BRAND];
}
