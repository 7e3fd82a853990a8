import type { HttpAnswer, RollcallError, UnavailableParts } from '@rollcall/contract';
import {
  ConfigError,
  ConflictError,
  NotFoundError,
  RejectedError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
} from '@rollcall/contract';
import { parseError } from '@rollcall/scim-protocol';
import { SCIM_TEXTS } from './scim-texts.js';

const T = SCIM_TEXTS.error;

/** What an answer says, of a request of its own or of an operation in a bulk request. */
export interface ScimAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly isHtml: boolean;
  readonly retryAfterMs?: number;
}

/** The only place where answers of a SCIM service become errors of the contract. `writes`: may the request have had an effect? */
export function scimError(answer: HttpAnswer, doing: string, writes: boolean): RollcallError {
  const { retryAfterMs } = answer;
  const isHtml = answer.mediaType === 'text/html' || /^\s*<(?:!doctype|html)/i.test(answer.text);
  if (answer.status < 300) return unreadable(answer, doing, writes);
  const plain = { status: answer.status, body: bodyOf(answer), isHtml };
  return errorOfStatus(retryAfterMs === undefined ? plain : { ...plain, retryAfterMs }, doing, writes);
}

export function errorOfStatus(answer: ScimAnswer, doing: string, writes: boolean): RollcallError {
  const { status, isHtml } = answer;
  const { said, scimType } = wordsOf(answer);
  const parts = { doing, happened: said };
  if (status < 400)
    return new ConfigError({
      ...parts,
      code: 'scim-redirect',
      hint: T.followAddress,
    });
  if (status === 401)
    return new UnauthorizedError({
      ...parts,
      code: 'scim-unauthorized',
      hint: T.seeCredential,
    });
  if (status === 403) return forbidden(answer, parts, writes);
  if (status === 404)
    return isHtml || !isScim(answer) ? wrongAddress(parts) : new NotFoundError({ ...parts, code: 'scim-not-found' });
  if (status === 409)
    return new ConflictError({ ...parts, code: scimType === 'uniqueness' ? 'scim-uniqueness' : 'scim-conflict' });
  if (status === 412)
    return new ConflictError({
      ...parts,
      code: 'scim-changed-meanwhile',
      hint: T.runAgain,
    });
  if (status === 405 || status === 501)
    return new UnsupportedError({ ...parts, code: 'scim-unsupported', hint: T.notOffered });
  if (status === 415 || status === 406)
    return new ConfigError({ ...parts, code: 'scim-media-type', hint: T.otherMediaType });
  if (status === 408 || status === 429 || status >= 500) return unavailable(answer, parts, writes);
  return badRequest(scimType, parts);
}

/** A success whose content cannot be what was asked for. */
export function unreadable(answer: HttpAnswer, doing: string, writes: boolean): UnavailableError {
  const nature =
    answer.text.trim() === ''
      ? 'an empty body'
      : bodyOf(answer) === undefined
        ? `a body of type ${answer.mediaType || 'unknown'}`
        : 'JSON that is not what was asked for';
  return new UnavailableError({
    code: 'scim-odd-answer',
    doing,
    happened: `${answer.status} with ${nature}`,
    hint: T.seeBaseUrl,
    outcome: writes ? 'unknown' : 'not-sent',
  });
}

/** The JSON object in an answer; `undefined` when the body is anything else. */
export function bodyOf(answer: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  if (answer.mediaType === 'text/html' || !/^\s*\{/.test(answer.text)) return undefined;
  try {
    return JSON.parse(answer.text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Does the service itself say that there is no such resource? A gateway's 404 does not mean that. */
export function isScimNotFound(answer: HttpAnswer): boolean {
  return answer.status === 404 && parseError(bodyOf(answer), 404) !== undefined;
}

function isScim({ status, body }: ScimAnswer): boolean {
  return parseError(body, status) !== undefined;
}

function forbidden(answer: ScimAnswer, parts: Said, writes: boolean): RollcallError {
  // A refusal by the service itself of one write may be about that one account, such as the owner of the tenant.
  if (writes && isScim(answer))
    return new RejectedError({
      ...parts,
      code: 'scim-forbidden',
      hint: T.seeProtected,
    });
  return new UnauthorizedError({
    ...parts,
    code: 'scim-forbidden',
    hint: answer.isHtml ? T.firewall : T.givePermission,
  });
}

function wrongAddress(parts: Said): ConfigError {
  return new ConfigError({
    ...parts,
    code: 'scim-no-such-address',
    happened: `${parts.happened}, and not from a SCIM service`,
    hint: T.mendBaseUrl,
  });
}

function unavailable({ status, retryAfterMs }: ScimAnswer, parts: Said, writes: boolean): UnavailableError {
  const slow = status === 429;
  const outcome: UnavailableParts['outcome'] = writes && !slow ? 'unknown' : 'not-sent';
  return new UnavailableError({
    ...parts,
    code: slow ? 'scim-too-many-requests' : 'scim-server-error',
    outcome,
    hint: slow ? T.slowDown : T.later,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function badRequest(scimType: string | undefined, parts: Said): RollcallError {
  if (scimType === 'uniqueness') return new ConflictError({ ...parts, code: 'scim-uniqueness' });
  if (scimType === 'invalidVers') return new ConflictError({ ...parts, code: 'scim-changed-meanwhile' });
  if (scimType === 'invalidFilter' || scimType === 'tooMany')
    return new UnsupportedError({
      ...parts,
      code: 'scim-filter',
      hint: T.correlate,
    });
  if (scimType === 'invalidCursor' || scimType === 'expiredCursor')
    return new UnavailableError({
      ...parts,
      code: 'scim-cursor',
      outcome: 'not-sent',
      hint: T.raisePageSize,
    });
  return new RejectedError({ ...parts, code: scimType === 'noTarget' ? 'scim-no-target' : 'scim-rejected' });
}

interface Said {
  readonly doing: string;
  readonly happened: string;
}

/** What the service says, without what it quotes: a value may be personal data or a password. A 5xx is not asked. */
function wordsOf({ status, body }: ScimAnswer): { readonly said: string; readonly scimType: string | undefined } {
  const error = status >= 500 ? undefined : parseError(body, status);
  const detail = error?.message
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replaceAll(/\S+@\S+/g, '[e-mail]')
    .slice(0, 200);
  const words = [String(status), error?.scimType, detail].filter((word) => word !== undefined && word !== '');
  return { said: words.join(', '), scimType: error?.scimType };
}
