import type { AccountChange, CreateRequest, HttpAnswer, WriteContext, WriteResult } from '@rollcall/contract';
import { ConflictError, NotFoundError, RejectedError, UnavailableError } from '@rollcall/contract';
import { checkEmail, checkUsername } from '../account-rules.js';
import { afterWrite } from '../after-write.js';
import { nameAfter, nameOfNew } from '../names.js';
import { bodyOf, CREATE_ONLY } from './core-attributes.js';
import { coreError } from './core-errors.js';
import type { CoreParts } from './core-reader.js';
import type { CoreUser } from './core-user.js';
import { compareIdentity, nameNotes, resultOf, sameSet, userIn, withoutKnown } from './core-write-answer.js';
import type { CustomFields } from './field-catalogue.js';
import type { GroupTree } from './group-directory.js';

export interface CoreWriterOptions {
  readonly defaultGroup: string;
  readonly requireReset: boolean;
}

/** Writes accounts by the Web Services API. Reads each before it changes it, and believes no answer that it has not compared. */
export class CoreWriter {
  constructor(
    private readonly parts: CoreParts,
    private readonly options: CoreWriterOptions,
  ) {}

  async create(
    { attributes, active, groups: wanted, credential }: CreateRequest,
    { signal }: WriteContext,
  ): Promise<WriteResult> {
    const {
      users: { api },
      groups: directory,
      fields: catalogue,
    } = this.parts;
    const doing = `creating a user on ${api.site}`;
    const username = String(attributes.username ?? '');
    checkUsername(username, doing);
    const fields = await catalogue.fields(signal);
    const body: Record<string, unknown> = {
      ...(this.options.requireReset ? { requireReset: 1 } : {}),
      ...bodyOf(attributes, fields, 'create', doing),
      name: nameOfNew(attributes, username),
      block: active ? 0 : 1,
    };
    checkEmail(String(body.email ?? ''), doing);
    const tree = await directory.treeWith(wanted, doing, signal);
    const groups = wanted.length > 0 ? wanted : [tree.defaultGroup(this.options.defaultGroup, doing)];
    refuseSuperGroups(groups, tree, doing);
    // Beside the body, which refusals are compared with and may be shown.
    const secret = credential?.kind === 'password' ? { password: credential.password.reveal() } : {};
    const json = { ...body, ...secret, groups: groups.map(Number) };
    const answer = await api.send('POST', 'users', { doing, signal, json });
    const user = userIn(answer);
    if (user === undefined) throw await this.#refusal(answer, { body, self: undefined, doing }, signal);
    compareIdentity(user, body, doing);
    const missing = groups.find((group) => user.groups?.includes(group) !== true);
    // The account is there now: the next run finds it and puts it right.
    if (missing !== undefined)
      throw new ConflictError({
        code: 'joomla-group-dropped',
        doing,
        happened: `the user was created, and Joomla left out the group ${tree.nameOf(missing)}`,
        hint: 'run the sync again',
      });
    return resultOf(user, Object.keys(attributes), fields, nameNotes(user, body));
  }

