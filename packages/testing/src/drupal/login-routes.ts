import { answer, plainJson, plainText } from './answer.js';
import { type Authentication, cookieValue, type LoginFailure } from './authentication.js';
import type { Exchange } from './exchange.js';
import { DrupalProblem } from './problem.js';
import { deletedCookie, type Session, sessionCookie, sessionCookieName, token } from './sessions.js';

/** `POST /user/login?_format=json`. @throws DrupalProblem 400 or 403 */
export function login(exchange: Exchange, authentication: Authentication): Response {
  if (exchange.viewer !== undefined) {
    throw new DrupalProblem(403, 'This route can only be accessed by anonymous users.');
  }
  const { name, pass } = readCredentials(exchange.body);
  const result = authentication.login(name, pass);
  if (typeof result === 'string') throw loginProblem(result);
  const { site } = exchange;
  const session = authentication.sessions.start(site.uuid().replaceAll('-', ''), result.uid);
  site.recordLogin(result.uid);
  exchange.extraHeaders.push(['set-cookie', sessionCookie(exchange, session.id)]);
  return plainJson(exchange, 200, {
    current_user: { uid: String(result.uid), roles: ['authenticated', ...result.roles], name: result.name },
    csrf_token: session.csrfToken,
    logout_token: session.logoutToken,
  });
}

/** `POST /user/logout?_format=json&token=…`. @throws DrupalProblem 403 */
export function logout(exchange: Exchange, authentication: Authentication, session: Session | undefined): Response {
  if (session === undefined) throw new DrupalProblem(403, 'This route can only be accessed by logged-in users.');
  const sent = exchange.query.get('token');
  if (sent === undefined) throw new DrupalProblem(403, "'csrf_token' URL query argument is missing.");
  if (sent !== session.logoutToken) throw new DrupalProblem(403, "'csrf_token' URL query argument is invalid.");
  authentication.sessions.end(session.id);
  exchange.extraHeaders.push(['set-cookie', deletedCookie(exchange.origin)]);
  return answer(exchange, 204, null, {});
}

/**
 * `POST /user/password?_format=json` with a name or a mail address: sends the link by which somebody gets in. Not recorded; as
 * the routes of Drupal's module User have it. @throws DrupalProblem 400
 */
export function requestPassword(exchange: Exchange): Response {
  const { name, mail } = readObject(exchange.body);
  if (typeof name !== 'string' && typeof mail !== 'string')
    throw new DrupalProblem(400, 'Missing credentials.name or credentials.mail');
  const wanted = String(name ?? mail).toLowerCase();
  const found = [...exchange.site.users.all()].find(
    (user) => (typeof name === 'string' ? user.name : (user.mail ?? '')).toLowerCase() === wanted,
  );
  if (found === undefined) throw new DrupalProblem(400, 'Unrecognized username or email address.');
  if (!found.status) throw new DrupalProblem(400, 'The user has not been activated or is blocked.');
  if (found.mail !== null) exchange.site.mails.push({ id: 'user_password_reset', to: found.mail });
  return answer(exchange, 200, null, {});
}

/** `GET /user/login_status`: 1 or 0. */
export function loginStatus(exchange: Exchange): Response {
  return plainText(exchange, 200, exchange.viewer === undefined ? '0' : '1');
}

/** `GET /session/token`: of use only to whoever has a session. */
export function sessionToken(exchange: Exchange, session: Session | undefined): Response {
  return plainText(exchange, 200, session?.sessionToken ?? token(exchange.site.uuid(), 'anonymous'));
}

/** A cookie of a session that is over is removed by the next answer. */
export function dropDeadCookie(exchange: Exchange, session: Session | undefined): void {
  const sent = cookieValue(exchange.headers.get('cookie'), sessionCookieName(exchange.origin));
  if (sent !== undefined && session === undefined) {
    exchange.extraHeaders.push(['set-cookie', deletedCookie(exchange.origin)]);
  }
}

/** Writes by cookie need the token of their session. @throws DrupalProblem 403 */
export function checkCsrfToken(exchange: Exchange): void {
  if (exchange.csrfTokens === undefined) return;
  const sent = exchange.headers.get('x-csrf-token');
  if (sent === null) throw new DrupalProblem(403, 'X-CSRF-Token request header is missing');
  if (!exchange.csrfTokens.includes(sent)) throw new DrupalProblem(403, 'X-CSRF-Token request header is invalid');
}

function readCredentials(body: string): { readonly name: string; readonly pass: string } {
  const { name, pass } = readObject(body);
  const hasName = typeof name === 'string' && name !== '';
  const hasPass = typeof pass === 'string' && pass !== '';
  if (!hasName && !hasPass) throw new DrupalProblem(400, 'Missing credentials.');
  if (!hasName) throw new DrupalProblem(400, 'Missing credentials.name.');
  if (!hasPass) throw new DrupalProblem(400, 'Missing credentials.pass.');
  return { name, pass };
}

function readObject(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new DrupalProblem(400, 'Syntax error');
  }
  return (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>;
}

function loginProblem(failure: LoginFailure): DrupalProblem {
  switch (failure) {
    case 'address-flood':
      return new DrupalProblem(403, 'Access is blocked because of IP based flood prevention.');
    case 'user-flood':
      return new DrupalProblem(
        403,
        'Too many failed login attempts from your IP address. This IP address is temporarily blocked.',
      );
    case 'blocked':
      return new DrupalProblem(400, 'The user has not been activated or is blocked.');
    case 'wrong':
      return new DrupalProblem(400, 'Sorry, unrecognized username or password.');
  }
}
