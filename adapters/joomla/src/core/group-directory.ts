import type { Group } from '@rollcall/contract';
import { ConfigError, RejectedError, UnavailableError } from '@rollcall/contract';
import type { CoreApi } from './core-api.js';
import { pagesOf } from './paging.js';

/** Joomla makes these three with these ids; they can be renamed, not numbered anew. */
const REGISTERED = '2';
const ADMINISTRATORS = '7';
const SUPER_USERS = '8';
/** A site has few groups, and Joomla sets no limit: they come in one answer. */
const PAGE_SIZE = 500;

/** The site's user groups at one moment. */
export class GroupTree {
  /** Ids of Super Users and of the groups below it, which inherit its power. */
  readonly superGroups: ReadonlySet<string>;
  /** Ids of the site's groups by title; several groups may have the same. */
  readonly #byTitle = new Map<string, string[]>();
  readonly #byId: ReadonlyMap<string, Group>;

  constructor(groups: readonly Group[]) {
    const administrators = withDescendants(groups, ADMINISTRATORS);
    this.superGroups = withDescendants(groups, SUPER_USERS);
    this.#byId = new Map(
      groups.map((group) => [
        group.id,
        {
          ...group,
          ...(this.superGroups.has(group.id)
            ? { privileged: 'its members may do everything on the site; Rollcall never changes them' }
            : {}),
          ...(administrators.has(group.id) ? { privileged: 'its members administer the site' } : {}),
        },
      ]),
    );
    for (const { id, name } of groups) this.#byTitle.set(name, [...(this.#byTitle.get(name) ?? []), id]);
  }

  get groups(): readonly Group[] {
    return [...this.#byId.values()];
  }

  get(id: string): Group | undefined {
    return this.#byId.get(id);
  }

  idsOf(title: string): readonly string[] {
    return this.#byTitle.get(title) ?? [];
  }

  /** Do the same titles stand for the same groups? */
  sameAs(other: GroupTree): boolean {
    return (
      this.#byId.size === other.#byId.size && this.groups.every(({ id, name }) => other.#byId.get(id)?.name === name)
    );
  }

  /** `Staff (10)`, for messages. */
  nameOf(id: string): string {
    const group = this.#byId.get(id);
    return group === undefined ? id : `${group.name} (${id})`;
  }

  /** The group that new groups are made under: Registered, or the root where the site has none. */
  get parentOfNew(): string | undefined {
    return this.#byId.has(REGISTERED) ? REGISTERED : this.groups.find(({ parentId }) => parentId === undefined)?.id;
  }

  /** Id of the configured default group, by id or title. */
  defaultGroup(titleOrId: string, doing: string): string {
    if (this.#byId.has(titleOrId)) return titleOrId;
    const [id, another] = this.idsOf(titleOrId);
    if (id === undefined)
      throw new ConfigError({
        code: 'joomla-default-group',
        doing,
        happened: `the site has no group "${titleOrId}"`,
        hint: 'correct "defaultGroup" of the connection',
      });
    if (another !== undefined)
      throw new ConfigError({
        code: 'joomla-default-group',
        doing,
        happened: `the site has several groups "${titleOrId}"`,
        hint: 'write the id of the right one as "defaultGroup" of the connection',
      });
    return id;
  }
}

/** Reads and remembers the groups. Remembered until somebody asks for fresh ones. */
export class GroupDirectory {
  #tree: Promise<GroupTree> | undefined;

  constructor(private readonly api: CoreApi) {}

  /** The groups as last read. */
  tree(signal: AbortSignal): Promise<GroupTree> {
    return this.#tree ?? this.refresh(signal);
  }

  /** Reads them anew: once per run, and when an unknown group turns up. */
  refresh(signal: AbortSignal): Promise<GroupTree> {
    const reading = this.#read(signal);
    this.#tree = reading;
    reading.catch(() => {
      if (this.#tree === reading) this.#tree = undefined;
    });
    return reading;
  }

  /** The groups, certainly with these; throws a `RejectedError` that names one that the site does not have. */
  async treeWith(ids: readonly string[], doing: string, signal: AbortSignal): Promise<GroupTree> {
    let tree = await this.tree(signal);
    if (ids.some((id) => tree.get(id) === undefined)) tree = await this.refresh(signal);
    const missing = ids.find((id) => tree.get(id) === undefined);
    if (missing === undefined) return tree;
    throw new RejectedError({
      code: 'joomla-group',
      doing,
      happened: `the site has no group with the id ${missing}`,
      hint: 'run the sync again, or correct its group mapping',
    });
  }

  async #read(signal: AbortSignal): Promise<GroupTree> {
    const doing = `reading user groups of ${this.api.site}`;
    const groups = new Map<string, Group>();
    for await (const { rows, flaw } of pagesOf(this.api, {
      path: 'users/groups',
      pageSize: PAGE_SIZE,
      doing,
      signal,
    })) {
      // Half a tree could hide a group below Super Users.
      if (flaw !== undefined)
        throw new UnavailableError({ code: 'joomla-groups', doing, happened: flaw, outcome: 'not-sent' });
      for (const { id, attributes } of rows) groups.set(id, groupOf(id, attributes));
    }
    return new GroupTree([...groups.values()]);
  }
}

function groupOf(id: string, attributes: Readonly<Record<string, unknown>>): Group {
  const parentId = String(attributes.parent_id ?? 0);
  // The root is everybody, visitors too.
  return { id, name: String(attributes.title ?? id), ...(parentId === '0' ? { locked: true } : { parentId }) };
}

function withDescendants(groups: readonly Group[], root: string): ReadonlySet<string> {
  const found = new Set([root]);
  let size: number;
  do {
    size = found.size;
    for (const { id, parentId } of groups) if (parentId !== undefined && found.has(parentId)) found.add(id);
  } while (found.size > size);
  return found;
}
