import type {
  Account,
  AccountPage,
  AccountReader,
  CompletenessProof,
  CorrelationTerm,
  ReadRequest,
} from '@rollcall/contract';
import type { Protection } from '../protection.js';
import { coreAccount } from './core-attributes.js';
import type { CoreUser } from './core-user.js';
import { type CoreUsers, userOf } from './core-users.js';
import type { CustomFields, FieldCatalogue } from './field-catalogue.js';
import type { GroupDirectory, GroupTree } from './group-directory.js';
import { countRows, pagesOf } from './paging.js';

export interface CoreParts {
  readonly users: CoreUsers;
  readonly groups: GroupDirectory;
  readonly fields: FieldCatalogue;
  readonly protection: Protection;
  readonly pageSize: number;
}

/** Reads accounts by the Web Services API. */
export class CoreReader implements AccountReader {
  constructor(private readonly parts: CoreParts) {}

  async *pages(request: ReadRequest): AsyncIterable<AccountPage> {
    const {
      users: { api },
      pageSize,
    } = this.parts;
    const { signal } = request;
    const doing = `reading users of ${api.site}`;
    const view = await this.#view(request);
    const before = await countRows(api, { path: 'users', doing, signal });
    const seen = new Set<number>();
    let flaw: string | undefined;
    for await (const page of pagesOf(api, { path: 'users', pageSize, doing, signal })) {
      const fresh = page.rows.filter(({ id }) => !seen.has(Number(id)));
      for (const { id } of fresh) seen.add(Number(id));
      flaw ??=
        page.flaw ?? (fresh.length < page.rows.length ? 'users moved between pages while they were read' : undefined);
      const accounts = await this.#accounts(
        fresh.map((row) => userOf(row, doing)),
        view,
        signal,
      );
      yield { accounts };
      // A page without anything new is what a list that never ends looks like.
      if (fresh.length === 0) break;
    }
    const after = await countRows(api, { path: 'users', doing, signal });
    yield { accounts: [], proof: proofOf(flaw, before, seen.size, after) };
  }

  async get(id: string, request: ReadRequest): Promise<Account | undefined> {
    const user = await this.parts.users.get(id, request.signal);
    return user === undefined ? undefined : this.#account(user, await this.#view(request), user.groups ?? []);
  }

  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const { users } = this.parts;
    const number = /^\d+$/.test(text.trim()) ? await users.get(text.trim(), request.signal) : undefined;
    const found = text.trim() === '' ? [] : await users.search(text, request.limit, request.signal);
    const all = number === undefined ? found : [number, ...found.filter(({ id }) => id !== number.id)];
    return this.#accounts(exactFirst(all, text).slice(0, request.limit), await this.#view(request), request.signal);
  }

  async find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    const view = await this.#view(request);
    const found: Account[] = [];
    for (const { id } of await this.parts.users.find(terms, request.signal)) {
      // Lists do not tell the ids of groups; and what is adopted must be known to be no Super User.
      const user = await this.parts.users.get(id, request.signal);
      if (user !== undefined) found.push(this.#account(user, view, user.groups ?? []));
    }
    return found;
  }

  async #view({ attributes, signal }: ReadRequest): Promise<View> {
    const [tree, fields] = await Promise.all([this.parts.groups.tree(signal), this.parts.fields.fields(signal)]);
    return { names: attributes, tree, fields };
  }

  /** In the order given; the client sees to it that not too many are asked for at once. */
  async #accounts(users: readonly CoreUser[], view: View, signal: AbortSignal): Promise<readonly Account[]> {
    const accounts = await Promise.all(
      users.map(async (user) => {
        const groups = user.groups ?? groupsByTitle(user, view.tree);
        if (groups !== undefined) return this.#account(user, view, groups);
        const whole = await this.parts.users.get(user.id, signal);
        return whole === undefined ? undefined : this.#account(whole, view, whole.groups ?? []);
      }),
    );
    return accounts.filter((account) => account !== undefined);
  }

  #account(user: CoreUser, { names, fields, tree }: View, groups: readonly string[]): Account {
    return coreAccount(user, {
      names,
      fields,
      groups,
      protection: this.parts.protection.reason({ ...user, groups }, tree.superGroups),
    });
  }
}

interface View {
  readonly names: readonly string[];
  readonly tree: GroupTree;
  readonly fields: CustomFields;
}

/** Group ids by the titles in a list; `undefined` when a title is unknown or several groups have it. */
function groupsByTitle(user: CoreUser, tree: GroupTree): readonly string[] | undefined {
  const ids = user.groupTitles?.map((title) => tree.idsOf(title));
  return ids?.every(({ length }) => length === 1) === true ? ids.flat() : undefined;
}

function exactFirst(users: readonly CoreUser[], text: string): readonly CoreUser[] {
  const wanted = text.trim().toLowerCase();
  const exact = (user: CoreUser): boolean =>
    user.id === wanted || user.username.toLowerCase() === wanted || user.email.toLowerCase() === wanted;
  return [...users.filter(exact), ...users.filter((user) => !exact(user))];
}

function proofOf(
  flaw: string | undefined,
  before: number | undefined,
  seen: number,
  after: number | undefined,
): CompletenessProof {
  if (flaw !== undefined) return { complete: false, reason: flaw };
  if (before === undefined || after === undefined)
    return { complete: false, reason: 'Joomla did not tell how many users it has' };
  if (before !== after)
    return { complete: false, reason: `the number of users went from ${before} to ${after} while they were read` };
  if (seen !== after) return { complete: false, reason: `Joomla has ${after} users and listed ${seen}` };
  return { complete: true, how: `each of the ${seen} users that Joomla counts was listed once` };
}
