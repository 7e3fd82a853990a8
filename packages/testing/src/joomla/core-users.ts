import { apiError, internalError, jsonApi, noContent, notFound, saveFailed } from './answers.js';
import type { JoomlaSite } from './joomla-site.js';
import type { JoomlaUser } from './model.js';
import { pageOf } from './page-of.js';
import { userDocument, userRow } from './user-document.js';
import { userFilter } from './user-filter.js';
import {
  fieldInput,
  flagInput,
  formProblem,
  groupInput,
  type Input,
  isBlank,
  usernameInput,
  usernameProblem,
} from './user-input.js';

const NO_GROUPS = "You can't save a user account without selecting at least one user group.";

/** Users of the core Web Services API: what GET, POST, PATCH and DELETE do, with their surprises. */
export class CoreUsers {
  constructor(
    private readonly site: JoomlaSite,
    private readonly url: URL,
    /** Whose token it is. */
    private readonly actor: JoomlaUser,
  ) {}

  list(): Response {
    const filter = userFilter(this.url.searchParams);
    if (filter instanceof Response) return filter;
    return pageOf(this.url, this.site.usersByName().filter(filter), (user) => userRow(this.site, user));
  }

  one(id: string): Response {
    const user = this.#find(id);
    return user === undefined ? notFound() : this.#document(user);
  }

  create(data: Input): Response {
    const problem = formProblem(this.site, data, true);
    if (problem !== undefined) return apiError(400, problem, false);
    const groups = groupInput(data.groups);
    if (groups === 'broken') return internalError();
    const username = usernameInput(data.username);
    const refusal = this.#refusal({ groups, username, email: String(data.email), self: undefined });
    if (refusal !== undefined) return refusal;
    const user = this.site.addUser({
      name: String(data.name),
      username,
      email: String(data.email),
      block: flagInput(data.block),
      sendEmail: flagInput(data.sendEmail),
      requireReset: flagInput(data.requireReset),
      params: typeof data.params === 'object' && data.params !== null ? { ...data.params } : {},
      groups: this.#existing(groups),
    });
    this.#setFields(user, data);
    this.site.welcome(user);
    return this.#document(user);
  }

  patch(id: string, given: Input): Response {
    const user = this.#find(id);
    // A Super User's form has a field of the action log plugin, which the API does not fill in.
    if (user !== undefined && this.site.isSuperUser(user) && !hasActionLogAnswer(given))
      return apiError(400, 'Field required: Email Notifications', false);
    const stored = user === undefined ? {} : { name: user.name, username: user.username, email: user.email };
    const data: Input = { ...stored, ...withoutNulls(given) };
    const problem = formProblem(this.site, data, false);
    if (problem !== undefined) return apiError(400, problem, false);
    const groups = groupInput(data.groups);
    if (groups === 'broken') return internalError();
    const username = usernameInput(data.username);
    const email = String(data.email);
    const refusal = this.#refusal({ groups, username, email, self: user });
    if (refusal !== undefined) return refusal;
    if (user === undefined) {
      for (const groupId of this.#existing(groups)) this.site.strayMemberships.push({ userId: Number(id), groupId });
      return notFound();
    }
    this.#store(user, data, { username, email, groups: this.#existing(groups) });
    return this.#document(user);
  }

  /** Nobody can delete itself, and deleting somebody who is not there is a fault of the server. */
  remove(id: string): Response {
    const user = this.#find(id);
    if (user === undefined || user.id === this.actor.id) return internalError();
    if (this.site.isSuperUser(user) && !this.site.isSuperUser(this.actor)) return internalError();
    this.site.deleteUser(user.id);
    return noContent();
  }

  #store(
    user: JoomlaUser,
    data: Input,
    {
      username,
      email,
      groups,
    }: { readonly username: string; readonly email: string; readonly groups: readonly number[] },
  ): void {
    this.site.rename(user, { username, email });
    user.name = String(data.name);
    if (data.block !== undefined) user.block = flagInput(data.block);
    if (data.sendEmail !== undefined) user.sendEmail = flagInput(data.sendEmail);
    if (data.requireReset !== undefined) user.requireReset = flagInput(data.requireReset);
    if (typeof data.params === 'object') user.params = { ...user.params, ...data.params };
    user.groups.clear();
    for (const group of groups) user.groups.add(group);
    this.#setFields(user, data);
  }

  /** Why the save does not go through, in Joomla's order of asking. */
  #refusal({ groups, username, email, self }: Save): Response | undefined {
    if (groups === undefined || groups.length === 0) return saveFailed(NO_GROUPS);
    const isSuper = (self !== undefined && this.site.isSuperUser(self)) || this.site.access.givesEverything(groups);
    if (isSuper && !this.site.isSuperUser(this.actor)) return saveFailed('User not Super Administrator');
    const invalid = usernameProblem(username);
    if (invalid !== undefined) return saveFailed(invalid);
    const other = this.site.userByUsername(username);
    if (other !== undefined && other.id !== self?.id) return saveFailed('Username in use.');
    return this.site.usersByEmail(email).some(({ id }) => id !== self?.id)
      ? saveFailed('The email address you entered is already in use. Please enter another email address.')
      : undefined;
  }

  /** Unknown groups are dropped, and nobody is told. */
  #existing(groups: readonly number[] | undefined): readonly number[] {
    return (groups ?? []).filter((id) => this.site.groups.has(id));
  }

  #setFields(user: JoomlaUser, data: Input): void {
    for (const [{ name }, value] of fieldInput(this.site, data)) user.fields.set(name, value);
  }

  #find(id: string): JoomlaUser | undefined {
    return /^\d+$/.test(id) ? this.site.users.get(Number(id)) : undefined;
  }

  #document(user: JoomlaUser): Response {
    return jsonApi(200, userDocument(this.site, user, `${this.url.origin}${this.url.pathname}`));
  }
}

interface Save {
  readonly groups: readonly number[] | undefined;
  readonly username: string;
  readonly email: string;
  /** The user that is changed; `undefined` for a new one. */
  readonly self: JoomlaUser | undefined;
}

function hasActionLogAnswer({ actionlogs }: Input): boolean {
  return typeof actionlogs === 'object' && actionlogs !== null && 'actionlogsNotify' in actionlogs;
}

function withoutNulls(data: Input): Input {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => !isBlank(value) || value === ''));
}
