import type { HttpAnswer } from '@rollcall/contract';
import {
  ConfigError,
  NotFoundError,
  RejectedError,
  type RollcallError,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';

/**
 * What an answer of the SCIM plugin means that is not what was asked for. `writing`: the request may have had an effect.
 * The plugin says 200 to nearly everything, so the callers look at the body first.
 */
export function scimError(answer: HttpAnswer, doing: string, writing: boolean): RollcallError {
  const outcome = writing ? 'unknown' : 'not-sent';
  const { status } = answer;
  if (isPhoneHome(answer)) {
    return new UnavailableError({
      code: 'joomla-scim-phone-home',
      doing,
      happened: "the SCIM plugin could not reach its maker's server and gave up in the middle of the request",
      hint: PHONE_HOME_HINT,
      outcome: 'unknown',
    });
  }
  if (status >= 200 && status < 300) {
    return new UnavailableError({
      code: 'joomla-scim-answer',
      doing,
      happened: `${status} with ${nature(answer)}, which is how the plugin answers what it does not know`,
      hint: 'check "scim.baseUrl" and the edition of the plugin',
      outcome: 'unknown',
    });
  }
  if (status >= 300 && status < 400)
    return new ConfigError({
      code: 'joomla-redirect',
      doing,
      happened: `${status}, the site sends us elsewhere`,
      hint: 'set "baseUrl" and "scim.baseUrl" to the address that the site really has',
    });
  switch (status) {
    case 400:
      return new RejectedError({
        code: 'joomla-scim-refused',
        doing,
        happened: `400, ${detailOf(answer)}`,
        hint: 'change the account in the source, or its mapping',
      });
    case 401:
    case 403:
      return new UnauthorizedError({
        code: 'joomla-scim-token',
        doing,
        happened: `${status}, the SCIM plugin does not accept the token`,
        hint: SCIM_TOKEN_HINT,
      });
    case 404:
      return isScim(answer)
        ? new NotFoundError({ code: 'joomla-not-found', doing, happened: '404, the SCIM plugin has no such user' })
        : new ConfigError({
            code: 'joomla-no-scim',
            doing,
            happened: '404, and not from the SCIM plugin',
            hint: NO_SCIM_HINT,
          });
    default:
      return new UnavailableError({
        code: 'joomla-scim-unavailable',
        doing,
        happened: `${status} with ${nature(answer)}`,
        hint: "look into Joomla's and the web server's error log",
        outcome,
        ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
      });
  }
}

export const SCIM_TOKEN_HINT =
  'in Joomla: Components → the miniOrange SCIM plugin → its configuration: copy the bearer token into "scim.token"; opening that page for the first time makes the token';
export const NO_SCIM_HINT =
  'in Joomla: System → Manage → Plugins: "Web Services - miniOrange SCIM" is installed and on; and check "scim.baseUrl"';
export const PHONE_HOME_HINT =
  'allow the web server to reach login.xecurify.com; the same answer also comes for a wrong token';

/** A JSON body with the media type of JSON or SCIM. Anything else is no SCIM, whatever its status. */
export function scimBody(answer: HttpAnswer): Readonly<Record<string, unknown>> | undefined {
  if (answer.mediaType !== 'application/json' && answer.mediaType !== 'application/scim+json') return undefined;
  try {
    const body: unknown = JSON.parse(answer.text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Is it the plugin that gave up because it could not tell its maker about the request? Then the request may have worked. */
export function isPhoneHome(answer: HttpAnswer): boolean {
  return answer.status === 200 && answer.text.startsWith('Request Error:');
}

/** Is it an answer of SCIM, and not the JSON of a proxy or of another API? */
export function isScim(answer: HttpAnswer): boolean {
  const schemas = scimBody(answer)?.schemas;
  return Array.isArray(schemas) && schemas.some((schema) => String(schema).startsWith('urn:ietf:params:scim:'));
}

function detailOf(answer: HttpAnswer): string {
  const detail = scimBody(answer)?.detail;
  return typeof detail === 'string' ? detail.replaceAll(/\S+@\S+/g, '[e-mail]').slice(0, 200) : 'without a reason';
}

function nature(answer: HttpAnswer): string {
  if (answer.text.trim() === '') return 'an empty body';
  return scimBody(answer) === undefined
    ? `a body of type ${answer.mediaType || 'unknown'}`
    : 'JSON that is not what was asked for';
}
