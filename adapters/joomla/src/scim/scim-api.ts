import type { Http, HttpAnswer, HttpRequest } from '@rollcall/contract';
import { asciiDomain } from '../same-text.js';
import { isScim, scimBody, scimError } from './scim-errors.js';

/** A user as the plugin tells it. Of a look-up, the free edition tells the id and the username only. */
export interface ScimUser {
  readonly id: string;
  readonly username: string;
  readonly email?: string;
  readonly name?: string;
  readonly active?: boolean;
  /** Ids and names of its groups, where they are told. */
  readonly groups?: readonly string[];
}

export interface ScimList {
  readonly users: readonly ScimUser[];
  readonly total: number;
}

interface Sent {
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly query?: NonNullable<HttpRequest['query']>;
  readonly json?: unknown;
  /** False: one try only, for questions to which a 500 is an answer. */
  readonly repeatable?: boolean;
}

/** The SCIM plugin's endpoints: requests, and answers in a known shape. No answer is trusted for its status alone. */
export class ScimApi {
  /** `root`: address of the plugin, without a slash at the end. */
  constructor(
    private readonly http: Http,
    private readonly root: string,
    readonly site: string,
  ) {}

  /** One request; any status comes back as it is. */
  send(method: HttpRequest['method'], path: string, request: Sent): Promise<HttpAnswer> {
    return this.http.request({ ...request, method, path: `${this.root}/${path}` });
  }

  /** Users that a filter names. */
  async find(
    attribute: 'userName' | 'emails.value',
    value: string,
    doing: string,
    signal: AbortSignal,
  ): Promise<readonly ScimUser[]> {
    // Joomla stores the domain of an e-mail address in ASCII, and the plugin compares texts.
    const stored = attribute === 'emails.value' ? asciiDomain(value) : value;
    const filter = `${attribute} eq "${stored.replaceAll(/["\\]/g, '\\$&')}"`;
    const answer = await this.send('GET', 'Users', { doing, signal, query: { filter } });
    const list = answer.status === 200 ? listOf(answer) : undefined;
    if (list === undefined) throw scimError(answer, doing, false);
    return list.users;
  }

  /** The user with this id, or `undefined` when the plugin says as SCIM that it has none. Only the complete edition can. */
  async get(id: string, doing: string, signal: AbortSignal): Promise<ScimUser | undefined> {
    const answer = await this.send('GET', `Users/${encodeURIComponent(id)}`, { doing, signal });
    if (answer.status === 404 && isScim(answer)) return undefined;
    const user = answer.status === 200 ? userIn(answer) : undefined;
    if (user === undefined || user.id !== id) throw scimError(answer, doing, false);
    return user;
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** The list in an answer; `undefined` when the body is no SCIM ListResponse. */
export function listOf(answer: HttpAnswer): ScimList | undefined {
  const body = scimBody(answer);
  const resources = body?.Resources ?? (body?.totalResults === 0 ? [] : undefined);
  if (!Array.isArray(resources) || typeof body?.totalResults !== 'number') return undefined;
  const users = resources.map(userOf);
  return users.some((user) => user === undefined)
    ? undefined
    : { users: users as ScimUser[], total: body.totalResults };
}

/** The user in an answer; `undefined` when the body is anything else. */
export function userIn(answer: HttpAnswer): ScimUser | undefined {
  return userOf(scimBody(answer));
}

function userOf(value: unknown): ScimUser | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const resource = value as Readonly<Record<string, unknown>>;
  // The free edition writes `username`, and its ids are numbers in lists and texts elsewhere.
  const username = resource.userName ?? resource.username;
  const id = resource.id;
  if (typeof username !== 'string' || (typeof id !== 'string' && typeof id !== 'number') || String(id) === '')
    return undefined;
  const { active } = resource;
  return {
    id: String(id),
    username,
    ...optional('email', emailOf(resource.emails)),
    ...optional('name', nameOf(resource)),
    ...optional('active', typeof active === 'boolean' ? active : undefined),
    ...optional('groups', groupsOf(resource.groups)),
  };
}

function emailOf(emails: unknown): string | undefined {
  if (!Array.isArray(emails)) return undefined;
  const list = emails as readonly { readonly value?: unknown; readonly type?: unknown }[];
  const value = (list.find((email) => email?.type === 'work') ?? list[0])?.value;
  return typeof value === 'string' ? value : undefined;
}

function nameOf(resource: Readonly<Record<string, unknown>>): string | undefined {
  const name = (resource.name ?? {}) as Readonly<Record<string, unknown>>;
  const parts = [name.givenName, name.familyName].filter((part) => typeof part === 'string' && part !== '');
  return [resource.displayName, name.formatted, parts.join(' ')].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  ) as string | undefined;
}

function groupsOf(groups: unknown): readonly string[] | undefined {
  if (!Array.isArray(groups)) return undefined;
  return (groups as readonly { readonly value?: unknown; readonly display?: unknown }[])
    .flatMap(({ value, display }) => [value, display])
    .filter((each) => each !== undefined)
    .map(String);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
