import { apiError, jsonApi, saveFailed } from './answers.js';
import { CoreLists, NOT_ACCEPTABLE } from './core-lists.js';
import { CoreUsers } from './core-users.js';
import type { JoomlaSite, JoomlaUser } from './joomla-site.js';

/** Joomla's core Web Services API, `/api/index.php/v1`. */
export class CoreApi {
  constructor(private readonly site: JoomlaSite) {}

  async fetch(request: Request, path: string): Promise<Response> {
    const url = new URL(request.url);
    const users = new CoreUsers(this.site, url.origin);
    const lists = new CoreLists(this.site, users, url.origin);
    const [collection, id] = split(path);
    if (collection === undefined) return apiError(404, 'Resource not found');
    const accept = request.headers.get('accept');
    if (accept === null || !/\*\/\*|application\/vnd\.api\+json/.test(accept)) return NOT_ACCEPTABLE();
    const actor = this.actorOf(request);
    if (actor === undefined) return apiError(401, 'Forbidden', false);
    const { method } = request;
    if (method !== 'GET' && !this.site.isSuperUser(actor)) return apiError(403, 'Access Denied');
    const data = method === 'POST' || method === 'PATCH' ? await bodyOf(request) : {};
    if (data === undefined)
      return method === 'PATCH'
        ? jsonApi(500, { errors: { title: 'Internal server error', code: 500 } })
        : users.create({});
    if (collection === 'users') {
      if (id === undefined)
        return method === 'GET'
          ? lists.listUsers(url.searchParams)
          : method === 'POST'
            ? users.create(data)
            : apiError(404, 'Resource not found');
      if (method === 'GET') return users.one(id);
      if (method === 'PATCH') return users.patch(id, data);
      return method === 'DELETE' ? users.remove(id, actor) : apiError(404, 'Resource not found');
    }
    if (collection === 'users/groups') return this.groups(method, id, data, lists, url);
    return method === 'GET' && id === undefined
      ? lists.listFields(url.searchParams)
      : apiError(404, 'Resource not found');
  }

  private groups(
    method: string,
    id: string | undefined,
    data: Readonly<Record<string, unknown>>,
    lists: CoreLists,
    url: URL,
  ): Response {
    if (method === 'GET' && id === undefined) return lists.listGroups(url.searchParams);
    if (method === 'POST' && id === undefined) return this.createGroup(data, url.origin);
    const group = this.site.groups.get(Number(id));
    if (method === 'GET')
      return group === undefined
        ? apiError(404, 'Resource not found')
        : jsonApi(200, {
            links: {},
            data: {
              type: 'groups',
              id: String(group.id),
              attributes: { id: group.id, parent_id: group.parentId, title: group.title },
            },
          });
    if (method !== 'DELETE') return apiError(404, 'Resource not found');
    if (group === undefined) return jsonApi(500, { errors: [{ code: 500, title: 'Internal server error' }] });
    this.site.groups.delete(group.id);
    for (const user of this.site.users.values()) user.groups.delete(group.id);
    return new Response(null, { status: 204 });
  }

  private createGroup(data: Readonly<Record<string, unknown>>, origin: string): Response {
    const parent = this.site.groups.get(Number(data.parent_id ?? 0));
    if (parent === undefined) return saveFailed('There has to be at least one root usergroup');
    const title = String(data.title ?? '');
    if (
      [...this.site.groups.values()].some(
        (group) => group.parentId === parent.id && group.title.toLowerCase() === title.toLowerCase(),
      )
    ) {
      return saveFailed('User group title already exists. Title must be unique with the same parent.');
    }
    const group = this.site.addGroup(title, parent.id);
    return jsonApi(200, {
      links: { self: `${origin}/api/index.php/v1/users/groups` },
      data: {
        type: 'groups',
        id: String(group.id),
        attributes: { id: group.id, parent_id: group.parentId, lft: group.id * 2, rgt: group.id * 2 + 1, title },
      },
    });
  }

  /** Who the token belongs to, if that account may sign in. `Bearer` is compared with its capital. */
  private actorOf(request: Request): JoomlaUser | undefined {
    const token =
      /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? request.headers.get('x-joomla-token');
    if (token === null || token === undefined) return undefined;
    const id = Number(/^sha256:(\d+):/.exec(Buffer.from(token, 'base64').toString())?.[1]);
    const user = this.site.users.get(id);
    if (user === undefined || user.block === 1 || user.requireReset === 1 || token !== this.site.tokenFor(user))
      return undefined;
    return [7, 8].some((group) => user.groups.has(group)) ? user : undefined;
  }
}

function split(path: string): readonly [string | undefined, string | undefined] {
  const found = /^\/(users\/groups|fields\/users|users)(?:\/([^/]+))?\/?$/.exec(path);
  return [found?.[1], found?.[2]];
}

/** Flat JSON, whatever its media type says; anything else counts as nothing. `undefined`: broken. */
async function bodyOf(request: Request): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await request.text();
  if (text === '') return {};
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Readonly<Record<string, unknown>>)
      : {};
  } catch {
    return undefined;
  }
}
