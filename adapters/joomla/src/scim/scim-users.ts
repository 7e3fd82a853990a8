import { NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import type { Account, AccountChange, AccountPage, Attributes, AttributeValue, CorrelationTerm, CreateRequest, OperationSupport, ReadRequest, WriteContext, WriteResult } from '@rollcall/contract';
import { checkEmail, checkUsername } from '../account-rules.js';
import { afterWrite } from '../after-write.js';
import { text } from '../core/core-attributes.js';
import { NAME_PARTS, nameAfter } from '../names.js';
import type { Protection } from '../protection.js';
import { sameEmail, sameText } from '../same-text.js';
import { type ScimEdition, probeEdition, scimSupport } from './edition.js';
import { type ScimApi, type ScimUser, listOf, userIn } from './scim-api.js';
import { scimCreate } from './scim-create.js';
import { scimError } from './scim-errors.js';

/** What Joomla's Super Users group is called and numbered, for the rare plugin that tells groups. */
const SUPER_GROUPS: ReadonlySet<string> = new Set(['8', 'Super Users']);

/** Accounts by the SCIM plugin, as far as its edition goes. */
export class ScimUsers {
  #edition: Promise<ScimEdition> | undefined;

  constructor(readonly api: ScimApi, private readonly protection: Protection, private readonly pageSize: number) {}

  /** Asks the plugin anew what it can do. */
  async operations(signal: AbortSignal): Promise<OperationSupport> {
    this.#edition = undefined;
    return scimSupport(await this.edition(signal));
  }

  edition(signal: AbortSignal): Promise<ScimEdition> {
    if (this.#edition === undefined) {
      const probing = probeEdition(this.api, signal);
      this.#edition = probing;
      probing.catch(() => {
        if (this.#edition === probing) this.#edition = undefined;
      });
    }
    return this.#edition;
  }

  async get(id: string, { attributes, signal }: ReadRequest): Promise<Account | undefined> {
    const doing = `reading user ${id} by the SCIM plugin of ${this.api.site}`;
    const { notById } = await this.edition(signal);
    if (notById !== undefined) throw new UnsupportedError({ code: 'joomla-scim-edition', doing, happened: notById });
    const user = await this.api.get(id, doing, signal);
    return user === undefined ? undefined : this.#account(user, attributes);
  }

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    const doing = `reading users by the SCIM plugin of ${this.api.site}`;
    const seen = new Set<string>();
    const totals = new Set<number>();
    let repeated = false;
    for (let fresh: readonly ScimUser[] = []; ; ) {
      const answer = await this.api.send('GET', 'Users', { doing, signal, query: { startIndex: seen.size + 1, count: this.pageSize } });
      const list = answer.status === 200 ? listOf(answer) : undefined;
      if (list === undefined) throw scimError(answer, doing, false);
      totals.add(list.total);
      fresh = list.users.filter(({ id }) => !seen.has(id));
      repeated ||= fresh.length < list.users.length;
      for (const { id } of fresh) seen.add(id);
      if (fresh.length > 0) yield { accounts: fresh.map((user) => this.#account(user, attributes)) };
      if (fresh.length === 0 || seen.size >= list.total) break;
    }
    const complete = !repeated && totals.size === 1 && totals.has(seen.size) && seen.size > 0;
    yield {
      accounts: [],
      proof: complete ? { complete, how: `each of the ${seen.size} users that the SCIM plugin counts was listed once` }
        : { complete, reason: `the SCIM plugin counted ${[...totals].join(', then ')} users and listed ${seen.size}${repeated ? ', some of them twice' : ''}` },
    };
  }

  /**
   * A username with a blank cannot be looked up; nobody is found then, unless there is an e-mail to look for. That is
   * safe: Joomla has each username once, so a create for one that is there is a conflict.
   */
  async find(terms: readonly CorrelationTerm[], { attributes, signal }: ReadRequest): Promise<readonly Account[]> {
    const doing = `looking up a user by the SCIM plugin of ${this.api.site}`;
    const unknown = terms.find(({ attribute }) => attribute !== 'username' && attribute !== 'email');
    if (unknown !== undefined || terms.length === 0) throw new UnsupportedError({ code: 'joomla-search', doing, happened: `the SCIM plugin cannot look users up by ${unknown?.attribute ?? 'nothing'}`, hint: 'correlate by username or email' });
    let found: readonly ScimUser[] | undefined;
    for (const { attribute, value } of terms) {
      const wanted = String(value).trim();
      if (wanted === '') return [];
      if (attribute === 'username' && /\s/.test(wanted)) continue;
      const users = await this.api.find(attribute === 'username' ? 'userName' : 'emails.value', wanted, doing, signal);
      const told = users.map((user) => (attribute === 'email' && user.email === undefined ? { ...user, email: wanted } : user));
      found = found === undefined ? told : found.flatMap((user) => told.filter(({ id }) => id === user.id).map((same) => ({ ...same, ...user })));
    }
    return (found ?? []).filter((user) => terms.every((term) => holds(user, term))).slice(0, 2).map((user) => this.#account(user, attributes));
  }

  async create(request: CreateRequest, { signal }: WriteContext): Promise<WriteResult> {
    const { notById } = await this.edition(signal);
    return scimCreate(this.api, request, notById === undefined ? 'all' : 'username and email', signal);
  }

  async update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const doing = `updating user ${id} by the SCIM plugin of ${this.api.site}`;
    const current = await this.#current(id, doing, signal);
    const { set } = change;
    const wanted: Partial<Record<'username' | 'email' | 'name', string>> = {};
    if ('username' in set) wanted.username = String(set['username'] ?? '');
    if ('email' in set) wanted.email = text(set['email']);
    if (wanted.username !== undefined) checkUsername(wanted.username, doing);
    if (wanted.email !== undefined) checkEmail(wanted.email, doing);
    const name = nameAfter(change, current.name ?? '', wanted.username ?? current.username);
    if (name !== undefined) wanted.name = name;
    const value = {
      ...(wanted.username === undefined ? {} : { userName: wanted.username }),
      ...(wanted.email === undefined ? {} : { emails: [{ value: wanted.email, type: 'work', primary: true }] }),
      ...(wanted.name === undefined ? {} : { displayName: wanted.name, name: nameValue(set, wanted.name) }),
    };
    if (Object.keys(value).length === 0) return { id };
    const user = await this.#patch(id, value, doing, signal);
    if (wanted.username !== undefined && !sameText(user.username, wanted.username)) throw unheeded(doing, 'username');
    if (wanted.email !== undefined && user.email !== undefined && !sameEmail(user.email, wanted.email)) throw unheeded(doing, 'e-mail address');
    return { id, attributes: told(user, Object.keys(set)), ...(user.active === undefined ? {} : { active: user.active }) };
  }

  async setActive(id: string, active: boolean, { signal }: WriteContext): Promise<WriteResult> {
    const doing = `${active ? 'unblocking' : 'blocking'} user ${id} by the SCIM plugin of ${this.api.site}`;
    const current = await this.#current(id, doing, signal);
    if (current.active === active) return { id, active };
    const user = await this.#patch(id, { active }, doing, signal);
    if (user.active === undefined) return { id, notes: ['the SCIM plugin does not tell whether a user is blocked, so it is not proven that it obeyed'] };
    if (user.active !== active) throw unheeded(doing, 'state');
    return { id, active };
  }

  /** What becomes of the user is a setting of the plugin: deleted, blocked, or nothing at all. */
  async delete(id: string, { signal }: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
    const doing = `deleting user ${id} by the SCIM plugin of ${this.api.site}`;
    const current = await this.api.get(id, doing, signal);
    if (current === undefined) return { outcome: 'deleted' };
    this.#refuseProtected(current, doing);
    const answer = await this.api.send('DELETE', `Users/${encodeURIComponent(id)}`, { doing, signal });
    const after = await afterWrite(doing, this.api.get(id, doing, signal));
    if (after === undefined) return { outcome: 'deleted' };
    if (after.active === false) return { outcome: 'deactivated' };
    if (answer.status !== 200 && answer.status !== 204) throw scimError(answer, doing, true);
    throw new UnsupportedError({ code: 'joomla-scim-delete', doing, happened: 'the plugin says that all went well, and the user is there as before', hint: 'on the plugin\'s configuration page, set what happens on delete' });
  }

  async #current(id: string, doing: string, signal: AbortSignal): Promise<ScimUser> {
    const user = await this.api.get(id, doing, signal);
    if (user === undefined) throw new NotFoundError({ code: 'joomla-not-found', doing, happened: 'Joomla has no user with this id' });
    this.#refuseProtected(user, doing);
    return user;
  }

  /** Changes a user and tells what it is then; an answer that does not tell is not believed, the user is read. */
  async #patch(id: string, value: object, doing: string, signal: AbortSignal): Promise<ScimUser> {
    const json = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', value }] };
    const answer = await this.api.send('PATCH', `Users/${encodeURIComponent(id)}`, { doing, signal, json });
    if (answer.status !== 200 && answer.status !== 204) throw scimError(answer, doing, true);
    const complete = userIn(answer);
    if (complete?.id === id && complete.active !== undefined && complete.email !== undefined) return complete;
    const user = await afterWrite(doing, this.api.get(id, doing, signal));
    if (user === undefined) throw new NotFoundError({ code: 'joomla-not-found', doing, happened: 'the user is gone' });
    return user;
  }

  #refuseProtected(user: ScimUser, doing: string): void {
    this.protection.refuse({ id: user.id, username: user.username, groups: user.groups ?? [] }, SUPER_GROUPS, doing);
  }

  #account(user: ScimUser, names: readonly string[]): Account {
    const protection = this.protection.reason({ id: user.id, username: user.username, groups: user.groups ?? [] }, SUPER_GROUPS);
    return {
      id: user.id, attributes: told(user, names),
      ...(user.active === undefined ? {} : { active: user.active }),
      ...(protection === undefined ? {} : { protection }),
    };
  }
}

function told(user: ScimUser, names: readonly string[]): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = name === NAME_PARTS.whole ? user.name : name === 'username' || name === 'email' || name === 'name' ? user[name] : undefined;
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

function holds(user: ScimUser, { attribute, value }: CorrelationTerm): boolean {
  if (attribute === 'username') return sameText(user.username, String(value));
  return user.email === undefined || sameEmail(user.email, String(value));
}

function nameValue(set: Attributes, formatted: string): Readonly<Record<string, string>> {
  const parts = { givenName: text(set[NAME_PARTS.given]), familyName: text(set[NAME_PARTS.family]) };
  return { formatted, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== '')) };
}

function unheeded(doing: string, what: string): UnavailableError {
  return new UnavailableError({ code: 'joomla-scim-unheeded', doing, happened: `the plugin says that all went well, and the user has the same ${what} as before`, outcome: 'unknown', hint: 'check the plugin\'s edition and its attribute mapping' });
}
