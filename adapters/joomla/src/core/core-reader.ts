import type {
  Account,
  AccountPage,
  AccountReader,
  CompletenessProof,
  CorrelationTerm,
  ReadRequest,
} from '@rollcall/contract';
import { UnsupportedError } from '@rollcall/contract';
import type { JoomlaFilters, JoomlaQuery } from '@rollcall/scim-protocol';
import type { Protection } from '../protection.js';
import { coreAccount } from './core-attributes.js';
import type { CoreUser } from './core-user.js';
import { type CoreUsers, userOf } from './core-users.js';
import { rfc3339 } from './date-window.js';
import type { CustomFields, FieldCatalogue } from './field-catalogue.js';
import type { GroupDirectory, GroupTree } from './group-directory.js';
import { countRows } from './paging.js';
import { SharedTitles } from './shared-titles.js';
import { usersByDate } from './users-by-date.js';

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
      groups,
      pageSize,
    } = this.parts;
    const { signal } = request;
    const doing = `reading users of ${api.site}`;
    const view = await this.#view(request);
    const titles = new SharedTitles(api, view.tree, pageSize);
    const before = await countRows(api, { path: 'users', doing, signal });
    let seen = 0;
    let flaw: string | undefined;
    for await (const { rows, end } of usersByDate(api, { pageSize, doing, signal })) {
      seen += rows.length;
      flaw ??= end?.flaw;
      const users = rows.map((row) => userOf(row, doing));
      if (users.length > 0) yield { accounts: await this.#listed(users, { ...view, titles }, signal) };
    }
    // Titles that went from one group to another meanwhile would put people into the wrong groups.
    if (!view.tree.sameAs(await groups.refresh(signal))) flaw ??= 'user groups were changed while users were read';
    yield { accounts: [], proof: await this.#proof({ flaw, before, seen }, signal) };
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
    const view = await this.#view(request);
    const titles = new SharedTitles(this.parts.users.api, view.tree, this.parts.pageSize);
    return this.#listed(exactFirst(all, text).slice(0, request.limit), { ...view, titles }, request.signal);
  }

  /** Whoever one of the questions finds, each once. Rejects where Joomla's lists cannot be trusted to hold everybody. */
  async *candidates({ anyOf }: JoomlaQuery, request: ReadRequest): AsyncIterable<readonly Account[]> {
    const { api } = this.parts.users;
    const { signal } = request;
    const doing = `looking for users of ${api.site}`;
    const pageSize = Math.max(this.parts.pageSize, CANDIDATES);
    const view = await this.#view(request);
    const titles = new SharedTitles(api, view.tree, pageSize);
    const seen = new Set<string>();
    for (const filters of anyOf) {
      const { registered: within = {} } = filters;
      for await (const { rows, end } of usersByDate(api, {
        query: queryOf(filters),
        within,
        pageSize,
        doing,
        signal,
      })) {
        if (end?.flaw !== undefined) throw new UnsupportedError({ code: 'joomla-filter', doing, happened: end.flaw });
        const users = rows.filter(({ id }) => !seen.has(id)).map((row) => userOf(row, doing));
        for (const { id } of users) seen.add(id);
        if (users.length > 0) yield await this.#listed(users, { ...view, titles }, signal);
      }
    }
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

  /** Accounts of users from a list. Who has a title that several groups have is asked for, or found in the lists of those groups where many are. */
  async #listed(
    users: readonly CoreUser[],
    { titles, ...view }: View & { readonly titles: SharedTitles },
    signal: AbortSignal,
  ): Promise<readonly Account[]> {
    const many = titles.hasLists || users.filter((user) => titles.concerns(user)).length > FEW;
    return this.#accounts(
      users,
      view,
      (user) => (many || !titles.concerns(user) ? titles.groupsOf(user, signal) : Promise.resolve(undefined)),
      signal,
    );
  }

  /** In the order given; the client sees to it that not too many are asked for at once. */
  async #accounts(
    users: readonly CoreUser[],
    view: View,
    groupsOf: (user: CoreUser) => Promise<readonly string[] | undefined>,
    signal: AbortSignal,
  ): Promise<readonly Account[]> {
    const accounts = await Promise.all(
      users.map(async (user) => {
        const groups = user.groups ?? (await groupsOf(user));
        if (groups !== undefined) return this.#account(user, view, groups);
        const whole = await this.parts.users.get(user.id, signal);
        return whole === undefined ? undefined : this.#account(whole, view, whole.groups ?? []);
      }),
    );
    return accounts.filter((account) => account !== undefined);
  }

  /** The windows prove that nobody was passed over. Joomla's own counts are asked besides, in case a filter hides somebody. */
  async #proof({ flaw, before, seen }: Reading, signal: AbortSignal): Promise<CompletenessProof> {
    const { api } = this.parts.users;
    const counted = { path: 'users', doing: `counting users of ${api.site}`, signal };
    const after = await countRows(api, counted);
    if (flaw !== undefined) return { complete: false, reason: flaw };
    if (before === undefined || after === undefined)
      return { complete: false, reason: 'Joomla did not tell how many users it has' };
    if (seen < Math.min(before, after) || seen > Math.max(before, after)) {
      const counts = before === after ? `${after}` : `${before}, then ${after}`;
      return { complete: false, reason: `Joomla counts ${counts} users and listed ${seen}` };
    }
    const dated = before === after ? after : await countRows(api, { ...counted, query: DATED });
    if (dated !== after)
      return { complete: false, reason: `Joomla counts ${after} users, of whom ${dated} have a registration date` };
    return { complete: true, how: `each of ${seen} users was listed once, in windows of the registration date` };
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

/** Joomla sets no limit, and one answer of a thousand costs it less than ten of a hundred. */
const CANDIDATES = 1_000;

/** All but the registration date, in windows of which users are read anyway. */
function queryOf({ search, state, groupid, visited = {} }: JoomlaFilters): Readonly<Record<string, string>> {
  const filters = {
    search,
    state,
    groupid,
    lastVisitDateStart: visited.from === undefined ? undefined : rfc3339(visited.from),
    lastVisitDateEnd: visited.to === undefined ? undefined : rfc3339(visited.to),
  };
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[`filter[${name}]`, value]])),
  );
}

/** So few users are rather asked for than looked for in lists. */
const FEW = 3;
/** Whoever has a registration date at all. */
const DATED = { 'filter[registrationDateEnd]': '9999-12-31T23:59:59Z' } as const;

interface Reading {
  readonly flaw: string | undefined;
  /** Users that Joomla counted before the reading. */
  readonly before: number | undefined;
  readonly seen: number;
}

interface View {
  readonly names: readonly string[];
  readonly tree: GroupTree;
  readonly fields: CustomFields;
}

function exactFirst(users: readonly CoreUser[], text: string): readonly CoreUser[] {
  const wanted = text.trim().toLowerCase();
  const exact = (user: CoreUser): boolean =>
    user.id === wanted || user.username.toLowerCase() === wanted || user.email.toLowerCase() === wanted;
  return [...users.filter(exact), ...users.filter((user) => !exact(user))];
}
