import type { ReadResult } from '../run/removals.js';
import { count } from '../run/run-context.js';
import type { Side } from './fact.js';
import { isPaired, type PassContext } from './pass-context.js';
import { type People, peopleOf } from './people.js';
import { type Gone, planGone } from './plan-gone.js';
import { type Alone, planNewcomers } from './plan-newcomers.js';
import { type LinkedPair, planPairs } from './plan-pairs.js';

/** So many people are looked up at once. */
const PAGE = 500;

/** Plans a pass over named accounts of either side: each person is planned as if everybody had been looked at. */
export async function planNamed(
  context: PassContext,
  ids: Readonly<Record<Side, readonly string[]>>,
  { mayReadAll, read = [] }: { readonly mayReadAll: boolean; readonly read?: readonly Side[] },
): Promise<ReadResult> {
  const { run } = context;
  const { firstIds, strangers } = await peopleNamed(context, ids);
  const people = await peopleOf(context, mayReadAll ? firstIds.length + strangers.length : 0, read);
  let operations = 0;
  const left: Alone[] = [];
  for (const page of pagesOf(firstIds)) {
    const { planned, alone } = await planNamedFirst(context, page, people);
    operations += planned;
    left.push(...alone);
  }
  for (const page of pagesOf(left)) operations += await planNewcomers(context, 'first', page, people.way);
  for (const page of pagesOf(strangers)) {
    const accounts = await people.get(
      'second',
      page.map(({ id }) => id),
    );
    const alone = page.flatMap(({ id, head }): readonly Alone[] => {
      const account = accounts.get(id);
      return account === undefined ? [] : [{ account, head }];
    });
    if (alone.length < page.length) count(run, 'skipped:unknown', page.length - alone.length);
    operations += await planNewcomers(context, 'second', alone, people.way);
  }
  run.progress({ step: 'plan', operations });
  return {
    accounts: firstIds.length + strangers.length,
    proof: { complete: true, how: 'it is about people who were seen, and nobody else' },
  };
}

interface Named {
  readonly firstIds: readonly string[];
  /** Accounts of the second side without a partner. */
  readonly strangers: readonly { readonly id: string; readonly head: Alone['head'] }[];
}

/** A pair is one person, whichever of its accounts was named. */
async function peopleNamed(
  { pair, toward }: PassContext,
  ids: Readonly<Record<Side, readonly string[]>>,
): Promise<Named> {
  const firstIds = new Set(ids.first);
  const strangers: { readonly id: string; readonly head: Alone['head'] }[] = [];
  for (const page of pagesOf([...new Set(ids.second)])) {
    const known = await toward.first.state.links.get(pair.name, page);
    for (const id of page) {
      const link = known.get(id);
      if (link !== undefined && isPaired(link)) {
        if (link.state !== 'deleted') firstIds.add(link.targetId);
      } else strangers.push({ id, head: link });
    }
  }
  return { firstIds: [...firstIds], strangers };
}

async function planNamedFirst(
  context: PassContext,
  ids: readonly string[],
  people: People,
): Promise<{ readonly planned: number; readonly alone: readonly Alone[] }> {
  const { run, pair } = context;
  const links = await run.state.links.get(pair.name, ids);
  const ended = ids.filter((id) => links.get(id)?.state === 'deleted');
  if (ended.length > 0) count(run, 'skipped:ended', ended.length);
  const looked = ids.filter((id) => links.get(id)?.state !== 'deleted');
  const firsts = await people.get('first', looked);
  const partners = await people.get(
    'second',
    [...links.values()].filter(isPaired).map(({ targetId }) => targetId),
  );
  const pairs: LinkedPair[] = [];
  const gone: Gone[] = [];
  const alone: Alone[] = [];
  for (const id of looked) {
    const link = links.get(id);
    const first = firsts.get(id);
    if (!isPaired(link)) {
      if (first === undefined) count(run, 'skipped:unknown');
      else alone.push({ account: first, head: link });
      continue;
    }
    const second = partners.get(link.targetId);
    if (first === undefined) gone.push({ side: 'first', link, partner: second });
    else if (second === undefined) gone.push({ side: 'second', link, partner: first });
    else pairs.push({ first, second, head: link });
  }
  return { planned: (await planPairs(context, pairs)) + (await planGone(context, gone)), alone };
}

function pagesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / PAGE) }, (_, index) =>
    items.slice(index * PAGE, (index + 1) * PAGE),
  );
}
