import { compareFolded, folded } from './collation.js';
import type { JoomlaGroup } from './model.js';

/** A group with its place in Joomla's nested set. */
export interface NestedGroup {
  readonly id: number;
  readonly title: string;
  readonly parentId: number;
  readonly lft: number;
  readonly rgt: number;
}

/** The groups in the order of the tree. Joomla numbers the whole tree anew at each change, siblings in order of title. */
export function nestedGroups(groups: readonly JoomlaGroup[]): readonly NestedGroup[] {
  const children = Map.groupBy(groups, ({ parentId }) => parentId);
  const found: NestedGroup[] = [];
  let counter = 0;
  const walk = (parentId: number): void => {
    const siblings = (children.get(parentId) ?? []).toSorted((a, b) => compareFolded(folded(a.title), folded(b.title)));
    for (const { id, title } of siblings) {
      counter += 1;
      const at = found.push({ id, title, parentId, lft: counter, rgt: 0 }) - 1;
      walk(id);
      counter += 1;
      found[at] = { id, title, parentId, lft: found[at]?.lft ?? 0, rgt: counter };
    }
  };
  walk(0);
  return found;
}
