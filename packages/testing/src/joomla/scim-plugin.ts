import { apiText, phpJson, phpText } from './answers.js';
import { folded, punycodeEmail } from './collation.js';
import type { JoomlaSite } from './joomla-site.js';
import { conflict, hiddenRefusal, scimList, unauthorized } from './scim-answers.js';
import { readWithMap, type ScimAttributeMap } from './scim-attribute-map.js';
import { isEmail, usernameProblem } from './user-input.js';

export interface ScimPluginOptions {
  /** Empty: no administrator has opened the plugin's page yet, so that no token is right. */
  readonly token: string;
  /** The site cannot reach the vendor's host: then some answers become `Request Error` with 200, although the work was done. */
  readonly noEgress?: boolean;
}

/** What a test may look at, and change between requests. */
export interface ScimPluginState {
  /** The bearer token that it takes. */
  token: string;
  /** The site cannot reach the vendor's host: some answers become `Request Error`, although the work was done. */
  noEgress: boolean;
  /** Is the plugin "Behaviour - Backward Compatibility" on? Without it a failed create breaks in PHP. */
  compatibility: boolean;
  /** Users made so far: the first and each fifth is told to the vendor. */
  creates: number;
  /** How often the plugin told the vendor something, or tried to. Nothing is sent here. */
  phoneHomes: number;
  /** Rows of the plugin's table beyond username and e-mail, which only an edit of the database can add. */
  attributeMap: ScimAttributeMap;
}

const BROKEN = 'Call to undefined method MoScimUtilitiesServer::moScimUsersById()';
const NOT_REACHED =
  "Request Error:Failed to connect to login.vendor.example port 443 after 0 ms: Couldn't connect to server";
/** A new user's one group. */
const REGISTERED = 2;

/** The free edition, 4.0.4, of the miniOrange SCIM plugin: it creates users and looks them up, and nothing else, whatever it answers. */
export class FreeScimPlugin {
  readonly state: ScimPluginState;

  constructor(
    private readonly site: JoomlaSite,
    { token, noEgress = false }: ScimPluginOptions,
  ) {
    this.state = { token, noEgress, compatibility: true, creates: 0, phoneHomes: 0, attributeMap: {} };
  }

  /** `path`: what follows the plugin's name in the address, with its slash. */
  async fetch(request: Request, path: string): Promise<Response> {
    const { method, url } = request;
    const body = await request.text();
    this.#log(method, url, body);
    // A PATCH is told to the vendor before the token is looked at.
    if (method === 'PATCH' && this.#phoneHome()) return notReached();
    if (this.state.token === '' || request.headers.get('authorization') !== `Bearer ${this.state.token}`)
      return this.#phoneHome() ? notReached() : unauthorized();
    const [, endpoint, id, more] = path.split('/');
    if (endpoint !== 'Users') return this.#phoneHome() ? notReached() : phpText(200, '');
    if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) return phpText(200, '');
    if (id !== undefined && more === undefined) return apiText(500, BROKEN);
    if (method === 'POST') return this.#create(body);
    return method === 'GET' ? this.#list(new URL(url).searchParams.get('filter')) : phpText(200, '');
  }

  #create(text: string): Response {
    const data = objectIn(text);
    const work = workEmail(data.emails);
    const username = typeof data.userName === 'string' ? data.userName : work;
    const email = work ?? (username !== undefined && isEmail(username) ? username : undefined);
    if (username !== undefined && this.site.userByUsername(username) !== undefined) return conflict();
    if (
      username === undefined ||
      email === undefined ||
      !isEmail(punycodeEmail(email)) ||
      usernameProblem(username) !== undefined ||
      this.site.usersByEmail(email).length > 0
    )
      return this.#failed();
    const user = this.site.addUser({
      name: username,
      username,
      email,
      groups: [REGISTERED],
      ...readWithMap(data, this.state.attributeMap),
    });
    this.site.welcome(user);
    this.state.creates += 1;
    const told = this.state.creates === 1 || this.state.creates % 5 === 0;
    if (told && this.#phoneHome()) return notReached();
    return new Response(
      phpJson({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: String(user.id),
        meta: { resourceType: 'User' },
        userName: user.username,
      }),
      { status: 201, headers: { 'content-type': 'application/json;charset=utf-8' } },
    );
  }

  /** The cause is told to nobody but the site's log, by a class that only the compatibility plugin brings. */
  #failed(): Response {
    if (!this.state.compatibility) return apiText(500, 'Class "JLog" not found');
    return this.#phoneHome() ? notReached() : hiddenRefusal();
  }

  /** Without a filter, nobody. The filter is cut at blanks; of its words `userName eq` and `emails.value eq` are understood, wherever they stand. */
  #list(filter: string | null): Response {
    const words = (filter ?? '').split(' ');
    const at = words.findIndex((word) => word === 'userName' || word === 'emails.value');
    const [attribute, operator, value = ''] = at < 0 ? [] : words.slice(at);
    // A value with a blank loses its end, the closing quote with it.
    const text = /^"(.*)"$/.exec(value)?.[1];
    const user = operator !== 'eq' || text === undefined ? undefined : this.#lookUp(attribute, text);
    return scimList(user === undefined ? [] : [{ id: user.id, username: user.username }]);
  }

  /** The text is compared with the column as it is: an e-mail address with a domain that is not in ASCII finds nobody. */
  #lookUp(attribute: string | undefined, text: string) {
    return attribute === 'userName'
      ? this.site.userByUsername(text)
      : this.site.usersByEmail(text).find(({ email }) => folded(email) === folded(text));
  }

  /** Tells the vendor in the middle of the request; true when it cannot be reached, and the request ends there. */
  #phoneHome(): boolean {
    this.state.phoneHomes += 1;
    return this.state.noEgress;
  }

  /** Whole requests, clear-text passwords included, into a file that the web server gives to everybody. */
  #log(method: string, url: string, body: string): void {
    this.site.debugLog.push(`'uri=>${url}'`, `'getPost=>${body}'`, `'getRequestType=>${method}'`);
  }
}

function notReached(): Response {
  return phpText(200, NOT_REACHED);
}

/** Only of exactly this type. */
function workEmail(emails: unknown): string | undefined {
  if (!Array.isArray(emails)) return undefined;
  const work = (emails as readonly { readonly type?: unknown; readonly value?: unknown }[]).find(
    (email) => email?.type === 'work',
  );
  return typeof work?.value === 'string' && work.value !== '' ? work.value : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
