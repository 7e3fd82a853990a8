import type { Group, GroupReader, GroupWriter, MembershipChange, WriteContext } from '@rollcall/contract';
import { NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { GROUP_URN } from '@rollcall/scim-protocol';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import { resourcePages } from '../read/resource-pages.js';
import { idOf, type Row, resourceIn, type ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { scimError, unreadable } from '../scim-errors.js';
import { groupSupport } from '../write/operation-support.js';
import { idFromLocation } from '../write/user-requests.js';
import { patchMembers, putMembers } from './change-members.js';
import { groupGone } from './group-gone.js';
import type { Nesting } from './nesting.js';

/** Groups of a service; members are written with the group. */
export class ScimGroups implements GroupReader, GroupWriter {
  readonly membership = 'group';

  constructor(
    private readonly api: ScimApi,
    private readonly config: ScimConfig,
    private readonly facts: ServiceFacts,
    /** Members of groups within a group are its members as well. */
    private readonly nesting?: Nesting,
  ) {}

  /** Every group, without its members. A service without groups has none; a list that was cut short is no list. */
  async *list(signal: AbortSignal): AsyncIterable<Group> {
    const facts = await this.facts.get(signal);
    if (!groupSupport(this.config, facts).supported) return;
    const doing = `reading groups of ${this.api.root}`;
    const { manner, service } = facts;
    const listing = {
      api: this.api,
      path: service.groupsPath,
      what: 'groups',
      doing,
      pageSize: manner.pageSize,
      query: { excludedAttributes: 'members' },
      signal,
    };
    try {
      for await (const { resources, proof } of resourcePages(listing, manner)) {
        yield* resources.flatMap(groupOf);
        if (proof?.complete === false)
          throw new UnavailableError({
            code: 'scim-groups-unproven',
            doing,
            happened: proof.reason,
            outcome: 'not-sent',
            hint: 'run again when nobody changes groups',
          });
      }
    } catch (error) {
      // Discovery said nothing of groups, and there are none.
      if (!UnsupportedError.is(error) && !NotFoundError.is(error)) throw error;
    }
  }

  async *members(groupId: string, signal: AbortSignal): AsyncIterable<readonly string[]> {
    const { service } = await this.facts.get(signal);
    const doing = `reading members of group ${groupId} of ${this.api.root}`;
    const ids = this.nesting === undefined ? [groupId] : await this.nesting.within(groupId, signal);
    const seen = new Set<string>();
    for (const id of ids) {
      const group = await this.api.get(service.groupsPath, id, { doing, signal });
      if (group === undefined && id === groupId) throw groupGone(doing);
      const fresh = memberIds(group ?? {}).filter((member) => !seen.has(member) && !ids.includes(member));
      for (const member of fresh) seen.add(member);
      yield fresh;
    }
  }

  async create(name: string, { signal }: WriteContext): Promise<Group> {
    const doing = `creating the group "${name}" at ${this.api.root}`;
    const facts = await this.#writable(doing, signal);
    const json = { schemas: [GROUP_URN], displayName: name };
    const answer = await this.api.send('POST', facts.service.groupsPath, { doing, signal, json });
    if (answer.status < 200 || answer.status > 299) throw scimError(answer, doing, true);
    const told = resourceIn(answer);
    const id = (told === undefined ? undefined : idOf(told)) ?? idFromLocation(answer.headers.get('location'));
    if (id === undefined) throw unreadable(answer, doing, true);
    return { id, name };
  }

  /** Adds and removes just these members, as many at once as the service takes. */
  async change(change: MembershipChange, { signal }: WriteContext): Promise<void> {
    const doing = `changing members of group ${change.groupId} at ${this.api.root}`;
    const facts = await this.#writable(doing, signal);
    const by = { api: this.api, config: this.config, facts, doing, signal };
    if (facts.manner.groupUpdateBy === 'put') return putMembers(change, by);
    try {
      await patchMembers(change, by);
    } catch (error) {
      // Refused, and nothing says that it must be PATCH.
      if (!UnsupportedError.is(error) || !isRefusal(error) || !this.facts.learnNoPatch('groups')) throw error;
      await putMembers(change, by);
    }
  }

  async #writable(doing: string, signal: AbortSignal): Promise<Facts> {
    const facts = await this.facts.get(signal);
    const support = groupSupport(this.config, facts);
    if (support.supported) return facts;
    throw new UnsupportedError({ code: 'scim-no-groups', doing, happened: support.reason });
  }
}

/** The service does not know the method, as against one that takes a change and does not heed it. */
function isRefusal({ code }: UnsupportedError): boolean {
  return code === 'scim-unsupported';
}

/** Ids of the members that are users; services without types of members have users only. */
export function memberIds({ members }: Row): readonly string[] {
  if (!Array.isArray(members)) return [];
  return (members as readonly unknown[]).flatMap((member) => {
    const { value, type } = (typeof member === 'object' && member !== null ? member : {}) as Row;
    const isGroup = typeof type === 'string' && type.toLowerCase() === 'group';
    return value === undefined || value === null || isGroup ? [] : [String(value)];
  });
}

function groupOf(resource: Row): readonly Group[] {
  const id = idOf(resource);
  if (id === undefined) return [];
  return [{ id, name: typeof resource.displayName === 'string' ? resource.displayName : id }];
}
