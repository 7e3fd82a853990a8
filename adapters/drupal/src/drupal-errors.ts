import {
  ConfigError,
  type HttpAnswer,
  NotFoundError,
  RejectedError,
  type RollcallError,
  type Sentence,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import type { DrupalSite } from './drupal-site.js';
import { DRUPAL_TEXTS } from './drupal-texts.js';

const T = DRUPAL_TEXTS.error;

/** The only place where Drupal's answers become errors of the contract. */
export function drupalError({ address }: Pick<DrupalSite, 'address'>, at: string, answer: HttpAnswer): RollcallError {
  const detail = detailOf(answer);
  const said = detail === undefined ? String(answer.status) : `${answer.status}, ${detail}`;
  if (answer.status === 503) {
    return new UnavailableError({
      code: 'drupal-maintenance',
      doing: at,
      happened: T.maintenance(answer.status),
      hint: T.endMaintenance(address),
      outcome: 'not-sent',
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  }
  if (answer.status === 401 && isHtml(answer)) {
    return new UnauthorizedError({
      code: 'drupal-web-server-password',
      doing: at,
      happened: T.webServerPassword,
      hint: T.noPassword(address),
    });
  }
  if (answer.status === 401)
    return new UnauthorizedError({
      code: 'drupal-unauthorized',
      doing: at,
      happened: said,
      hint: T.seeCredential,
    });
  if (answer.status === 403 && isHtml(answer)) {
    return new UnauthorizedError({
      code: 'drupal-blocked',
      doing: at,
      happened: T.blocked,
      hint: T.seeFirewall,
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
      happened: T.noJsonApi,
      hint: T.turnOnJsonApi(address),
    });
  }
  if (answer.status === 404) return new NotFoundError({ code: 'drupal-not-found', doing: at, happened: said });
  if (answer.status === 405)
    return new ConfigError({
      code: 'drupal-read-only',
      doing: at,
      happened: said,
      hint: T.acceptOperations(address),
    });
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408)
    return new UnavailableError({
      code: 'drupal-error',
      doing: at,
      happened: String(answer.status),
      hint: answer.status === 429 ? T.slowDown : T.seeLog(address),
      outcome: 'not-sent',
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  if (answer.status < 300 && isHtml(answer)) return notJsonApi(at, answer);
  if (answer.status < 400)
    return new ConfigError({
      code: 'drupal-redirect',
      doing: at,
      happened: said,
      hint: T.otherAddress,
    });
  return new RejectedError({ code: 'drupal-rejected', doing: at, happened: said });
}

export function notJsonApi(at: string, { status, mediaType }: Pick<HttpAnswer, 'status' | 'mediaType'>): ConfigError {
  return new ConfigError({
    code: 'drupal-not-jsonapi',
    doing: at,
    happened: mediaType === '' ? T.noMediaType(status) : T.otherMediaType(status, mediaType),
    hint: T.seeBaseUrl,
  });
}

/** JSON:API, but not of the form that it must have. */
export function oddDocument(at: string, what: string): UnavailableError {
  return new UnavailableError({
    code: 'drupal-odd-answer',
    doing: at,
    happened: `the answer ${what}`,
    hint: T.seeModules,
    outcome: 'not-sent',
  });
}

/** The site took the sign-in for nobody: Drupal answers a wrong password with 200, as to a stranger. */
export function signedInAsNobody({ address, signIn }: Pick<DrupalSite, 'address' | 'signIn'>): UnauthorizedError {
  const hint = signIn === 'none' ? T.giveAuth : signIn === 'basic' ? T.seeBasic(address) : T.seeAccount(address);
  return new UnauthorizedError({
    code: 'drupal-anonymous',
    doing: T.signingIn(address),
    happened: signIn === 'none' ? T.nobody : T.stranger,
    hint,
  });
}

/** Every sign-in of this kind is overlooked, because the module for it is off. */
export function noBasicAuth({ address }: Pick<DrupalSite, 'address'>): UnauthorizedError {
  return new UnauthorizedError({
    code: 'drupal-no-basic-auth',
    doing: T.signingIn(address),
    happened: T.overlooksBasic,
    hint: T.turnOnBasic(address),
  });
}

/** What only "Administer users" shows is missing; `sign` says by what it shows. */
export function lacksAdministerUsers(at: string, address: string, sign: string, account: string): UnauthorizedError {
  return new UnauthorizedError({
    code: 'drupal-permission',
    doing: at,
    happened: T.lacks(sign, account),
    hint: permissionHint(address, account),
  });
}

/** Where a permission is given, and to whom. */
export function permissionHint(address: string, account?: string, permission = 'Administer users'): Sentence {
  const { give } = DRUPAL_TEXTS;
  return account === undefined ? give.permission(address, permission) : give.permissionTo(address, permission, account);
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
      happened: T.noPage,
      hint: T.turnOnOauth,
    });
  return new UnauthorizedError({
    code: 'drupal-no-token',
    doing: at,
    happened: T.noToken(answer.status),
    hint: T.seeClient,
  });
}

/** A cursor of another connection, or from elsewhere. */
export function badCursor(at: string): ConfigError {
  return new ConfigError({
    code: 'drupal-cursor',
    doing: at,
    happened: T.badCursor,
    hint: T.runInFull,
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
