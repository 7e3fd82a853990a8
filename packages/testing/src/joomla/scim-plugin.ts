import { html } from './answers.js';
import type { JoomlaSite, JoomlaUser } from './joomla-site.js';

export interface ScimPluginOptions {
  readonly token: string;
  /** The site cannot reach the vendor's host: then some answers become `Request Error` with 200, although the work was done. */
  readonly noEgress?: boolean;
}

/** The free edition, 4.0.4, of the miniOrange SCIM plugin: it creates users and looks them up, and nothing else, whatever it answers. */
export class FreeScimPlugin {
  private creates = 0;

  constructor(
    private readonly site: JoomlaSite,
    private readonly options: ScimPluginOptions,
  ) {}

  async fetch(request: Request, path: string): Promise<Response> {
    const url = new URL(request.url);
    const body = await request.text();
    this.site.debugLog.push(`${url.href} ${body}`);
    if (request.headers.get('authorization') !== `Bearer ${this.options.token}`)
      return this.phoneHome(scimError(401, 'Authorization failure'));
    const { method } = request;
    if (path === '/Users' && method === 'POST') return this.create(body);
    if (path === '/Users' && method === 'GET') return this.list(url.searchParams.get('filter'));
    if (/^\/Users\/.*/.test(path) && ['GET', 'PUT', 'PATCH', 'DELETE', 'POST'].includes(method))
      return html(500, '<h1>Error</h1>Call to undefined method MoScimUtilitiesServer::moScimUsersById()');
    return this.phoneHome(new Response('', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }));
  }

  private create(text: string): Response {
    const data = parsed(text);
    const work = ((data?.emails ?? []) as readonly { readonly type?: string; readonly value?: string }[]).find(
      ({ type }) => type === 'work',
    )?.value;
    const username = typeof data?.userName === 'string' ? data.userName : work;
    const email = work ?? (username?.includes('@') === true ? username : undefined);
    if (username === undefined || email === undefined || /[<>"'%;()&\\,]/.test(username) || username.length < 2)
      return this.phoneHome(hidden());
    if (this.site.userByUsername(username) !== undefined) return scimError(409, 'User already exists', 'uniqueness');
    if (this.site.usersByEmail(email).length > 0) return this.phoneHome(hidden());
    const user = this.site.addUser({ name: username, username, email });
    this.site.mails.push({ to: email, subject: 'New User Details' });
    this.creates += 1;
    const answer = json(201, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: String(user.id),
      meta: { resourceType: 'User' },
      userName: username,
    });
    return this.creates === 1 || this.creates % 5 === 0 ? this.phoneHome(answer) : answer;
  }

  /** Without a filter, nobody. Only `userName eq` and `emails.value eq` are understood, cut at blanks. */
  private list(filter: string | null): Response {
    const [attribute, operator, value] = (filter ?? '').split(' ');
    const text = value?.replace(/^"|"$/g, '') ?? '';
    const found =
      operator !== 'eq'
        ? []
        : attribute === 'userName'
          ? [this.site.userByUsername(text)]
          : attribute === 'emails.value'
            ? this.site.usersByEmail(text)
            : [];
    const users = found.filter((user): user is JoomlaUser => user !== undefined);
    return json(200, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: users.length,
      startIndex: 1,
      itemsPerPage: Math.max(users.length, 10),
      Resources: users.map(({ id, username }) => ({ id, username })),
    });
  }

  private phoneHome(answer: Response): Response {
    return this.options.noEgress === true
      ? html(200, 'Request Error:Could not resolve host: login.vendor.example')
      : answer;
  }
}

function scimError(status: number, detail: string, scimType?: string): Response {
  return json(status, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    detail,
    status,
  });
}

/** Every other fault of a create: no cause is told. */
function hidden(): Response {
  return scimError(500, 'Internal error occurred:');
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json;charset=utf-8' } });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
