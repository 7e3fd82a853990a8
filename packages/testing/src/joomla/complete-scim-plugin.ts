import {
  applyPatch,
  buildError,
  buildListResponse,
  buildServiceProviderConfig,
  compileFilter,
  describeResourceType,
  describeSchema,
  GENEROUS_LENIENCY,
  GROUP_INDEX,
  GROUP_TYPE,
  parseFilter,
  parsePageRequest,
  parsePatchRequest,
  type SchemaIndex,
  ScimError,
  ScimFilterError,
  USER_INDEX,
  USER_TYPE,
} from '@rollcall/scim-protocol';
import type { JoomlaSite } from './joomla-site.js';
import type { JoomlaUser } from './model.js';
import { groupResource, type Resource, type UserValues, userResource, userValues } from './scim-resource.js';
import { isEmail, usernameProblem } from './user-input.js';

/** What a DELETE of a user does: a setting of the plugin. */
export type DeleteMeans = 'delete' | 'deactivate' | 'nothing';

const LIMITS = { defaultCount: 100, mostCount: 200 };
const REGISTERED = 2;

/**
 * A SCIM plugin that answers as RFC 7644 asks, at the address of the miniOrange plugin and with its way of checking the token. The
 * complete edition was not recorded: this is what its feature list promises (update, deactivate, delete as set, groups), in the
 * form of the standard.
 */
export class CompleteScimPlugin {
  constructor(
    private readonly site: JoomlaSite,
    private readonly options: { readonly token: string; readonly onDelete?: DeleteMeans },
  ) {}

  async fetch(request: Request, path: string): Promise<Response> {
    if (request.headers.get('authorization') !== `Bearer ${this.options.token}`)
      return failure(new ScimError(401, 'The authorization header is missing or invalid.'));
    const url = new URL(request.url);
    const root = `${url.origin}${url.pathname.slice(0, url.pathname.length - path.length)}`;
    try {
      return this.#answer(request.method, path, { url, root, body: bodyOf(await request.text()) });
    } catch (error) {
      if (error instanceof ScimError) return failure(error);
      if (error instanceof ScimFilterError) return failure(new ScimError(400, error.message, 'invalidFilter'));
      throw error;
    }
  }

