import type { Group, GroupReader, GroupWriter, WriteContext } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import { rowOf } from './core-api.js';
import { coreError, isApiMissing } from './core-errors.js';
import type { CoreParts } from './core-reader.js';
import type { GroupTree } from './group-directory.js';
import { membersOf } from './shared-titles.js';

/** User groups by the Web Services API. Who is in them is written with the account. */
export class CoreGroups implements GroupReader, GroupWriter {
  readonly membership = 'account';

  constructor(private readonly parts: CoreParts) {}

  async *list(signal: AbortSignal): AsyncIterable<Group> {
    try {
      yield* (await this.parts.groups.refresh(signal)).groups;
    } catch (error) {
      if (!isApiMissing(error)) throw error;
      throw new UnsupportedError({
        code: 'joomla-groups-off',
        doing: `reading user groups of ${this.parts.users.api.site}`,
        happened: "the site does not answer as Joomla's Web Services API, and nothing else tells of its groups",
        hint: 'in Joomla: System → Manage → Plugins: turn on "Web Services - Users"; or take "groups" out of the sync',
        cause: error,
      });
    }
  }

  async *members(groupId: string, signal: AbortSignal): AsyncIterable<readonly string[]> {
    const {
      users: { api },
      pageSize,
    } = this.parts;
    const doing = `reading members of group ${groupId} of ${api.site}`;
    // With an unknown group id Joomla could leave the filter out and list everybody.
    await this.parts.groups.treeWith([groupId], doing, signal);
    yield* membersOf(api, groupId, pageSize, signal);
  }

  /** Makes a group, under Registered unless told otherwise; one that is there already is taken. */
  async create(name: string, { signal }: WriteContext, parentId?: string): Promise<Group> {
    const {
      groups,
      users: { api },
    } = this.parts;
    const doing = `creating the group "${name}" on ${api.site}`;
    const title = name.trim();
    const tree = await groups.refresh(signal);
    const parent = parentId ?? tree.parentOfNew;
    if (parent === undefined || title === '')
      throw new RejectedError({
        code: 'joomla-group',
        doing,
        happened: title === '' ? 'it has no name' : 'the site has no group to put it under',
        hint: 'create the group by hand in Joomla: Users → Groups',
      });
    const there = groupUnder(tree, parent, title);
    if (there !== undefined) return there;
    const answer = await api.send('POST', 'users/groups', {
      doing,
      signal,
      json: { title, parent_id: Number(parent) },
    });
    // The answer may be lost or untrue; the list tells.
    const made = answer.status === 200 ? rowOf(answer) : undefined;
    const after = await groups.refresh(signal);
    const group = groupUnder(after, parent, title) ?? (made === undefined ? undefined : after.get(made.id));
    if (group === undefined) throw coreError(answer, doing, true);
    return group;
  }
}

function groupUnder(tree: GroupTree, parent: string, title: string): Group | undefined {
  return tree
    .idsOf(title)
    .map((id) => tree.get(id))
    .find((group) => group?.parentId === parent);
}
