import { groupByName } from '../compile/group-by-name.js';
import { placeholdersOf } from '../compile/groups.js';
import type { GroupMapping } from '../run/compiled-sync.js';
import { isUnmade, NEW } from '../run/new-groups.js';
import type { GroupPair } from './compiled-pair.js';
import type { Side } from './fact.js';
import { bothSides, type Desk, SIDES, sideNamed } from './pair-desk.js';

/**
 * Roles of the first side and groups of the second, one to one, by id. Locked ones never; powerful ones only when named twice. One that a
 * side lacks has a placeholder where it may be made there.
 */
export function compileGroupPairs(desk: Desk): readonly GroupPair[] {
  const { input, found, problems } = desk;
  const { groups: config } = input.config;
  if (config === undefined) return [];
  const makeIn = compileMakeIn(desk);
  const pairs: GroupPair[] = [];
  for (const [role, name] of Object.entries(config.roles)) {
    const path = ['groups', 'roles', role];
    if (typeof name !== 'string') {
      problems.add(path, 'it must be one group: a membership must lead back to where it came from');
      continue;
    }
    const names = { first: role, second: name };
    const pair = bothSides((side) =>
      groupByName({
        name: names[side],
        groups: found.groups[side],
        system: input[side].name,
        allowPrivileged: config.allowPrivileged,
        mayMake: makeIn.has(side),
        howToMake: `"create: [${input[side].name}]" makes missing ones there`,
        problems,
        path,
      }),
    );
    if (SIDES.every((side) => isUnmade(pair[side] ?? '')))
      problems.add(
        path,
        `neither ${input.first.name} has a group "${role}" nor ${input.second.name} one "${name}"; make one of them, or correct its name`,
      );
    for (const side of SIDES)
      if (pairs.some((other) => other[side] === pair[side]))
        problems.add(
          path,
          `"${names[side]}" of ${input[side].name} stands in the table twice; a membership must lead back to where it came from`,
        );
    if (pair.first !== undefined && pair.second !== undefined)
      pairs.push({ first: pair.first, second: pair.second, names });
  }
  return pairs;
}

/** The sides on which missing groups may be made. */
function compileMakeIn(desk: Desk): ReadonlySet<Side> {
  const { input, problems } = desk;
  const makeIn = new Set<Side>();
  for (const [index, name] of (input.config.groups?.create ?? []).entries()) {
    const path = ['groups', 'create', index];
    const side = sideNamed(desk, name, path);
    if (side === undefined) continue;
    const making = input[side].provider.groupWriter?.making;
    if (making?.supported === false) problems.add(path, `${name} cannot make groups: ${making.reason}`);
    else makeIn.add(side);
  }
  return makeIn;
}

/** Writing memberships to a side, and making the groups that it lacks. */
export function groupsToward(
  { input, found }: Desk,
  pairs: readonly GroupPair[],
  side: Side,
): GroupMapping | undefined {
  const { config } = input;
  const { groupWriter } = input[side].provider;
  if (config.groups === undefined || groupWriter === undefined) return undefined;
  const mayMake = config.groups.create.includes(input[side].name);
  return {
    desired: () => [],
    missing: pairs.flatMap((pair) => (isUnmade(pair[side]) ? [pair.names[side]] : [])).sort(),
    placeholders: mayMake ? placeholdersOf(new Map(pairs.map((pair) => [pair.names[side], pair[side]]))) : new Map(),
    targets: found.groups[side],
    membership: groupWriter.membership,
  };
}

/** Names of a side's groups by id, for people; those that are to be made by their placeholders. */
export function groupNamesOf({ found }: Desk, pairs: readonly GroupPair[], side: Side): ReadonlyMap<string, string> {
  return new Map([
    ...pairs.map(({ names }) => [NEW + names[side], names[side]] as const),
    ...found.groups[side].map(({ id, name }) => [id, name] as const),
  ]);
}
