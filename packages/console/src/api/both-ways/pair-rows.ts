import type { Account } from '@rollcall/contract';
import type { Link, Rollcall } from '@rollcall/engine';
import { mailOf, nameOf } from '../name-of.js';
import type { PersonRow } from '../person-row.js';

type Between = readonly [first: string, second: string];

/** The two connections of a two-way sync; `undefined` for a sync in one direction. */
export function betweenOf({ config }: Pick<Rollcall, 'config'>, sync: string): Between | undefined {
  const [first, second] = config.twoWay.get(sync)?.between ?? [];
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** People of a two-way sync from its links. These remember no values, so names are what the last operation about each said. */
export async function pairRows(
  { state }: Pick<Rollcall, 'state'>,
  sync: string,
  between: Between,
  links: readonly Link[],
): Promise<readonly PersonRow[]> {
  return Promise.all(
    links.map(async (link) => {
      const names = namesOf(link, between);
      const found = await Promise.all(names.map((name) => state.journal.history(sync, name, 1)));
      const label = found.flat().find(({ desired }) => desired?.label !== undefined)?.desired?.label;
      return { ...rowOf(link), id: names[0] ?? '', name: label ?? names[0] ?? '' };
    }),
  );
}

/** Accounts of both sides that somebody looked for, with what is remembered of them. */
export async function foundRows(
  { state }: Pick<Rollcall, 'state'>,
  sync: string,
  [first, second]: Between,
  accounts: readonly Account[],
): Promise<readonly PersonRow[]> {
  const idsAt = (name: string): readonly string[] =>
    accounts.flatMap(({ id }) => (id.startsWith(`${name}:`) ? [id.slice(name.length + 1)] : []));
  const [ones, twos] = await Promise.all([
    state.links.get(sync, idsAt(first)),
    state.links.byTarget(sync, idsAt(second)),
  ]);
  return accounts.map((account) => {
    const isFirst = account.id.startsWith(`${first}:`);
    const own = account.id.slice((isFirst ? first : second).length + 1);
    const link = isFirst ? ones.get(own) : twos.get(own);
    const known = link === undefined ? NOTHING : rowOf(link);
    const { attributes, groups = [] } = account;
    return {
      ...known,
      id: account.id,
      name: nameOf(attributes) ?? account.id,
      mail: mailOf(attributes),
      roles: groups,
    };
  });
}

const NOTHING = { state: undefined, targetId: null, updatedAt: undefined, parked: undefined };

function rowOf({ state, targetId, updatedAt, parked }: Link): Omit<PersonRow, 'id' | 'name'> {
  return { mail: undefined, roles: [], state, targetId, updatedAt, parked: parked?.message };
}

/** The accounts of a pair, or the one of which something is remembered though it has no partner: an account of the second side then. */
function namesOf({ sourceId, targetId }: Link, [first, second]: Between): readonly string[] {
  if (sourceId.startsWith(ALONE)) return [`${second}:${sourceId.slice(ALONE.length)}`];
  return [`${first}:${sourceId}`, ...(targetId === null ? [] : [`${second}:${targetId}`])];
}

const ALONE = '~';