  async update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const {
      users: { api },
      groups: directory,
      fields: catalogue,
    } = this.parts;
    const doing = `updating user ${id} of ${api.site}`;
    const add = change.groups?.add ?? [];
    const fields = await catalogue.fields(signal);
    const body = bodyOf(change.set, fields, 'update', doing);
    if ('username' in body) checkUsername(String(body.username), doing);
    if ('email' in body) checkEmail(String(body.email), doing);
    const tree = await directory.treeWith(add, doing, signal);
    refuseSuperGroups(add, tree, doing);
    const current = await this.#current(id, tree, doing, signal);
    const name = nameAfter(change, current.name, String(body.username ?? current.username));
    if (name !== undefined) body.name = name;
    const remove = new Set(change.groups?.remove);
    const groups = [...new Set([...(current.groups ?? []), ...add])].filter(
      (group) => !remove.has(group) || add.includes(group),
    );
    return this.#patch({ current, body, groups, tree, fields, names: Object.keys(change.set), doing }, signal);
  }

  deactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setBlock(id, 1, `blocking user ${id} of ${this.parts.users.api.site}`, context.signal);
  }

  reactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setBlock(id, 0, `unblocking user ${id} of ${this.parts.users.api.site}`, context.signal);
  }

  async delete(id: string, { signal }: WriteContext): Promise<{ readonly outcome: 'deleted' }> {
    const { users, groups } = this.parts;
    const doing = `deleting user ${id} of ${users.api.site}`;
    const current = await users.get(id, signal);
    if (current === undefined) return { outcome: 'deleted' };
    this.parts.protection.refuse(current, (await groups.tree(signal)).superGroups, doing);
    const answer = await users.api.send('DELETE', `users/${id}`, { doing, signal });
    // 500 is also what Joomla says of a user that is gone, and a 200 may be anything.
    if (answer.status === 401 || answer.status === 403) throw coreError(answer, doing, true);
    if ((await afterWrite(doing, users.get(id, signal))) === undefined) return { outcome: 'deleted' };
    if (answer.status === 204)
      throw new UnavailableError({
        code: 'joomla-not-deleted',
        doing,
        happened: '204, and the user is still there',
        outcome: 'unknown',
      });
    throw coreError(answer, doing, true);
  }

  async #setBlock(id: string, block: 0 | 1, doing: string, signal: AbortSignal): Promise<WriteResult> {
    const [tree, fields] = await Promise.all([this.parts.groups.tree(signal), this.parts.fields.fields(signal)]);
    const current = await this.#current(id, tree, doing, signal);
    return this.#patch(
      { current, body: { block }, groups: current.groups ?? [], tree, fields, names: [], doing },
      signal,
    );
  }

  /** The user as it is now. A change of an id that is not there leaves a stray row in Joomla, so this always comes first. */
  async #current(id: string, tree: GroupTree, doing: string, signal: AbortSignal): Promise<CoreUser> {
    const user = await this.parts.users.get(id, signal);
    if (user === undefined)
      throw new NotFoundError({ code: 'joomla-not-found', doing, happened: 'Joomla has no user with this id' });
    this.parts.protection.refuse(user, tree.superGroups, doing);
    return user;
  }

  async #patch(patch: Patch, signal: AbortSignal): Promise<WriteResult> {
    const { current, tree, fields, names, doing } = patch;
    const notes = names
      .filter((name) => CREATE_ONLY.has(name))
      .map((name) => `"${name}" is written only when a user is created`);
    let { groups } = patch;
    if (groups.length === 0) {
      groups = [tree.defaultGroup(this.options.defaultGroup, doing)];
      notes.push(`Joomla wants each user in a group: it is in ${tree.nameOf(groups[0] ?? '')}`);
    }
    const removed = (current.groups ?? []).filter((group) => !groups.includes(group));
    const body = withoutKnown(patch.body, current, fields);
    if (Object.keys(body).length === 0 && sameSet(groups, current.groups ?? []))
      return resultOf(current, names, fields, notes);
    const answer = await this.parts.users.api.send('PATCH', `users/${current.id}`, {
      doing,
      signal,
      json: { ...body, groups: groups.map(Number) },
    });
    const user = userIn(answer);
    if (user === undefined || user.id !== current.id)
      throw await this.#refusal(answer, { body, self: current.id, doing }, signal);
    compareIdentity(user, body, doing);
    const wrong =
      groups.find((group) => user.groups?.includes(group) !== true) ??
      // Groups that a plugin of the site adds by itself are none of our business.
      removed.find((group) => user.groups?.includes(group) === true);
    if (wrong !== undefined)
      throw new RejectedError({
        code: 'joomla-group-dropped',
        doing,
        happened: `Joomla did not change the membership in ${tree.nameOf(wrong)}`,
        hint: 'look in Joomla whether that group is still there',
      });
    if ('block' in body && user.blocked !== (body.block === 1)) {
      throw new RejectedError({
        code: 'joomla-block',
        doing,
        happened: 'Joomla left the user as it was',
        hint: 'look for a plugin on the site that unblocks or blocks users',
      });
    }
    return resultOf(user, names, fields, [...notes, ...nameNotes(user, body)]);
  }

  /** Why a write did not work. Joomla tells it in the language of the site, so a conflict is looked up, not read. */
  async #refusal(answer: HttpAnswer, { body, self, doing }: Sent, signal: AbortSignal): Promise<Error> {
    if (answer.status === 400) {
      for (const attribute of ['username', 'email'] as const) {
        const value = body[attribute];
        const other =
          typeof value === 'string' ? await this.parts.users.inTheWay({ attribute, value }, self, signal) : undefined;
        if (other !== undefined)
          return new ConflictError({
            code: `joomla-${attribute}-taken`,
            doing,
            happened: `user ${other.id} has this ${attribute === 'email' ? 'e-mail address' : 'username'} already`,
          });
      }
    }
    return coreError(answer, doing, true);
  }
}

interface Sent {
  readonly body: Readonly<Record<string, unknown>>;
  /** Id of the user that is changed; `undefined` for a new one. */
  readonly self: string | undefined;
  readonly doing: string;
}

interface Patch {
  readonly current: CoreUser;
  readonly body: Readonly<Record<string, unknown>>;
  readonly groups: readonly string[];
  readonly tree: GroupTree;
  readonly fields: CustomFields;
  readonly names: readonly string[];
  readonly doing: string;
}

function refuseSuperGroups(groups: readonly string[], tree: GroupTree, doing: string): void {
  const group = groups.find((id) => tree.superGroups.has(id));
  if (group === undefined) return;
  throw new RejectedError({
    code: 'joomla-super-group',
    doing,
    happened: `the group ${tree.nameOf(group)} gives power over the whole site`,
    hint: 'make Super Users by hand in Joomla, and take the group out of the mapping',
  });
}
