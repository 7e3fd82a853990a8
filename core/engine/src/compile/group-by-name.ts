import type { Group } from '@rollcall/contract';
import { suggestion } from '@rollcall/plugin';
import { groupAt, namesakes, newGroupAt } from '../run/group-path.js';
import { NEW } from '../run/new-groups.js';
import { findGroup } from '../run/scope.js';
import type { Problems } from './problems.js';

/** A group that a table names, and where it is looked for. */
export interface GroupWish {
  /** Name, id, or path as Staff/Editors. */
  readonly name: string;
  readonly groups: readonly Group[];
  /** Name of the connection. */
  readonly system: string;
  readonly allowPrivileged: readonly string[];
  /** May it be made where it is missing? */
  readonly mayMake: boolean;
  /** What lets it be made, for people: `"create: true" makes missing ones`. */
  readonly howToMake: string;
  readonly problems: Problems;
  /** Where the table stands in the configuration. */
  readonly path: readonly string[];
}

/**
 * Id of the group, or the placeholder of one that is to be made; `undefined` where there is a problem. Never a group whose members the
 * system chooses itself; one with power over the whole site only where it is named twice.
 */
export function groupByName(wish: GroupWish): string | undefined {
  const { name, groups, system, problems, path, mayMake, howToMake } = wish;
  const several = namesakes(groups, name);
  if (several.length > 0) {
    const found = several.join(', ');
    problems.add(path, `${system} has ${several.length} groups "${name}": ${found}; write the path or the id`);
    return undefined;
  }
  const group = findGroup(groups, name) ?? groupAt(groups, name);
  if (group === undefined) {
    if (mayMake) return placeToMake(wish);
    const known = groups.map((one) => one.name);
    problems.add(path, `${system} has no group "${name}". ${suggestion(name, known)} ${howToMake}`);
    return undefined;
  }
  if (group.locked === true) {
    problems.add(path, `memberships of "${group.name}" are ${system}'s own business`);
    return undefined;
  }
  if (group.privileged !== undefined && !isAllowed(group, wish)) {
    problems.add(
      path,
      `"${group.name}" of ${system} is powerful (${group.privileged}); to give it all the same, name it in allowPrivileged as well`,
    );
    return undefined;
  }
  return group.id;
}

/** Members of a group have what the groups above it may do, so a new one under a powerful group is powerful. */
function placeToMake(wish: GroupWish): string | undefined {
  const { name, groups, system, problems, path } = wish;
  const { under } = newGroupAt(groups, name);
  if (under === 'missing') {
    const above = name.slice(0, name.lastIndexOf('/')).trim();
    problems.add(path, `${system} has no group at "${above}" to make one under`);
    return undefined;
  }
  if (under?.privileged !== undefined && !isAllowed(under, wish)) {
    problems.add(
      path,
      `"${under.name}" of ${system} is powerful (${under.privileged}), and so is a group under it; to make one all the same, name "${under.name}" in allowPrivileged`,
    );
    return undefined;
  }
  return NEW + name;
}

function isAllowed(group: Group, { allowPrivileged, groups }: GroupWish): boolean {
  return allowPrivileged.some((twice) => (findGroup(groups, twice) ?? groupAt(groups, twice))?.id === group.id);
}
