import {
  ConflictError,
  NotFoundError,
  RejectedError,
  type RollcallError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
} from '@rollcall/contract';
import { ScimError, ScimFilterError, ScimPathError } from '@rollcall/scim-protocol';

/** What a client is told of anything that was thrown. `isBug`: it says nothing of what happened, and the operator must look. */
export interface ToldError {
  readonly error: ScimError;
  readonly retryAfterSeconds?: number;
  readonly isBug?: true;
}

const RETRY_SECONDS = 30;

/** Never a stack, never a secret: messages of the contract's errors hold neither; of others, nothing is told. */
export function toldError(thrown: unknown): ToldError {
  if (thrown instanceof ScimError) return { error: thrown };
  if (thrown instanceof ScimFilterError || thrown instanceof ScimPathError)
    return { error: new ScimError(400, thrown.message, thrown.scimType) };
  if (ConflictError.is(thrown))
    return {
      error: thrown.code === 'version' ? versionMismatch() : new ScimError(409, detailOf(thrown), 'uniqueness'),
    };
  if (NotFoundError.is(thrown)) return { error: new ScimError(404, detailOf(thrown)) };
  if (RejectedError.is(thrown)) {
    return thrown.code.includes('protected')
      ? { error: new ScimError(403, detailOf(thrown)) }
      : { error: new ScimError(400, detailOf(thrown), 'invalidValue') };
  }
  if (UnsupportedError.is(thrown)) return { error: new ScimError(501, detailOf(thrown)) };
  if (UnavailableError.is(thrown)) return unavailable(thrown);
  if (UnauthorizedError.is(thrown))
    return {
      error: new ScimError(502, 'the system behind this gateway does not accept the gateway; its operator must look'),
      isBug: true,
    };
  return {
    error: new ScimError(500, 'something went wrong here; the log says what, under the id of this request'),
    isBug: true,
  };
}

export function versionMismatch(): ScimError {
  return new ScimError(412, 'the resource is of another version now; read it again');
}

export function notFound(type: string, id: string): ScimError {
  return new ScimError(404, `there is no ${type} "${id.length > 100 ? `${id.slice(0, 100)}…` : id}"`);
}

function unavailable({ retryAfterMs }: UnavailableError): ToldError {
  const seconds = retryAfterMs === undefined ? RETRY_SECONDS : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return {
    error: new ScimError(503, 'the system behind this gateway cannot answer now; try again later'),
    retryAfterSeconds: seconds,
  };
}

function detailOf({ happened, hint }: RollcallError): string {
  return hint === undefined ? happened : `${happened}; ${hint}`;
}
