import type { ConfigClass } from '@rollcall/plugin';
import type { Context } from 'hono';
import type { Role } from '../auth/roles.js';
import type { Session } from '../auth/sessions.js';
import type { Services } from '../services.js';

/** What a handler gets once the role was checked. */
export interface Asked {
  readonly context: Context;
  readonly services: Services;
  /** Of a person with a browser. Absent for programs with a token, and on public routes for people who are not signed in. */
  readonly session: Session | undefined;
  /** Who asks: the person, or the token. */
  readonly caller: Session['user'];
}

/**
 * One route of the console. The table of all routes is the only place where paths and roles stand: the guard, the OpenAPI document
 * and the tests of roles are made from it.
 */
export interface Route {
  /** Pages know GET and POST only, as forms do. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In the manner of Hono: `/runs/:id`. */
  readonly path: string;
  /** The least that somebody must be. */
  readonly role: Role | 'public';
  /** Pages answer with HTML and lead strangers to the sign-in; the API answers with JSON, and refuses them with 401. */
  readonly kind: 'page' | 'api';
  /** One sentence, for the API's description. */
  readonly summary: string;
  /** What the API takes; checked before the handler is called. */
  readonly body?: ConfigClass;
  /** Query parameters of the API with their meaning. */
  readonly query?: Readonly<Record<string, string>>;
  /** It changes the configuration, or is a page for that: refused where the configuration is only shown. */
  readonly edits?: boolean;
  /** Not for tokens, whatever their role: what is made there would outlast them. */
  readonly peopleOnly?: boolean;
  /** Answers, once role, origin and `body` were checked. What it throws becomes a page, or JSON with code and message. */
  readonly handle: (asked: Asked) => Response | Promise<Response>;
}

/** These rows change the configuration, all of them. */
export function editing(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({ ...route, edits: true }));
}
