import type { JoomlaAction } from './access.js';
import { apiError, apiText, jsonApi, notFound } from './answers.js';
import { CoreFields } from './core-fields.js';
import { CoreGroups } from './core-groups.js';
import { listLevels } from './core-levels.js';
import { CoreUsers } from './core-users.js';
import type { JoomlaSite } from './joomla-site.js';
import type { JoomlaUser } from './model.js';
import type { Input } from './user-input.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ACTIONS: Readonly<Record<string, JoomlaAction>> = {
  POST: 'core.create',
  PATCH: 'core.edit',
  DELETE: 'core.delete',
};

interface Route {
  readonly collection: 'users' | 'users/groups' | 'users/levels' | 'fields/users';
  readonly id: string | undefined;
}

/** Joomla's core Web Services API, `/api/index.php/v1`. */
export class CoreApi {
  constructor(private readonly site: JoomlaSite) {}

  /** In Joomla's order: method, route, `Accept`, token, permission, work. */
  async fetch(request: Request, path: string): Promise<Response> {
    const { method } = request;
    if (!METHODS.includes(method)) return apiText(500, `${method} is not a valid HTTP method.`);
    const route = this.#route(method, path);
    if (route === undefined) return notFound();
    const accept = request.headers.get('accept');
    if (accept === null || !/\*\/\*|application\/(?:vnd\.api\+json|\*)/.test(accept))
      return apiText(406, 'Could not match accept header');
    const actor = this.#actorOf(request);
    if (actor === undefined) return apiError(401, 'Forbidden', false);
    actor.lastvisitDate = this.site.now();
    const action = ACTIONS[method];
    if (action !== undefined && !this.site.access.may(actor, action)) return apiError(403, 'Access Denied');
    const data = await bodyOf(request);
    if (data === undefined && method === 'PATCH')
      return jsonApi(500, { errors: { code: 500, title: 'Internal server error' } });
    return this.#work(method, route, data ?? {}, new URL(request.url), actor);
  }

  /** What a request is about; `undefined` where Joomla has no route for it, whoever asks. */
  #route(method: string, path: string): Route | undefined {
    const [, collection, id] =
      /^\/(users\/groups|users\/levels|fields\/users|users)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
    const methods = id === undefined ? ['GET', 'POST'] : ['GET', 'PATCH', 'DELETE'];
    const { usersApi, fieldsApi } = this.site.settings;
    if (collection === undefined || !methods.includes(method)) return undefined;
    if (!(collection === 'fields/users' ? fieldsApi : usersApi)) return undefined;
    if (collection === 'users/levels' && (method !== 'GET' || id !== undefined)) return undefined;
    // Routes have ids of digits, but a GET of `users/abc` is not found either way.
    return { collection: collection as Route['collection'], id };
  }

  #work(method: string, { collection, id }: Route, data: Input, url: URL, actor: JoomlaUser): Response {
    if (collection === 'users/levels') return listLevels(url);
    const controller =
      collection === 'users'
        ? new CoreUsers(this.site, url, actor)
        : collection === 'users/groups'
          ? new CoreGroups(this.site, url, actor)
          : new CoreFields(this.site, url, actor);
    if (id === undefined) return method === 'GET' ? controller.list() : controller.create(data);
    if (method === 'GET') return controller.one(id);
    return method === 'PATCH' ? controller.patch(id, data) : controller.remove(id);
  }

  /** Who the token belongs to, if that account may sign in. `Bearer` is compared with its capital. */
  #actorOf(request: Request): JoomlaUser | undefined {
    if (!this.site.settings.tokenLogin) return undefined;
    const token =
      /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? request.headers.get('x-joomla-token');
    if (token === null || token === undefined) return undefined;
    const id = Number(/^sha256:(\d+):/.exec(Buffer.from(token, 'base64').toString())?.[1]);
    const user = this.site.users.get(id);
    return user !== undefined && token === this.site.tokenFor(user) && this.site.access.mayUseToken(user)
      ? user
      : undefined;
  }
}

/** Flat JSON, whatever its media type says; what is no object counts as nothing. `undefined`: broken. */
async function bodyOf(request: Request): Promise<Input | undefined> {
  const text = await request.text();
  if (text === '') return {};
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Input) : {};
  } catch {
    return undefined;
  }
}
