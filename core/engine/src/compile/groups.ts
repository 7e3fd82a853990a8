import type { Group, Provider } from '@rollcall/contract';
import { suggestion } from '@rollcall/plugin';
import type { GroupsConfig } from '../config/sync-config.js';
import type { GroupMapping } from '../run/compiled-sync.js';
import { groupAt, namesakes, newGroupAt } from '../run/group-path.js';
import { findGroup } from '../run/scope.js';
import type { Problems } from './problems.js';

export interface GroupsInput {
  readonly source: readonly Group[];
  readonly target: readonly Group[];
  readonly writer: Provider['groupWriter'];
  readonly targetName: string;
  readonly problems: Problems;
}

/** Roles of the source to groups of the target, by id. Locked groups never; privileged ones only when named twice. */
export function compileGroups(config: GroupsConfig, input: GroupsInput): GroupMapping | undefined {
  const { problems, writer, targetName } = input;
  if (writer === undefined) {
    problems.add(['groups'], `${targetName} cannot change memberships`);
    return undefined;
  }
  const targetsByRole = new Map<string, readonly string[]>();
  const missing = new Set<string>();
  for (const [role, names] of Object.entries(config.roles)) {
    const source = sourceRole(role, input);
    const targets = [names].flat().map((name) => targetGroup(name, role, config, input, missing));
    if (source !== undefined)
      targetsByRole.set(
        source,
        targets.filter((id) => id !== undefined),
      );
  }
  return {
    desired: (groups) => groups.flatMap((id) => targetsByRole.get(id) ?? []),
    missing: [...missing].sort(),
    targets: input.target,
    membership: writer.membership,
  };
}

function sourceRole(role: string, { source, problems }: GroupsInput): string | undefined {
  const several = namesakes(source, role);
  if (several.length > 0) {
    problems.add(
      ['groups', 'roles', role],
      `the source has ${several.length} groups "${role}": ${several.join(', ')}; write the id`,
    );
    return undefined;
  }
  const group = findGroup(source, role);
  if (group?.locked === true) {
    problems.add(
      ['groups', 'roles', role],
      `"${group.name}" is a role that everybody has; it is never turned into a group`,
    );
    return undefined;
  }
  // A source that cannot list its roles still names them on each account.
  if (group === undefined && source.length > 0) {
    problems.add(
      ['groups', 'roles', role],
      `the source has no role "${role}". ${suggestion(
        role,
        source.map(({ id }) => id),
      )}`,
    );
    return undefined;
  }
  return group?.id ?? role;
}

function targetGroup(
  name: string,
  role: string,
  config: GroupsConfig,
  { target, targetName, problems }: GroupsInput,
  missing: Set<string>,
): string | undefined {
  const path = ['groups', 'roles', role];
  const several = namesakes(target, name);
  if (several.length > 0) {
    problems.add(
      path,
      `${targetName} has ${several.length} groups "${name}": ${several.join(', ')}; write the path or the id`,
    );
    return undefined;
  }
  const group = findGroup(target, name) ?? groupAt(target, name);
  if (group === undefined) {
    if (config.create) return newGroup(name, path, config, { target, targetName, problems }, missing);
    problems.add(
      path,
      `${targetName} has no group "${name}". ${suggestion(
        name,
        target.map((known) => known.name),
      )} "create: true" makes missing ones`,
    );
    return undefined;
  }
  if (group.locked === true) {
    problems.add(path, `memberships of "${group.name}" are ${targetName}'s own business`);
    return undefined;
  }
  if (group.privileged !== undefined && !isAllowed(group, config, target)) {
    problems.add(
      path,
      `"${group.name}" is powerful (${group.privileged}); to give it all the same, name it in allowPrivileged as well`,
    );
    return undefined;
  }
  return group.id;
}

/** Members of a group have what the groups above it may do, so a new one under a powerful group is powerful. */
function newGroup(
  name: string,
  path: readonly string[],
  config: GroupsConfig,
  { target, targetName, problems }: Pick<GroupsInput, 'target' | 'targetName' | 'problems'>,
  missing: Set<string>,
): string | undefined {
  const { under } = newGroupAt(target, name);
  if (under === 'missing') {
    problems.add(
      path,
      `${targetName} has no group at "${name.slice(0, name.lastIndexOf('/')).trim()}" to make one under`,
    );
    return undefined;
  }
  if (under?.privileged !== undefined && !isAllowed(under, config, target)) {
    problems.add(
      path,
      `"${under.name}" is powerful (${under.privileged}), and so is a group under it; to make one all the same, name "${under.name}" in allowPrivileged`,
    );
    return undefined;
  }
  missing.add(name);
  return `new:${name}`;
}

function isAllowed(group: Group, { allowPrivileged }: GroupsConfig, target: readonly Group[]): boolean {
  return allowPrivileged.some((twice) => (findGroup(target, twice) ?? groupAt(target, twice))?.id === group.id);
}
