import type {
  Account,
  AccountChange,
  AccountPage,
  CorrelationTerm,
  CreateRequest,
  OperationSupport,
  ReadRequest,
  WriteContext,
  WriteResult,
} from '@rollcall/contract';
import { NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { checkEmail, checkUsername } from '../account-rules.js';
import { afterWrite } from '../after-write.js';
import { text } from '../core/core-attributes.js';
import { isNameAttribute, nameAfter } from '../names.js';
import type { Protection } from '../protection.js';
import { sameEmail, sameText } from '../same-text.js';
import { probeEdition, type ScimEdition, scimSupport } from './edition.js';
import { type ScimApi, type ScimUser, userIn } from './scim-api.js';
import { holds, nameValue, told } from './scim-attributes.js';
import { scimCreate } from './scim-create.js';
import { scimError } from './scim-errors.js';
import { scimPages } from './scim-pages.js';

/** What Joomla's Super Users group is called and numbered, for the rare plugin that tells groups. */
const SUPER_GROUPS: ReadonlySet<string> = new Set(['8', 'Super Users']);

/** Accounts by the SCIM plugin, as far as its edition goes. */
export class ScimUsers {
  #edition: Promise<ScimEdition> | undefined;

  constructor(
    readonly api: ScimApi,
    private readonly protection: Protection,
    private readonly pageSize: number,
  ) {}

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

  /** Whom the text names exactly: the plugin finds nothing that is alike. By id only where it can read one user. */
  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const value = text.trim();
    const byName = await this.find([{ attribute: value.includes('@') ? 'email' : 'username', value }], request);
    const readable = /^\d+$/.test(value) && (await this.edition(request.signal)).notById === undefined;
    const byId = readable ? await this.get(value, request) : undefined;
    const all = byId === undefined ? byName : [byId, ...byName.filter(({ id }) => id !== byId.id)];
    return all.slice(0, request.limit);
  }

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    for await (const { users, proof } of scimPages(this.api, this.pageSize, signal)) {
      const accounts = users.map((user) => this.#account(user, attributes));
      yield proof === undefined ? { accounts } : { accounts, proof };
    }
  }

  /**
   * A username with a blank cannot be looked up; nobody is found then, unless there is an e-mail to look for. That is
   * safe: Joomla has each username once, so a create for one that is there is a conflict.
   */
  async find(terms: readonly CorrelationTerm[], { attributes, signal }: ReadRequest): Promise<readonly Account[]> {
    const doing = `looking up a user by the SCIM plugin of ${this.api.site}`;
    const unknown = terms.find(({ attribute }) => attribute !== 'username' && attribute !== 'email');
    if (unknown !== undefined || terms.length === 0)
      throw new UnsupportedError({
        code: 'joomla-search',
        doing,
        happened: `the SCIM plugin cannot look users up by ${unknown?.attribute ?? 'nothing'}`,
        hint: 'correlate by username or email',
      });
    let found: readonly ScimUser[] | undefined;
    for (const { attribute, value } of terms) {
      const wanted = String(value).trim();
      if (wanted === '') return [];
      if (attribute === 'username' && /\s/.test(wanted)) continue;
      const users = await this.api.find(attribute === 'username' ? 'userName' : 'emails.value', wanted, doing, signal);
      const told = users.map((user) =>
        attribute === 'email' && user.email === undefined ? { ...user, email: wanted } : user,
      );
      found =
        found === undefined
          ? told
          : found.flatMap((user) => told.filter(({ id }) => id === user.id).map((same) => ({ ...same, ...user })));
    }
    return (found ?? [])
      .filter((user) => terms.every((term) => holds(user, term)))
      .slice(0, 2)
      .map((user) => this.#account(user, attributes));
  }

  async create(request: CreateRequest, { signal }: WriteContext): Promise<WriteResult> {
    const { notById } = await this.edition(signal);
    return scimCreate(this.api, request, { keeps: notById === undefined ? 'name too' : 'username and e-mail', signal });
  }

  async update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const doing = `updating user ${id} by the SCIM plugin of ${this.api.site}`;
    const current = await this.#current(id, doing, signal);
    const { set } = change;
    refuseUnwritable(change, doing);
    const wanted: Partial<Record<'username' | 'email' | 'name', string>> = {};
    if ('username' in set) wanted.username = String(set.username ?? '');
    if ('email' in set) wanted.email = text(set.email);
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
    if (wanted.email !== undefined && user.email !== undefined && !sameEmail(user.email, wanted.email))
      throw unheeded(doing, 'e-mail address');
    return {
      id,
      attributes: told(user, Object.keys(set)),
      ...(user.active === undefined ? {} : { active: user.active }),
    };
  }

  async setActive(id: string, active: boolean, { signal }: WriteContext): Promise<WriteResult> {
    const doing = `${active ? 'unblocking' : 'blocking'} user ${id} by the SCIM plugin of ${this.api.site}`;
    const current = await this.#current(id, doing, signal);
    if (current.active === active) return { id, active };
    const user = await this.#patch(id, { active }, doing, signal);
    if (user.active === undefined)
      return {
        id,
        notes: ['the SCIM plugin does not tell whether a user is blocked, so it is not proven that it obeyed'],
      };
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
    throw new UnsupportedError({
      code: 'joomla-scim-delete',
      doing,
      happened: 'the plugin says that all went well, and the user is there as before',
      hint: "on the plugin's configuration page, set what happens on delete",
    });
  }

  async #current(id: string, doing: string, signal: AbortSignal): Promise<ScimUser> {
    const user = await this.api.get(id, doing, signal);
    if (user === undefined)
      throw new NotFoundError({ code: 'joomla-not-found', doing, happened: 'Joomla has no user with this id' });
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
    const protection = this.protection.reason(
      { id: user.id, username: user.username, groups: user.groups ?? [] },
      SUPER_GROUPS,
    );
    return {
      id: user.id,
      attributes: told(user, names),
      ...(user.active === undefined ? {} : { active: user.active }),
      ...(protection === undefined ? {} : { protection }),
    };
  }
}

/** The plugin says that all went well with what it does not know; so it is not sent. */
function refuseUnwritable({ set, groups }: AccountChange, doing: string): void {
  const unknown = Object.keys(set).find((name) => name !== 'username' && name !== 'email' && !isNameAttribute(name));
  const what = unknown ?? ((groups?.add.length ?? 0) + (groups?.remove.length ?? 0) > 0 ? 'memberships' : undefined);
  if (what !== undefined)
    throw new UnsupportedError({
      code: 'joomla-scim-attribute',
      doing,
      happened: `the SCIM plugin cannot write ${what}`,
      hint: 'that needs a token of the Web Services API ("token")',
    });
}

function unheeded(doing: string, what: string): UnavailableError {
  return new UnavailableError({
    code: 'joomla-scim-unheeded',
    doing,
    happened: `the plugin says that all went well, and the user has the same ${what} as before`,
    outcome: 'unknown',
    hint: "check the plugin's edition and its attribute mapping",
  });
}
