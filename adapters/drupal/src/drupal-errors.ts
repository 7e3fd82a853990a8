import {
  ConfigError,
  type HttpAnswer,
  NotFoundError,
  RejectedError,
  type RollcallError,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import type { DrupalSite } from './drupal-site.js';

/** The only place where Drupal's answers become errors of the contract. */
export function drupalError({ address }: Pick<DrupalSite, 'address'>, at: string, answer: HttpAnswer): RollcallError {
  const detail = detailOf(answer);
  const said = detail === undefined ? String(answer.status) : `${answer.status}, ${detail}`;
  if (answer.status === 503) {
    return new UnavailableError({
      code: 'drupal-maintenance',
      doing: at,
      happened: `${answer.status}: the site is in maintenance mode or overloaded`,
      hint: `wait, or end maintenance mode at Configuration → Development → Maintenance mode (${address}/admin/config/development/maintenance)`,
      outcome: 'not-sent',
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  }
  if (answer.status === 401 && isHtml(answer)) {
    return new UnauthorizedError({
      code: 'drupal-web-server-password',
      doing: at,
      happened: '401 from the web server itself, before Drupal is asked',
      hint: `let the web server answer below ${address}/jsonapi without a password of its own`,
    });
  }
  if (answer.status === 401)
    return new UnauthorizedError({
      code: 'drupal-unauthorized',
      doing: at,
      happened: said,
      hint: 'see whether the credential is right and not expired',
    });
  if (answer.status === 403 && isHtml(answer)) {
    return new UnauthorizedError({
      code: 'drupal-blocked',
      doing: at,
      happened: '403 with a page instead of JSON:API',
      hint: 'see whether a firewall, the web server or a module that bans addresses is in the way',
    });
  }
  if (answer.status === 403)
    return new UnauthorizedError({
      code: 'drupal-forbidden',
      doing: at,
      happened: said,
      hint: permissionHint(address),
    });
  if (answer.status === 404 && isHtml(answer)) {
    return new ConfigError({
      code: 'drupal-no-jsonapi',
      doing: at,
      happened: '404 with a page instead of JSON:API',
      hint: `turn on the module JSON:API at Extend (${address}/admin/modules), or mend baseUrl or jsonapiPath`,
    });
  }
  if (answer.status === 404) return new NotFoundError({ code: 'drupal-not-found', doing: at, happened: said });
  if (answer.status === 405)
    return new ConfigError({
      code: 'drupal-read-only',
      doing: at,
      happened: said,
      hint: `let JSON:API accept all operations at Configuration → Web services → JSON:API (${address}/admin/config/services/jsonapi)`,
    });
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408)
    return new UnavailableError({
      code: 'drupal-error',
      doing: at,
      happened: String(answer.status),
      hint:
        answer.status === 429
          ? 'the site asks us to slow down: lower requestsPerSecond or lanes'
          : `see the site's log (${address}/admin/reports/dblog)`,
      outcome: 'not-sent',
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  if (answer.status < 300 && isHtml(answer)) return notJsonApi(at, answer);
  if (answer.status < 400)
    return new ConfigError({
      code: 'drupal-redirect',
      doing: at,
      happened: said,
      hint: 'make the address that the site itself uses the baseUrl',
    });
  return new RejectedError({ code: 'drupal-rejected', doing: at, happened: said });
}

export function notJsonApi(at: string, { status, mediaType }: Pick<HttpAnswer, 'status' | 'mediaType'>): ConfigError {
  return new ConfigError({
    code: 'drupal-not-jsonapi',
    doing: at,
    happened: `${status} with ${mediaType === '' ? 'no media type' : mediaType} instead of JSON:API`,
    hint: 'see whether baseUrl is that of the Drupal site, and open it in a browser',
  });
}

/** JSON:API, but not of the form that it must have. */
export function oddDocument(at: string, what: string): UnavailableError {
  return new UnavailableError({
    code: 'drupal-odd-answer',
    doing: at,
    happened: `the answer ${what}`,
    hint: 'see whether a module or a proxy changes the answers of JSON:API',
    outcome: 'not-sent',
  });
}

/** The site took the sign-in for nobody: Drupal answers a wrong password with 200, as to a stranger. */
export function signedInAsNobody({ address, signIn }: Pick<DrupalSite, 'address' | 'signIn'>): UnauthorizedError {
  const hint =
    signIn === 'none'
      ? 'give the connection an account under "auth"'
      : signIn === 'basic'
        ? `see, in this order, whether name and password are right; whether the account is active (${address}/admin/people); whether the module HTTP Basic Authentication is on (Extend, ${address}/admin/modules); whether the web server passes the header Authorization on to PHP. After five wrong passwords Drupal refuses the right one too, for six hours; emptying the database table "flood" ends that`
        : `see whether the credential is right and not expired, whether its account is active (${address}/admin/people), and whether the module that understands it is on (Extend, ${address}/admin/modules)`;
  return new UnauthorizedError({
    code: 'drupal-anonymous',
    doing: `signing in at ${address}`,
    happened: signIn === 'none' ? 'nobody is signed in' : 'the site answers as to a stranger: the sign-in did not work',
    hint,
  });
}

/** Every sign-in of this kind is overlooked, because the module for it is off. */
export function noBasicAuth({ address }: Pick<DrupalSite, 'address'>): UnauthorizedError {
  return new UnauthorizedError({
    code: 'drupal-no-basic-auth',
    doing: `signing in at ${address}`,
    happened: 'the site does not know Basic authentication and overlooks name and password',
    hint: `turn on the module HTTP Basic Authentication at Extend (${address}/admin/modules)`,
  });
}

/** What only "Administer users" shows is missing; `sign` says by what it shows. */
export function lacksAdministerUsers(at: string, address: string, sign: string, account: string): UnauthorizedError {
  return new UnauthorizedError({
    code: 'drupal-permission',
    doing: at,
    happened: `${sign}: the account "${account}" lacks the permission "Administer users"`,
    hint: permissionHint(address, account),
  });
}

/** Where a permission is given, and to whom. */
export function permissionHint(address: string, account?: string, permission = 'Administer users'): string {
  return `give a role of the account${account === undefined ? '' : ` "${account}"`} the permission "${permission}" at People → Permissions (${address}/admin/people/permissions)`;
}

/** The token endpoint gives no token. Its text is not shown: it may repeat what was sent. */
export function noToken(answer: HttpAnswer, at: string): RollcallError {
  if (answer.status >= 500 || answer.status === 429)
    return new UnavailableError({
      code: 'drupal-error',
      doing: at,
      happened: String(answer.status),
      outcome: 'not-sent',
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  if (answer.status === 404)
    return new ConfigError({
      code: 'drupal-no-oauth',
      doing: at,
      happened: 'there is no such page (404)',
      hint: 'turn on the module Simple OAuth (Extend, /admin/modules), or mend auth.tokenUrl',
    });
  return new UnauthorizedError({
    code: 'drupal-no-token',
    doing: at,
    happened: `${answer.status} and no token`,
    hint: 'see whether client id and secret are right, and whether the client may use client credentials (Configuration → Web services → Consumers)',
  });
}

/** A cursor of another connection, or from elsewhere. */
export function badCursor(at: string): ConfigError {
  return new ConfigError({
    code: 'drupal-cursor',
    doing: at,
    happened: 'the cursor is not one that this connection gave out',
    hint: 'run the sync in full once, and follow changes from there',
  });
}

function isHtml(answer: HttpAnswer): boolean {
  return answer.mediaType === 'text/html' || /^\s*<(!doctype|html)/i.test(answer.text);
}

/** What JSON:API says, without what it quotes. A 5xx can hold SQL with personal data, so it is not asked. */
function detailOf(answer: HttpAnswer): string | undefined {
  if (answer.status >= 500 || !answer.mediaType.endsWith('json')) return undefined;
  try {
    const [first] =
      (answer.json() as { readonly errors?: readonly { readonly title?: string; readonly detail?: string }[] })
        .errors ?? [];
    return first?.detail?.replace(/"[^"]*"/g, '"…"') ?? first?.title;
  } catch {
    return undefined;
  }
}
