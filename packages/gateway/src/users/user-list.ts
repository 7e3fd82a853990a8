import {
  type Account,
  type AccountCondition,
  type AccountPage,
  type AccountQueries,
  UnsupportedError,
} from '@rollcall/contract';
import { compileFilter, type Filter, ScimError, sortResources, translateFilter } from '@rollcall/scim-protocol';
import type { Resource } from '../mapping/user-mapping.js';
import type { ListQuery } from '../request/list-query.js';
import { isId, type Tenant } from '../tenant.js';
import type { UserRenderer } from './render-user.js';
import { accountLanguage, accountOrder, conditionOf, conjuncts, widerConditionOf } from './user-conditions.js';

/** A page of resources, whole. */
export interface Found {
  readonly resources: readonly Resource[];
  readonly total: number;
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

interface Remembered {
  readonly key: string;
  readonly changes: number;
  readonly until: number;
  readonly resources: readonly Resource[];
}

const REMEMBERED_MS = 30_000;
const SCAN_PAGE = 500;

/**
 * Finds users: by a key where the filter names one, by the system itself where it can look, among those whom it does not leave out, and else
 * by looking through all of them, with a bound. Whatever the way, the whole filter is evaluated on what the system gives unless the system
 * answers exactly it.
 */
export class UserList {
  #remembered: Remembered | undefined;

  constructor(private readonly tenant: Tenant) {}

  async find(query: ListQuery, renderer: UserRenderer, signal: AbortSignal): Promise<Found> {
    const { filter } = query;
    const byKey = filter === undefined ? undefined : await this.#byKey(filter, renderer, signal);
    if (byKey !== undefined) return pageOf(await this.#fitting(byKey, filter, renderer), query, renderer);
    const { queries } = this.tenant.provider;
    return queries === undefined
      ? pageOf(await this.#remember(query, () => this.#look(query, renderer, signal)), query, renderer)
      : this.#ask(queries, query, renderer, signal);
  }

  /** The few accounts that can fit, where one condition is on a key. */
  async #byKey(
    filter: Filter,
    { mapping }: UserRenderer,
    signal: AbortSignal,
  ): Promise<readonly Account[] | undefined> {
    const { provider, memory } = this.tenant;
    const request = { attributes: mapping.names, signal };
    for (const part of conjuncts(filter)) {
      const condition = conditionOf(part, mapping);
      if (condition !== undefined && 'ids' in condition && provider.accounts !== undefined) {
        const found = await Promise.all(
          condition.ids.filter(isId).map(async (id) => provider.accounts?.get(id, request)),
        );
        return found.filter((account) => account !== undefined);
      }
      if (
        condition !== undefined &&
        'attribute' in condition &&
        condition.is === 'eq' &&
        provider.writer !== undefined
      ) {
        const attribute = mapping.attribute(condition.attribute);
        if (attribute?.findable === true && attribute.unique === true)
          return provider.writer.find([{ attribute: attribute.name, value: condition.value }], request);
      }
      const isExternal =
        part.kind === 'compare' && part.operator === 'eq' && part.attribute.name.toLowerCase() === 'externalid';
      if (isExternal && !mapping.keepsExternalId && provider.accounts !== undefined) {
        const id = await memory.idOf('User', String(part.value));
        const account = id === undefined ? undefined : await provider.accounts.get(id, request);
        return account === undefined ? [] : [account];
      }
    }
    return undefined;
  }

  /** Those that a client may see and for which the filter holds. */
  async #fitting(
    accounts: readonly Account[],
    filter: Filter | undefined,
    renderer: UserRenderer,
  ): Promise<readonly Resource[]> {
    const resources = await renderer.renderAll(await this.#seen(accounts));
    if (filter === undefined) return resources;
    return resources.filter(compileFilter(filter, renderer.mapping.index));
  }

  /** What a client deleted is gone for it, as long as it stays deactivated. */
  async #seen(accounts: readonly Account[]): Promise<readonly Account[]> {
    if (accounts.every(({ active }) => active !== false)) return accounts;
    const kept = await Promise.all(
      accounts.map(async ({ id, active }) => active !== false || !(await this.tenant.memory.isGone(id))),
    );
    return accounts.filter((_, at) => kept[at]);
  }

  async #ask(queries: AccountQueries, query: ListQuery, renderer: UserRenderer, signal: AbortSignal): Promise<Found> {
    const { filter, order, page, after } = query;
    const asked = order === undefined ? undefined : accountOrder(order, renderer.mapping);
    const language = accountLanguage(renderer.mapping, (condition) => queries.supports(condition));
    const { query: pushed, remainder } =
      filter === undefined ? { query: undefined, remainder: undefined } : translateFilter(filter, language);
    const gone = await this.tenant.memory.gone();
    const hidden: readonly AccountCondition[] =
      gone.size === 0 ? [] : [{ any: [{ active: true }, { not: { ids: [...gone] } }] }];
    const isExact =
      remainder === undefined &&
      (pushed === undefined || queries.supports(pushed)) &&
      (order === undefined || (asked !== undefined && queries.supportsOrder(asked))) &&
      hidden.every((one) => queries.supports(one));
    const usable = pushed === undefined || !queries.supports(pushed) ? [] : [pushed];
    const all = isExact ? [...usable, ...hidden] : usable;
    const where = all.length === 0 ? {} : { where: all.length === 1 && all[0] !== undefined ? all[0] : { all } };
    if (!isExact) return pageOf(await this.#through(queries, where, query, renderer, signal), query, renderer);
    const answer = await queries.page({
      ...where,
      ...(asked === undefined ? {} : { order: asked }),
      ...(after === undefined ? {} : { after }),
      ...(page.method === 'index' && page.startIndex > 1 ? { offset: page.startIndex - 1 } : {}),
      limit: page.count,
      total: true,
      attributes: renderer.mapping.names,
      signal,
    });
    return {
      resources: page.count === 0 ? [] : await renderer.renderAll(answer.accounts),
      total: answer.total ?? 0,
      ...(answer.next === undefined || page.count === 0 ? {} : { next: answer.next }),
    };
  }

