import type { HttpAnswer } from '@rollcall/contract';
import {
  ConfigError,
  NotFoundError,
  RejectedError,
  type RollcallError,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import { JOOMLA_TEXTS } from '../joomla-texts.js';

const T = JOOMLA_TEXTS.error;

/** Code of the error for a 403: the token is right, its account lacks the permission. */
export const FORBIDDEN = 'joomla-forbidden';
/** Code of the error when the address answers, but Joomla's Web Services API does not. */
export const NO_API = 'joomla-no-api';

/**
 * What an answer of the Web Services API means that is not what was asked for. `writing`: the request may have had an effect.
 * A 400 is a refusal of this account's data; who looks up a conflict does so before calling this.
 */
export function coreError(answer: HttpAnswer, doing: string, writing: boolean): RollcallError {
  const outcome = writing ? 'unknown' : 'not-sent';
  const { status } = answer;
  if (status >= 200 && status < 300) return strangeAnswer(answer, doing);
  if (status >= 300 && status < 400) return redirected(answer, doing);
  switch (status) {
    case 400:
      return new RejectedError({
        code: 'joomla-refused',
        doing,
        happened: `Joomla refuses it: ${titlesOf(answer)}`,
        hint: T.changeAccount,
      });
    case 401:
      return new UnauthorizedError({
        code: 'joomla-token',
        doing,
        happened: T.token401,
        hint: TOKEN_HINT,
      });
    case 403:
      return isJsonApi(answer)
        ? new UnauthorizedError({
            code: FORBIDDEN,
            doing,
            happened: T.mayNot403,
            hint: T.useSuperUser,
          })
        : new UnavailableError({
            code: 'joomla-firewall',
            doing,
            happened: T.foreign403,
            hint: T.letThrough,
            outcome,
          });
    case 404:
      return isJsonApi(answer)
        ? new NotFoundError({
            code: 'joomla-not-found',
            doing,
            happened: T.notFound404,
          })
        : new ConfigError({
            code: NO_API,
            doing,
            happened: T.foreign404,
            hint: T.checkBaseUrl,
          });
    case 406:
      return new ConfigError({
        code: 'joomla-not-acceptable',
        doing,
        happened: T.noAccept406,
        hint: T.proxyRemoves,
      });
    default:
      return new UnavailableError({
        code: 'joomla-unavailable',
        doing,
        happened: `${status}${titleSuffix(answer)}`,
        hint: T.seeLogs,
        outcome,
        ...retryAfter(answer),
      });
  }
}

/** Does the error say that the site answers, and not as the Web Services API? */
export function isApiMissing(error: unknown): error is RollcallError {
  return NotFoundError.is(error) || (ConfigError.is(error) && error.code === NO_API);
}

export const TOKEN_HINT = T.seeToken;

/** Is the body a JSON:API document by its media type? Joomla sends HTML with status 200 when something prints an error. */
export function isJsonApi(answer: HttpAnswer): boolean {
  return answer.mediaType === 'application/vnd.api+json';
}

/** The texts of Joomla's errors, in the language of the site; without e-mail addresses. */
export function titlesOf(answer: HttpAnswer): string {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    return `status ${answer.status} without a reason`;
  }
  const errors = (body as { errors?: unknown } | null)?.errors;
  // A broken request gets an object here, everything else a list.
  const titles = (Array.isArray(errors) ? errors : [errors]).map(
    (error: unknown) => (error as { title?: unknown } | null | undefined)?.title,
  );
  const text = titles
    .filter((title) => typeof title === 'string')
    .join('; ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\S+@\S+/g, '[e-mail]')
    .slice(0, 300);
  return text === '' ? `status ${answer.status} without a reason` : text;
}

function strangeAnswer(answer: HttpAnswer, doing: string): RollcallError {
  const what =
    answer.text.trim() === ''
      ? 'an empty answer'
      : isJsonApi(answer)
        ? 'JSON that is not what was asked for'
        : `${answer.mediaType || 'something without a content type'} instead of JSON`;
  return new UnavailableError({
    code: 'joomla-answer',
    doing,
    happened: `${answer.status} with ${what}`,
    hint: T.printsErrors,
    outcome: 'unknown',
  });
}

function redirected(answer: HttpAnswer, doing: string): RollcallError {
  const to = answer.headers.get('location') ?? 'nowhere';
  return new ConfigError({
    code: 'joomla-redirect',
    doing,
    happened: `${answer.status}, the site sends us to ${to.split('?')[0]}`,
    hint: T.realAddress,
  });
}

function titleSuffix(answer: HttpAnswer): string {
  return isJsonApi(answer) ? `, ${titlesOf(answer)}` : '';
}

function retryAfter(answer: HttpAnswer): { retryAfterMs?: number } {
  return answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
}
