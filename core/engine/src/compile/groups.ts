import type { Group, Provider } from '@rollcall/contract';
import { suggestion } from '@rollcall/plugin';
import type { GroupsConfig } from '../config/sync-config.js';
import type { GroupMapping } from '../run/compiled-sync.js';
import { namesakes } from '../run/group-path.js';
import { isUnmade, NEW } from '../run/new-groups.js';
import { findGroup } from '../run/scope.js';
import { groupByName } from './group-by-name.js';
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
  const ids = new Map<string, string>();
  for (const [role, names] of Object.entries(config.roles)) {
    const source = sourceRole(role, input);
    const targets: string[] = [];
    for (const name of [names].flat()) {
      const id = groupByName({
        name,
        groups: input.target,
        system: targetName,
        allowPrivileged: config.allowPrivileged,
        mayMake: config.create,
        howToMake: '"create: true" makes missing ones',
        problems,
        path: ['groups', 'roles', role],
      });
      if (id === undefined) continue;
      targets.push(id);
      ids.set(name, id);
    }
    if (source !== undefined) targetsByRole.set(source, targets);
  }
  const missing = [...ids].filter(([, id]) => isUnmade(id)).map(([name]) => name);
  if (missing.length > 0 && writer.making?.supported === false)
    problems.add(['groups', 'create'], `${targetName} cannot make groups: ${writer.making.reason}`);
  return {
    desired: (groups) => groups.flatMap((id) => targetsByRole.get(id) ?? []),
    missing: missing.sort(),
    placeholders: config.create ? placeholdersOf(ids) : new Map(),
    targets: input.target,
    membership: writer.membership,
  };
}

/** By the id of each group that is there, what stood for it, or would have, while it was not. */
export function placeholdersOf(ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...ids].filter(([, id]) => !isUnmade(id)).map(([name, id]) => [id, NEW + name]));
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