  /** The system gives those for which a part of the filter holds; the rest of it is looked at here. */
  async #through(
    queries: AccountQueries,
    where: { readonly where?: AccountCondition },
    { filter, order }: ListQuery,
    renderer: UserRenderer,
    signal: AbortSignal,
  ): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    let looked = 0;
    for (let after: string | undefined; ; ) {
      const page = await queries.page({
        ...where,
        ...(after === undefined ? {} : { after }),
        limit: SCAN_PAGE,
        total: false,
        attributes: renderer.mapping.names,
        signal,
      });
      this.#bound((looked += page.accounts.length));
      found.push(...(await this.#fitting(page.accounts, filter, renderer)));
      after = page.next;
      // A cursor names an id, so that without an order of its own the list must be in that of the ids.
      if (after === undefined) return order === undefined ? found.sort(byId) : found;
    }
  }

  /** A list that is wholly at hand stays so for a moment: clients ask page by page. */
  async #remember({ filter }: ListQuery, look: () => Promise<readonly Resource[]>): Promise<readonly Resource[]> {
    const { tenant } = this;
    const key = JSON.stringify(filter ?? null);
    const known = this.#remembered;
    if (known !== undefined && known.key === key && known.changes === tenant.changes && known.until > tenant.now())
      return known.resources;
    const { changes } = tenant;
    const resources = await look();
    this.#remembered = { key, changes, until: tenant.now() + REMEMBERED_MS, resources };
    return resources;
  }

  /** Those whom the system does not leave out, or all, looked through. */
  async #look({ filter }: ListQuery, renderer: UserRenderer, signal: AbortSignal): Promise<readonly Resource[]> {
    const { prefilter, accounts } = this.tenant.provider;
    const request = { attributes: renderer.mapping.names, signal };
    const wider = filter === undefined ? undefined : widerConditionOf(filter, renderer.mapping);
    if (wider !== undefined && prefilter?.narrows(wider) === true) {
      try {
        return await this.#fittingOf(prefilter.candidates(wider, request), filter, renderer);
      } catch (error) {
        if (!UnsupportedError.is(error)) throw error;
      }
    }
    return this.#fittingOf(accountsOf(accounts?.pages(request) ?? []), filter, renderer);
  }

  async #fittingOf(
    pages: AsyncIterable<readonly Account[]>,
    filter: Filter | undefined,
    renderer: UserRenderer,
  ): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    let looked = 0;
    for await (const accounts of pages) {
      this.#bound((looked += accounts.length));
      found.push(...(await this.#fitting(accounts, filter, renderer)));
    }
    return found.sort(byId);
  }

  #bound(looked: number): void {
    const { maxScan } = this.tenant.options;
    if (looked > maxScan)
      throw new ScimError(
        400,
        `this asks to look through more than ${maxScan} accounts; ask for userName or id, or for less`,
        'tooMany',
      );
  }
}

async function* accountsOf(
  pages: AsyncIterable<AccountPage> | Iterable<AccountPage>,
): AsyncGenerator<readonly Account[]> {
  for await (const { accounts } of pages) yield accounts;
}

/** The page of a list that is wholly at hand. A cursor names the last id shown, or with an order how many were. */
function pageOf(all: readonly Resource[], { order, page, after }: ListQuery, { mapping }: UserRenderer): Found {
  if (order === undefined) return pageOfList(all, page, after);
  const sorted = sortResources(all, order.by, mapping.index, order.descending ? 'descending' : 'ascending');
  const start = page.method === 'index' ? page.startIndex - 1 : Number(after ?? 0);
  return pageFrom(sorted, start, page.count, (end) => String(end));
}

/** A page of resources that are in the order of their ids: what comes and goes meanwhile shifts no cursor. */
export function pageOfList(all: readonly Resource[], page: ListQuery['page'], after: string | undefined): Found {
  const first = after === undefined ? 0 : all.findIndex((one) => byId(one, { id: after }) > 0);
  const start = page.method === 'index' ? page.startIndex - 1 : first < 0 ? all.length : first;
  return pageFrom(all, start, page.count, (_end, last) => String(last?.id));
}

function pageFrom(
  all: readonly Resource[],
  start: number,
  count: number,
  place: (end: number, last: Resource | undefined) => string,
): Found {
  const resources = all.slice(start, start + count);
  const end = start + resources.length;
  const isLast = end >= all.length || count === 0;
  return { resources, total: all.length, ...(isLast ? {} : { next: place(end, resources.at(-1)) }) };
}

/** Numbers as numbers, other ids by their characters. */
export function byId(a: Resource, b: Resource): number {
  const [left, right] = [String(a.id), String(b.id)];
  const isNumber = /^\d{1,15}$/.test(left) && /^\d{1,15}$/.test(right);
  if (isNumber) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
