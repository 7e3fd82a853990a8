import { ConfigError, type Http, type HttpAnswer, NotFoundError, RejectedError, type RollcallError, UnauthorizedError, UnavailableError } from '@rollcall/contract';

/** The only place where Drupal's answers become errors of the contract. */
export function drupalError(http: Pick<Http, 'origin'>, doing: string, answer: HttpAnswer): RollcallError {
  const at = `${doing} at ${http.origin}`;
  const detail = detailOf(answer);
  const said = detail === undefined ? String(answer.status) : `${answer.status}, ${detail}`;
  if (answer.status === 503) {
    return new UnavailableError({ code: 'drupal-maintenance', doing: at, happened: `${answer.status}: the site is in maintenance mode or overloaded`, hint: 'wait, or see /admin/config/development/maintenance', outcome: 'unknown', ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }) });
  }
  if (answer.status === 401) return new UnauthorizedError({ code: 'drupal-unauthorized', doing: at, happened: said, hint: 'see whether the credential is right' });
  if (answer.status === 403) return new UnauthorizedError({ code: 'drupal-forbidden', doing: at, happened: said, hint: 'the account needs "Administer users" (/admin/people/permissions)' });
  if (answer.status === 404 && isHtml(answer)) {
    return new ConfigError({ code: 'drupal-no-jsonapi', doing: at, happened: '404 with a page instead of JSON:API', hint: 'enable the module JSON:API (/admin/modules), or mend baseUrl or jsonapiPath' });
  }
  if (answer.status === 404) return new NotFoundError({ code: 'drupal-not-found', doing: at, happened: said });
  if (answer.status === 405) return new ConfigError({ code: 'drupal-read-only', doing: at, happened: said, hint: 'let JSON:API accept all operations (/admin/config/services/jsonapi)' });
  if (answer.status >= 500 || answer.status === 429) return new UnavailableError({ code: 'drupal-error', doing: at, happened: String(answer.status), hint: 'see the site\'s log (/admin/reports/dblog)', outcome: 'unknown', ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }) });
  if (answer.status < 300 && isHtml(answer)) return notJsonApi(at);
  return new RejectedError({ code: 'drupal-rejected', doing: at, happened: said });
}

export function notJsonApi(at: string): ConfigError {
  return new ConfigError({ code: 'drupal-not-jsonapi', doing: at, happened: 'an answer that is not JSON:API', hint: 'see whether baseUrl is that of the Drupal site, and open it in a browser' });
}

/** The site took the sign-in for nobody: Drupal answers a wrong password with 200, as to a stranger. */
export function signedInAsNobody(at: string): UnauthorizedError {
  return new UnauthorizedError({
    code: 'drupal-anonymous', doing: at, happened: 'the site answers as to a stranger: the sign-in did not work',
    hint: 'see whether name and password are right, whether the account is active, whether the module HTTP Basic Authentication is on (/admin/modules); after five wrong passwords Drupal refuses the right one too, for six hours',
  });
}

/** Attributes that only "Administer users" shows are missing. */
export function lacksAdministerUsers(at: string, missing: string): UnauthorizedError {
  return new UnauthorizedError({ code: 'drupal-permission', doing: at, happened: `accounts come without ${missing}`, hint: 'give a role of the account the permission "Administer users" (/admin/people/permissions)' });
}

function isHtml(answer: HttpAnswer): boolean {
  return answer.mediaType === 'text/html' || /^\s*<(!doctype|html)/i.test(answer.text);
}

/** What JSON:API says, without what it quotes. A 5xx can hold SQL with personal data, so it is not asked. */
function detailOf(answer: HttpAnswer): string | undefined {
  if (answer.status >= 500 || !answer.mediaType.endsWith('json')) return undefined;
  try {
    const [first] = (answer.json() as { readonly errors?: readonly { readonly title?: string; readonly detail?: string }[] }).errors ?? [];
    return first?.detail?.replace(/"[^"]*"/g, '"…"') ?? first?.title;
  } catch {
    return undefined;
  }
}
