import { gt, lt, minor, patch } from 'semver';
import type { Clause } from '../../src/contract/clause.js';
import { isBinding } from '../../src/contract/is-binding.js';

/**
 * What is wrong with how clauses came: those that the last released version did not have must be announced in the version that brings
 * them, for one minor version at least; those that it had stay. `released` are names of clauses; nothing was released before the first.
 */
export function checkAnnouncements(
  clauses: readonly Pick<Clause<never>, 'name' | 'announced'>[],
  released: ReadonlySet<string> | undefined,
  version: string,
): readonly string[] {
  const problems: string[] = [];
  const names = new Set(clauses.map(({ name }) => name));
  for (const name of released ?? [])
    if (!names.has(name)) problems.push(`"${name}" is gone: waivers that name it fail`);
  for (const { name, announced } of clauses) {
    if (announced === undefined) {
      if (released !== undefined && !released.has(name))
        problems.push(
          `"${name}" is new: announce it ({ since: '${version}', binding: the minor version after next }) before it fails`,
        );
      continue;
    }
    const { since, binding } = announced;
    if (gt(since, version)) problems.push(`"${name}" is announced since ${since}, which is not yet`);
    if (patch(binding) !== 0 || lt(binding, `${since.split('.')[0]}.${minor(since) + 1}.0`))
      problems.push(`"${name}" is binding from ${binding} on: that is less than one minor version after ${since}`);
    if (isBinding(announced, version)) problems.push(`"${name}" is binding now: take its announcement away`);
  }
  return problems;
}
