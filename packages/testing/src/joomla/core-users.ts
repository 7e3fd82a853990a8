import { apiError, jsonApi, saveFailed } from './answers.js';
import type { JoomlaSite, JoomlaUser } from './joomla-site.js';

const NO_GROUPS = "You can't save a user account without selecting at least one user group.";

/** Users of the core Web Services API: what `POST`, `PATCH` and `DELETE` do, with their surprises. */
export class CoreUsers {
  constructor(
    private readonly site: JoomlaSite,
    private readonly origin: string,
  ) {}

  one(id: string): Response {
    const user = this.find(id);
    return user === undefined ? apiError(404, 'Resource not found') : jsonApi(200, this.document(user, `/${user.id}`));
  }

  create(data: Readonly<Record<string, unknown>>): Response {
    const missing = [
      ['name', 'Name'],
      ['username', 'Login Name (Username)'],
      ['email', 'Email'],
    ]
      .filter(([key]) => blank(data[key as string]))
      .map(([, label]) => `Field required: ${label}`);
    if (missing.length > 0) return apiError(400, missing.slice(0, 3).join('\n'), false);
    const invalid = this.invalid(data);
    if (invalid !== undefined) return invalid;
    const groups = groupIds(data.groups);
    if (groups === 'broken') return apiError(500, 'Internal server error');
    if (groups === undefined || groups.length === 0) return saveFailed(NO_GROUPS);
    const username = stripped(String(data.username));
    const taken = this.taken(username, String(data.email), undefined);
    if (taken !== undefined) return taken;
    const user = this.site.addUser({
      name: String(data.name),
      username,
      email: String(data.email),
      block: flag(data.block),
      sendEmail: flag(data.sendEmail),
      requireReset: flag(data.requireReset),
      groups: groups.filter((id) => this.site.groups.has(id)),
    });
    const problem = this.setFields(user, data);
    if (problem !== undefined) return problem;
    this.site.mails.push({ to: user.email, subject: 'New User Details' });
    return jsonApi(200, this.document(user, ''));
  }

  patch(id: string, data: Readonly<Record<string, unknown>>): Response {
    const user = this.find(id);
    if (user === undefined) return apiError(400, 'Field required: Login Name (Username)\nField required: Email', false);
    if (this.site.isSuperUser(user) && data.sendEmail === undefined)
      return apiError(400, 'Field required: Email Notifications', false);
    const groups = groupIds(data.groups);
    if (groups === 'broken') return apiError(500, 'Internal server error');
    if (groups === undefined || groups.length === 0) return saveFailed(NO_GROUPS);
    const invalid = this.invalid(data);
    if (invalid !== undefined) return invalid;
    const username = blank(data.username) ? user.username : stripped(String(data.username));
    const email = blank(data.email) ? user.email : String(data.email);
    const taken = this.taken(username, email, user.id);
    if (taken !== undefined) return taken;
    const problem = this.setFields(user, data);
    if (problem !== undefined) return problem;
    this.site.rename(user, { username, email });
    if (!blank(data.name)) user.name = String(data.name);
    if (data.block !== undefined) user.block = flag(data.block);
    if (data.sendEmail !== undefined) user.sendEmail = flag(data.sendEmail);
    user.groups.clear();
    for (const group of groups) if (this.site.groups.has(group)) user.groups.add(group);
    return jsonApi(200, this.document(user, `/${user.id}`));
  }

  /** `actor` cannot delete itself. Deleting somebody who is not there is a 500. */
  remove(id: string, actor: JoomlaUser): Response {
    const user = this.find(id);
    if (user === undefined || user.id === actor.id)
      return jsonApi(500, { errors: [{ code: 500, title: 'Internal server error' }] });
    this.site.deleteUser(user.id);
    return new Response(null, { status: 204 });
  }

  document(user: JoomlaUser, path: string): unknown {
    const groups = Object.fromEntries([...user.groups].sort((a, b) => a - b).map((id) => [String(id), id]));
    return {
      links: { self: `${this.origin}/api/index.php/v1/users${path}` },
      data: { type: 'users', id: String(user.id), attributes: { groups, ...this.attributes(user) } },
    };
  }

  attributes(user: JoomlaUser): Readonly<Record<string, unknown>> {
    const { id, name, username, email, block, sendEmail, registerDate } = user;
    return {
      id,
      name,
      username,
      email,
      block,
      sendEmail,
      registerDate,
      lastvisitDate: null,
      lastResetTime: null,
      resetCount: 0,
      ...this.fieldValues(user),
    };
  }

  private find(id: string): JoomlaUser | undefined {
    return /^\d+$/.test(id) ? this.site.users.get(Number(id)) : undefined;
  }

  private fieldValues(user: JoomlaUser): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.site.fields.map(({ name, type }) => {
        const value = user.fields.get(name) ?? '';
        return [
          name,
          type === 'text' ? value : value === '' ? [] : { [value]: value.charAt(0).toUpperCase() + value.slice(1) },
        ];
      }),
    );
  }

  /** Values stand at top level or in `com_fields`; an empty text clears, null is ignored. */
  private setFields(user: JoomlaUser, data: Readonly<Record<string, unknown>>): Response | undefined {
    const given = { ...data, ...(typeof data.com_fields === 'object' ? (data.com_fields as object) : {}) } as Readonly<
      Record<string, unknown>
    >;
    for (const { name, label, type, options } of this.site.fields) {
      const value = given[name];
      if (value === undefined || value === null) continue;
      if (type === 'list' && value !== '' && !options.includes(String(value)))
        return apiError(400, `Invalid field: ${label}`, false);
      user.fields.set(name, String(value));
    }
    return undefined;
  }

  private invalid(data: Readonly<Record<string, unknown>>): Response | undefined {
    if (data.password !== undefined && String(data.password).length < 12)
      return apiError(400, 'Invalid field: Password', false);
    if (!blank(data.email) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(data.email)))
      return apiError(400, 'Invalid field: Email', false);
    return undefined;
  }

  private taken(username: string, email: string, except: number | undefined): Response | undefined {
    const other = this.site.userByUsername(username);
    if (other !== undefined && other.id !== except) return saveFailed('Username in use.');
    if (this.site.usersByEmail(email).some(({ id }) => id !== except))
      return saveFailed('The email address you entered is already in use. Please enter another email address.');
    return undefined;
  }
}

function blank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function flag(value: unknown): 0 | 1 {
  return Number(value ?? 0) === 1 || value === true ? 1 : 0;
}

/** Joomla strips what looks like a tag. */
function stripped(username: string): string {
  return username.replace(/<[^>]*>/g, '').trim();
}

/** A list, or the object that `GET` gives; a text breaks PHP. */
function groupIds(value: unknown): readonly number[] | undefined | 'broken' {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return 'broken';
  return Object.values(value).map(Number);
}
