import { seededRandom } from '../simulator/seeded-random.js';
import { compareFolded, folded } from './collation.js';
import type { JoomlaUser } from './model.js';

interface Sorted {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly users: readonly JoomlaUser[];
}

/**
 * The users in order of name, sorted anew only when somebody came, went or changed the name. `stable: false`: users of
 * one name change places at each call, because Joomla's SQL says nothing about their order.
 */
export function userList(users: ReadonlyMap<number, JoomlaUser>): (stable: boolean) => readonly JoomlaUser[] {
  const random = seededRandom(users.size + 1);
  let sorted: Sorted = { names: [], keys: [], users: [] };
  return (stable) => {
    if (!isCurrent(sorted, users)) sorted = sort(users);
    return stable ? sorted.users : withTiesShuffled(sorted, random);
  };
}

function isCurrent({ users: list, names }: Sorted, users: ReadonlyMap<number, JoomlaUser>): boolean {
  return list.length === users.size && list.every((user, at) => user.name === names[at] && users.get(user.id) === user);
}

function sort(users: ReadonlyMap<number, JoomlaUser>): Sorted {
  const rows = [...users.values()]
    .map((user) => ({ user, key: folded(user.name) }))
    .sort((a, b) => compareFolded(a.key, b.key) || a.user.id - b.user.id);
  return {
    users: rows.map(({ user }) => user),
    keys: rows.map(({ key }) => key),
    names: rows.map(({ user }) => user.name),
  };
}

function withTiesShuffled({ users, keys }: Sorted, random: () => number): readonly JoomlaUser[] {
  return users
    .map((user, at) => ({ user, key: keys[at] ?? '', lot: random() }))
    .sort((a, b) => compareFolded(a.key, b.key) || a.lot - b.lot)
    .map(({ user }) => user);
}
