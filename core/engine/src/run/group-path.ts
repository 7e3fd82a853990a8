import type { Group } from '@rollcall/contract';

/** The group at `Staff/Editors`, where groups are within groups; by name, without case. The first name may be at any depth. */
export function groupAt(groups: readonly Group[], path: string): Group | undefined {
  const [first, ...rest] = namesOf(path);
  if (first === undefined || rest.length === 0) return undefined;
  for (const start of groups.filter(({ name }) => isNamed(name, first))) {
    const found = rest.reduce<Group | undefined>(
      (parent, wanted) =>
        parent === undefined
          ? undefined
          : groups.find(({ name, parentId }) => parentId === parent.id && isNamed(name, wanted)),
      start,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Groups that a name alone fits, where it fits several, each with its path and id; then nobody knows which is meant. */
export function namesakes(groups: readonly Group[], wanted: string): readonly string[] {
  if (groups.some(({ id }) => id === wanted)) return [];
  const exact = groups.filter(({ name }) => name === wanted);
  const found = exact.length > 0 ? exact : groups.filter(({ name }) => isNamed(name, wanted));
  if (found.length < 2) return [];
  const parentOf = ({ parentId }: Group): string | undefined => groups.find(({ id }) => id === parentId)?.name;
  return found.map((group) => [parentOf(group), `${group.name} (${group.id})`].filter(Boolean).join('/'));
}

/** What `Staff/Editors` asks for where it is not there: a group of the last name, under the one at the rest of the path. */
export interface NewGroup {
  readonly name: string;
  /** Absent: where the target puts new groups. `'missing'`: the path names a group that is not there. */
  readonly under?: Group | 'missing';
}

/** How to make a group that is not there. In a target whose groups are not within each other, a slash is a character like others. */
export function newGroupAt(groups: readonly Group[], path: string): NewGroup {
  const names = namesOf(path);
  const last = names.at(-1);
  if (last === undefined || names.length < 2 || groups.every(({ parentId }) => parentId === undefined))
    return { name: path };
  const above = names.slice(0, -1);
  const under =
    above.length === 1 ? groups.find(({ name }) => isNamed(name, above[0] ?? '')) : groupAt(groups, above.join('/'));
  return { name: last, under: under ?? 'missing' };
}

function namesOf(path: string): readonly string[] {
  return path
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function isNamed(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}
