import { type Account, type Group, NotFoundError, type WriteContext } from '@rollcall/contract';
import { ScimError } from '@rollcall/scim-protocol';
import type { ScimRequest } from '../request/scim-request.js';
import { isId, refuseProtected, type Tenant } from '../tenant.js';
import { contextOf, unsupported } from '../users/users-endpoint.js';

/** So many are asked for at once where the system takes several ids. */
const IDS = 50;

/** Who is in groups, and changes of that, whichever way the system writes it. */
export class GroupMembers {
  constructor(private readonly tenant: Tenant) {}

  /** Ids of all direct members. */
  async all(group: Group, signal: AbortSignal): Promise<readonly string[]> {
    const { groups, accounts } = this.tenant.provider;
    const ids: string[] = [];
    if (groups?.members !== undefined) {
      for await (const page of groups.members(group.id, signal)) for (const id of page) ids.push(id);
      return ids;
    }
    let looked = 0;
    for await (const page of accounts?.pages({ attributes: [], signal }) ?? []) {
      looked += page.accounts.length;
      if (looked > this.tenant.options.maxScan)
        throw new ScimError(
          400,
          'the members can only be found by looking through all accounts, and there are too many; leave "members" out',
          'tooMany',
        );
      for (const { id, groups: own } of page.accounts) if (own?.includes(group.id) === true) ids.push(id);
    }
    return ids;
  }

  /** Which of these groups an account is in; nobody is in none. */
  async groupsOf(account: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const found = isId(account)
      ? await this.tenant.provider.accounts?.get(account, { attributes: [], signal })
      : undefined;
    return new Set(found?.groups);
  }

  /** Adds and removes just these. Throws before anything is written when one of them is not there or protected. */
  async change(group: Group, add: readonly string[], remove: readonly string[], request: ScimRequest): Promise<void> {
    if (add.length === 0 && remove.length === 0) return;
    if (group.privileged !== undefined)
      throw new ScimError(403, `who is in this group is never changed from outside: ${group.privileged}`);
    const { tenant } = this;
    const { groupWriter } = tenant.provider;
    if (groupWriter === undefined) throw unsupported('writing of memberships');
    const accounts = await this.check(add, remove, request.signal);
    // Who is gone is in no group.
    const leaving = remove.filter((id) => accounts.has(id));
    if (add.length === 0 && leaving.length === 0) return;
    const subject = { operation: 'members', target: group.id, added: add.length, removed: leaving.length } as const;
    await tenant.audit.write(request, subject, () =>
      groupWriter.membership === 'group'
        ? this.#byGroup(group, add, leaving, contextOf(request))
        : this.#byAccount(group, add, leaving, request),
    );
    tenant.changed('members');
  }

  /** The accounts that shall join or leave. Throws for one that shall join and is not there, and for a protected one. */
  async check(
    add: readonly string[],
    remove: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Account>> {
    const accounts = await this.#accounts([...add, ...remove], signal);
    for (const account of accounts.values()) refuseProtected(account);
    const missing = add.find((id) => !accounts.has(id));
    if (missing === undefined) return accounts;
    if ((await this.tenant.groups(signal)).has(missing)) throw groupAmongMembers(missing);
    throw new ScimError(400, `"members": there is no User "${missing}"`, 'invalidValue');
  }

  async #byGroup(
    { id }: Group,
    add: readonly string[],
    remove: readonly string[],
    context: WriteContext,
  ): Promise<void> {
    const { groupWriter } = this.tenant.provider;
    if (groupWriter?.change === undefined) throw unsupported('writing of memberships');
    await groupWriter.change({ groupId: id, add, remove }, context);
  }

  async #byAccount(
    group: Group,
    add: readonly string[],
    remove: readonly string[],
    request: ScimRequest,
  ): Promise<void> {
    const { tenant } = this;
    const { writer, limits } = tenant.provider;
    if (writer === undefined) throw unsupported('writing of memberships');
    const waiting = [
      ...add.map((id) => ({ id, groups: { add: [group.id], remove: [] } })),
      ...remove.map((id) => ({ id, groups: { add: [], remove: [group.id] } })),
    ];
    const failures: Error[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined && failures.length === 0; next = waiting.pop()) {
        const { id, groups } = next;
        try {
          await tenant.lanes.run(`User:${id}`, () =>
            writer.update(id, { set: {}, before: {}, groups }, contextOf(request)),
          );
        } catch (error) {
          if (!NotFoundError.is(error) || groups.add.length > 0) failures.push(error as Error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(limits?.concurrency ?? 4, waiting.length) }, work));
    const [failure] = failures;
    if (failure !== undefined) throw failure;
  }

  async #accounts(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Account>> {
    const { accounts, queries, prefilter } = this.tenant.provider;
    const wanted = [...new Set(ids)].filter(isId);
    if (wanted.length > 1 && queries?.supports({ ids: wanted }) === true) {
      const found = await queries.page({
        where: { ids: wanted },
        limit: wanted.length,
        total: false,
        attributes: [],
        signal,
      });
      return new Map(found.accounts.map((account) => [account.id, account]));
    }
    if (wanted.length > 1 && prefilter?.narrows({ ids: wanted.slice(0, IDS) }) === true) {
      const found = new Map<string, Account>();
      for (let at = 0; at < wanted.length; at += IDS)
        for await (const page of prefilter.candidates({ ids: wanted.slice(at, at + IDS) }, { attributes: [], signal }))
          for (const account of page) if (wanted.includes(account.id)) found.set(account.id, account);
      return found;
    }
    const found = await Promise.all(wanted.map(async (id) => accounts?.get(id, { attributes: [], signal })));
    return new Map(found.flatMap((account) => (account === undefined ? [] : [[account.id, account] as const])));
  }
}

/** No system behind the gateway takes a group into a group by SCIM: what it would mean for rights differs from one to the next. */
export function groupAmongMembers(id: string): ScimError {
  return new ScimError(
    400,
    `"members": "${id}" is a Group, and groups in groups are not possible here; add its Users instead`,
    'invalidValue',
  );
}
