import { RollcallError } from '@rollcall/contract';
import { ConfigProblems, type Problem } from '@rollcall/plugin';
import { TEXTS } from '../texts/texts.js';

const R = TEXTS.refusals;

export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502;

/** An answer that says what is wrong and what to do; the same for pages and for the API. */
export class ApiError extends Error {
  constructor(
    readonly status: ErrorStatus,
    readonly code: string,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** What may be told of any error. Of one that nobody foresaw: nothing. */
  static from(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    if (ConfigProblems.is(error)) return new ApiError(422, 'not-valid', error.message, error.problems);
    if (RollcallError.is(error)) return new ApiError(statusOf(error.code), error.code, error.message);
    return new ApiError(500, 'unexpected', R.unexpected);
  }
}

export function missing(what: keyof typeof R.missing): ApiError {
  return new ApiError(404, 'not-found', R.missing[what]);
}

function statusOf(code: string): ErrorStatus {
  if (code.startsWith('unknown-')) return 404;
  if (code.startsWith('config-')) return 409;
  return 502;
}
