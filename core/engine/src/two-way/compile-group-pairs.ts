import { suggestion } from '@rollcall/plugin';
import { findGroup } from '../run/scope.js';
import type { GroupPair } from './compiled-pair.js';
import { bothSides, type Desk, SIDES } from './pair-desk.js';

/** Roles of the first side and groups of the second, one to one, by id. Locked ones never; powerful ones only when named twice. */
export function compileGroupPairs({ input, found, problems }: Desk): readonly GroupPair[] {
  const { groups: config } = input.config;
  if (config === undefined) return [];
  const pairs: GroupPair[] = [];
  for (const [role, name] of Object.entries(config.roles)) {
    const path = ['groups', 'roles', role];
    if (typeof name !== 'string') {
      problems.add(path, 'it must be one group: a membership must lead back to where it came from');
      continue;
    }
    const ids = { first: role, second: name };
    const pair = bothSides((side) => {
      const group = findGroup(found.groups[side], ids[side]);
      const system = input[side].name;
      if (group === undefined)
        problems.add(
          path,
          `${system} has no group "${ids[side]}". ${suggestion(
            ids[side],
            found.groups[side].map((known) => known.name),
          )}`,
        );
      else if (group.locked === true) problems.add(path, `memberships of "${group.name}" are ${system}'s own business`);
      else if (
        group.privileged !== undefined &&
        !config.allowPrivileged.some((twice) => findGroup(found.groups[side], twice)?.id === group.id)
      )
        problems.add(
          path,
          `"${group.name}" of ${system} is powerful (${group.privileged}); to share it all the same, name it in allowPrivileged as well`,
        );
      return group?.id ?? '';
    });
    for (const side of SIDES)
      if (pairs.some((other) => other[side] === pair[side] && pair[side] !== ''))
        problems.add(
          path,
          `"${ids[side]}" of ${input[side].name} stands in the table twice; a membership must lead back to where it came from`,
        );
    pairs.push(pair);
  }
  return pairs;
}