  #answer(method: string, path: string, asked: Asked): Response {
    const [, collection, id] = path.split('/');
    if (method === 'GET' && id === undefined) {
      const fixed = this.#fixed(collection, asked.root);
      if (fixed !== undefined) return scim(200, fixed);
    }
    if (collection === 'Users') return id === undefined ? this.#users(method, asked) : this.#user(method, id, asked);
    if (collection === 'Groups') return id === undefined ? this.#groups(method, asked) : this.#group(method, id, asked);
    throw new ScimError(404, 'There is no such endpoint.');
  }

  #fixed(name: string | undefined, root: string): unknown {
    switch (name) {
      case 'ServiceProviderConfig':
        return buildServiceProviderConfig(CONFIG, root);
      case 'ResourceTypes':
        return listOf([USER_TYPE, GROUP_TYPE].map((type) => describeResourceType(type, root)));
      case 'Schemas':
        return listOf([USER_TYPE, GROUP_TYPE].map(({ schema }) => describeSchema(schema, root)));
      default:
        return undefined;
    }
  }

  #users(method: string, asked: Asked): Response {
    if (method === 'GET') {
      const users = [...this.site.users.values()].map((user) => userResource(this.site, user, asked.root));
      return page(users, asked.url, USER_INDEX);
    }
    if (method !== 'POST') throw new ScimError(405, 'Users can be listed and created.');
    const values = userValues(asked.body);
    if (values.username === undefined || values.email === undefined)
      throw new ScimError(400, 'A user needs userName and an e-mail address.', 'invalidValue');
    this.#refuse(values, undefined);
    const user = this.site.addUser({
      name: values.name ?? values.username,
      username: values.username,
      email: values.email,
      block: values.block ?? 0,
      groups: [REGISTERED],
    });
    this.site.welcome(user);
    const resource = userResource(this.site, user, asked.root);
    return scim(201, resource, { location: `${asked.root}/Users/${user.id}` });
  }

  #user(method: string, id: string, { root, body }: Asked): Response {
    const user = /^\d+$/.test(id) ? this.site.users.get(Number(id)) : undefined;
    if (user === undefined) throw new ScimError(404, `There is no user ${id}.`);
    const before = userResource(this.site, user, root);
    switch (method) {
      case 'GET':
        return scim(200, before);
      case 'PUT':
        this.#store(user, userValues(body, before));
        return scim(200, userResource(this.site, user, root));
      case 'PATCH': {
        const { resource } = applyPatch(before, parsePatchRequest(body), USER_INDEX, { leniency: GENEROUS_LENIENCY });
        this.#store(user, userValues(resource, before));
        return scim(200, userResource(this.site, user, root));
      }
      case 'DELETE':
        this.#remove(user);
        return new Response(null, { status: 204 });
      default:
        throw new ScimError(405, 'A user can be read, changed and deleted.');
    }
  }

  #store(user: JoomlaUser, values: UserValues): void {
    this.#refuse(values, user);
    this.site.rename(user, values);
    user.name = values.name ?? user.name;
    user.block = values.block ?? user.block;
  }

  #refuse({ username, email }: UserValues, self: JoomlaUser | undefined): void {
    const problem = username === undefined ? undefined : usernameProblem(username);
    if (problem !== undefined) throw new ScimError(400, problem, 'invalidValue');
    if (email !== undefined && !isEmail(email))
      throw new ScimError(400, 'The e-mail address is invalid.', 'invalidValue');
    const others = [
      ...(username === undefined ? [] : [this.site.userByUsername(username)]),
      ...(email === undefined ? [] : this.site.usersByEmail(email)),
    ];
    if (others.some((other) => other !== undefined && other !== self))
      throw new ScimError(409, 'User already exists in the database.', 'uniqueness');
  }

  #remove(user: JoomlaUser): void {
    const { onDelete = 'delete' } = this.options;
    if (onDelete === 'delete') this.site.deleteUser(user.id);
    if (onDelete === 'deactivate') user.block = 1;
  }

  #groups(method: string, asked: Asked): Response {
    if (method === 'GET') {
      const groups = [...this.site.groups.values()].map((group) => groupResource(this.site, group, asked.root));
      return page(groups, asked.url, GROUP_INDEX);
    }
    if (method !== 'POST') throw new ScimError(405, 'Groups can be listed and created.');
    const { displayName } = asked.body;
    if (typeof displayName !== 'string' || displayName === '')
      throw new ScimError(400, 'A group needs displayName.', 'invalidValue');
    const group = this.site.addGroup(displayName, REGISTERED);
    return scim(201, groupResource(this.site, group, asked.root));
  }

  #group(method: string, id: string, { root, body }: Asked): Response {
    const group = this.site.groups.get(Number(id));
    if (group === undefined) throw new ScimError(404, `There is no group ${id}.`);
    if (method === 'GET') return scim(200, groupResource(this.site, group, root));
    if (method !== 'PATCH') throw new ScimError(405, 'A group can be read and changed.');
    const before = groupResource(this.site, group, root);
    const { resource } = applyPatch(before, parsePatchRequest(body), GROUP_INDEX, { leniency: GENEROUS_LENIENCY });
    const members = new Set(((resource.members ?? []) as readonly Resource[]).map(({ value }) => Number(value)));
    for (const user of this.site.users.values())
      if (members.has(user.id)) user.groups.add(group.id);
      else user.groups.delete(group.id);
    group.title = String(resource.displayName);
    return scim(200, groupResource(this.site, group, root));
  }
}

interface Asked {
  readonly url: URL;
  /** Address of the SCIM service. */
  readonly root: string;
  readonly body: Resource;
}

const CONFIG = {
  patch: true,
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: LIMITS.mostCount },
  changePassword: false,
  sort: false,
  etag: false,
  pagination: { cursor: false, index: true, defaultPaginationMethod: 'index' },
  authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'Token of the plugin.' }],
} as const;

function page(resources: readonly Resource[], { searchParams }: URL, index: SchemaIndex): Response {
  const filter = searchParams.get('filter');
  const found = filter === null ? resources : resources.filter(compileFilter(parseFilter(filter, { index }), index));
  const asked = parsePageRequest(
    { startIndex: searchParams.get('startIndex') ?? undefined, count: searchParams.get('count') ?? undefined },
    LIMITS,
  );
  const startIndex = asked.method === 'index' ? asked.startIndex : 1;
  const shown = found.slice(startIndex - 1, startIndex - 1 + asked.count);
  return scim(200, buildListResponse({ resources: shown, totalResults: found.length, startIndex }));
}

function listOf(resources: readonly unknown[]): unknown {
  return buildListResponse({ resources, totalResults: resources.length, startIndex: 1 });
}

function bodyOf(text: string): Resource {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Resource;
  } catch {
    // Said below.
  }
  throw new ScimError(400, 'The body is no JSON object.', 'invalidSyntax');
}

function scim(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/scim+json' },
  });
}

function failure(error: ScimError): Response {
  return scim(error.status, buildError(error));
}
