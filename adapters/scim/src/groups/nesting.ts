import { UnavailableError } from '@rollcall/contract';
import type { ServiceFacts } from '../discovery/service-facts.js';
import { resourcePages } from '../read/resource-pages.js';
import { idOf, type Row, type ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { groupSupport } from '../write/operation-support.js';

/** Which groups each group is a member of, by id. */
type Parents = ReadonlyMap<string, readonly string[]>;

/**
 * Groups within groups, for the setting `groupMembers: nested`: who is in a group is in all groups that this one is in. Services show of a
 * user the groups that it is in directly, and may show the others; so the groups are read once with their members, which is the only place
 * that always tells.
 */
export class Nesting {
  #parents: Promise<Parents> | undefined;

  constructor(
    private readonly api: ScimApi,
    private readonly config: ScimConfig,
    private readonly facts: ServiceFacts,
  ) {}

  /** The next question reads them anew. */
  forget(): void {
    this.#parents = undefined;
  }

  /** A function that adds to groups all those that they are within; a circle ends where it began. */
  async widening(signal: AbortSignal): Promise<(groups: readonly string[]) => readonly string[]> {
    const parents = await this.#known(signal);
    return (groups) => {
      const all = new Set(groups);
      for (const group of all) for (const parent of parents.get(group) ?? []) all.add(parent);
      return [...all];
    };
  }

  /** The group and all that are within it. */
  async within(group: string, signal: AbortSignal): Promise<readonly string[]> {
    const parents = await this.#known(signal);
    const all = new Set([group]);
    for (const outer of all) for (const [child, above] of parents) if (above.includes(outer)) all.add(child);
    return [...all];
  }

  #known(signal: AbortSignal): Promise<Parents> {
    if (this.#parents === undefined) {
      const reading = this.#read(signal);
      this.#parents = reading;
      reading.catch(() => {
        if (this.#parents === reading) this.#parents = undefined;
      });
    }
    return this.#parents;
  }

  async #read(signal: AbortSignal): Promise<Parents> {
    const facts = await this.facts.get(signal);
    if (!groupSupport(this.config, facts).supported) return new Map();
    const { manner, service } = facts;
    const doing = `reading which groups of ${this.api.root} are within groups`;
    const listing = {
      api: this.api,
      path: service.groupsPath,
      what: 'groups',
      doing,
      pageSize: manner.pageSize,
      query: {},
      signal,
    };
    const members = new Map<string, readonly Row[]>();
    for await (const { resources, proof } of resourcePages(listing, manner)) {
      for (const group of resources) {
        const id = idOf(group);
        if (id !== undefined) members.set(id, membersOf(group));
      }
      // Half of the groups would put people out of some.
      if (proof?.complete === false)
        throw new UnavailableError({
          code: 'scim-groups-unproven',
          doing,
          happened: proof.reason,
          outcome: 'not-sent',
          hint: 'run again when nobody changes groups',
        });
    }
    const parents = new Map<string, string[]>();
    for (const [parent, own] of members)
      for (const member of own) {
        const child = String(member.value);
        if (isGroup(member, members)) parents.set(child, [...(parents.get(child) ?? []), parent]);
      }
    return parents;
  }
}

function membersOf({ members }: Row): readonly Row[] {
  if (!Array.isArray(members)) return [];
  return (members as readonly unknown[]).filter(
    (member): member is Row =>
      typeof member === 'object' && member !== null && typeof (member as Row).value === 'string',
  );
}

/** By its type; where a service says none, by its address, or because a group has this id. */
function isGroup({ value, type, $ref }: Row, groups: ReadonlyMap<string, unknown>): boolean {
  if (typeof type === 'string') return type.toLowerCase() === 'group';
  if (typeof $ref === 'string' && /\/(?:Users|Groups)\//i.test($ref)) return /\/Groups\//i.test($ref);
  return groups.has(String(value));
}
