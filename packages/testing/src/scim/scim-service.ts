import { GROUP_INDEX, GROUP_URN, type SchemaIndex, schemasOf, USER_INDEX, USER_URN } from '@rollcall/scim-protocol';
import { ResourceStore, type StoredResource } from './resource-store.js';
import { isRow, type Row } from './row.js';

export interface ScimServiceOptions {
  /** Milliseconds since 1970, for `meta`; absent: a fixed moment, so that the same history gives the same service. */
  readonly now?: () => number;
}

export type ScimType = 'User' | 'Group';

/** What a SCIM service holds: users, groups, and who is in which. Tests read and change it directly. */
export class ScimService {
  /** Without their groups, which the service knows. */
  readonly users: ResourceStore;
  /** With their members. */
  readonly groups: ResourceStore;
  readonly #groupsOf = new Map<string, Set<string>>();
  #ids = 0;

  constructor({ now = () => Date.UTC(2026, 0, 5, 8) }: ScimServiceOptions = {}) {
    const clock = (): Date => new Date(now());
    this.users = new ResourceStore({
      resourceType: 'User',
      indexed: [
        { name: 'userName', folded: true },
        { name: 'externalId', folded: false },
      ],
      now: clock,
    });
    this.groups = new ResourceStore({
      resourceType: 'Group',
      indexed: [
        { name: 'displayName', folded: true },
        { name: 'externalId', folded: false },
      ],
      now: clock,
    });
  }

  /** The users or the groups, by resource type. */
  store(type: ScimType): ResourceStore {
    return type === 'User' ? this.users : this.groups;
  }

  /** Adds a user as it is, `active` unless told; for tests. */
  addUser(attributes: Row): StoredResource {
    return this.put('User', this.newId('User'), { schemas: [USER_URN], active: true, ...attributes });
  }

  /** Adds a group with these members, by their ids; for tests. */
  addGroup(displayName: string, members: readonly string[] = []): StoredResource {
    const content = { schemas: [GROUP_URN], displayName, members: members.map((value) => ({ value })) };
    return this.put('Group', this.newId('Group'), content);
  }

  /** An id that no resource ever had: letters, as real services have them. */
  newId(type: ScimType): string {
    this.#ids += 1;
    return `${type === 'User' ? 'u' : 'g'}-${this.#ids.toString(36).padStart(6, '0')}`;
  }

  /** Stores a whole resource, without looking whether it is allowed. */
  put(type: ScimType, id: string, content: Row): StoredResource {
    if (type === 'User') {
      const { groups: _, ...own } = content;
      return this.users.put(id, { ...own, schemas: schemasOf(own, USER_INDEX) });
    }
    this.#join(id, memberIdsOf(this.groups.get(id)), memberIdsOf(content));
    const { members, ...rest } = content;
    const some = Array.isArray(members) && members.length > 0 ? { members } : {};
    return this.groups.put(id, { ...rest, ...some, schemas: schemasOf(rest, GROUP_INDEX) });
  }

  /** Removes a resource; a user leaves all groups, and a group all its members. */
  remove(type: ScimType, id: string): boolean {
    if (type === 'Group') this.#join(id, memberIdsOf(this.groups.get(id)), []);
    else
      for (const groupId of this.groupIdsOf(id)) {
        const group = this.groups.get(groupId);
        if (group === undefined) continue;
        this.put('Group', groupId, { ...group, members: membersOf(group).filter(({ value }) => value !== id) });
      }
    return this.store(type).remove(id);
  }

  /** Ids of the groups that a user is in. */
  groupIdsOf(userId: string): readonly string[] {
    return [...(this.#groupsOf.get(userId) ?? [])];
  }

  /** Ids of the members of a group. */
  memberIds(groupId: string): readonly string[] {
    return memberIdsOf(this.groups.get(groupId));
  }

  #join(groupId: string, before: readonly string[], after: readonly string[]): void {
    const [left, joined] = [new Set(before), new Set(after)];
    for (const id of left) if (!joined.has(id)) this.#groupsOf.get(id)?.delete(groupId);
    for (const id of joined)
      if (!left.has(id)) this.#groupsOf.set(id, (this.#groupsOf.get(id) ?? new Set()).add(groupId));
  }
}

export function indexOf(type: ScimType): SchemaIndex {
  return type === 'User' ? USER_INDEX : GROUP_INDEX;
}

export function membersOf(group: Row | undefined): readonly Row[] {
  return Array.isArray(group?.members) ? (group.members as readonly unknown[]).filter(isRow) : [];
}

export function memberIdsOf(group: Row | undefined): readonly string[] {
  return membersOf(group).map(({ value }) => String(value));
}
