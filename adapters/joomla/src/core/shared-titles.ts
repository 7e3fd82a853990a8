import { UnavailableError } from '@rollcall/contract';
import type { CoreApi } from './core-api.js';
import type { CoreUser } from './core-user.js';
import type { GroupTree } from './group-directory.js';
import { usersByDate } from './users-by-date.js';

/**
 * Lists tell the titles of a user's groups, and several groups may have one title. Then the members of those groups are
 * listed, each group once in a reading, instead of asking for each user.
 */
export class SharedTitles {
  readonly #members = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(
    private readonly api: CoreApi,
    private readonly tree: GroupTree,
    private readonly pageSize: number,
  ) {}

  /** Were lists of members read already? */
  get hasLists(): boolean {
    return this.#members.size > 0;
  }

  /** Has the user a title that several groups have? */
  concerns({ groupTitles = [] }: CoreUser): boolean {
    return groupTitles.some((title) => this.tree.idsOf(title).length > 1);
  }

  /** Ids of the user's groups; `undefined` where the titles and the lists do not agree, or a title is unknown. */
  async groupsOf(user: CoreUser, signal: AbortSignal): Promise<readonly string[] | undefined> {
    if (user.groupTitles === undefined) return undefined;
    const found: string[] = [];
    for (const title of new Set(user.groupTitles)) {
      const ids = this.tree.idsOf(title);
      const theirs = ids.length > 1 ? await this.#among(ids, user.id, signal) : ids;
      if (theirs.length !== user.groupTitles.filter((each) => each === title).length) return undefined;
      found.push(...theirs);
    }
    return found;
  }

  async #among(groups: readonly string[], userId: string, signal: AbortSignal): Promise<readonly string[]> {
    const theirs: string[] = [];
    for (const id of groups) if ((await this.#membersOf(id, signal)).has(userId)) theirs.push(id);
    return theirs;
  }

  #membersOf(groupId: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const known = this.#members.get(groupId) ?? this.#read(groupId, signal);
    this.#members.set(groupId, known);
    return known;
  }

  async #read(groupId: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const members = new Set<string>();
    for await (const page of membersOf(this.api, groupId, this.pageSize, signal))
      for (const id of page) members.add(id);
    return members;
  }
}

/** Ids of the direct members of a group that there is, each once. */
export async function* membersOf(
  api: CoreApi,
  groupId: string,
  pageSize: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const doing = `reading members of group ${groupId} of ${api.site}`;
  for await (const { rows, end } of usersByDate(api, {
    query: { 'filter[groupid]': groupId },
    pageSize,
    doing,
    signal,
  })) {
    if (end?.flaw !== undefined)
      throw new UnavailableError({ code: 'joomla-members', doing, happened: end.flaw, outcome: 'not-sent' });
    if (rows.length > 0) yield rows.map(({ id }) => id);
  }
}
