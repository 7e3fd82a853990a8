import type { Marks } from '../ports/marks.js';
import type { Link } from '../ports/state.js';
import { isUnmade, NEW } from '../run/new-groups.js';
import type { GroupPair } from './compiled-pair.js';
import { GROUP, groupKey, type Side } from './fact.js';
import { bothSides } from './pair-desk.js';
import { type PassContext, passWithMade } from './pass-context.js';

const PAGE = 500;

interface KnownGroups {
  /** Ids, or placeholders of groups that were to be made, as the last pass found them. */
  readonly pairs: readonly (readonly [first: string, second: string])[];
  /** A pass has looked at everybody since the last of these was new. */
  readonly everybody: boolean;
}

/** Which groups are one, as the last pass found them: a group that was deleted and made anew has nothing to do with the old one. */
const markOf = (sync: string): string => `groups:${sync}`;

async function read(marks: Marks, sync: string): Promise<KnownGroups | undefined> {
  const text = await marks.get(markOf(sync));
  return text === undefined ? undefined : (JSON.parse(text) as KnownGroups);
}

function isKnown({ pairs }: KnownGroups, pair: GroupPair): boolean {
  const isSame = (one: string, side: 'first' | 'second'): boolean =>
    one === pair[side] || one === NEW + pair.names[side];
  return pairs.some(([first, second]) => isSame(first, 'first') && isSame(second, 'second'));
}

/**
 * The same, with pairs of groups marked that the last pass did not know: what links remember under their keys is about groups that are gone,
 * and must not look as if somebody had taken everybody out of the new ones. Changes nothing.
 */
export async function withKnownGroups(context: PassContext): Promise<PassContext> {
  const { pair, run } = context;
  const known = await read(run.state.marks, pair.name);
  if (known === undefined || pair.groups.every((one) => isKnown(known, one))) return context;
  const groups = pair.groups.map((one) => (isKnown(known, one) ? one : { ...one, isNew: true }));
  return { ...context, pair: { ...pair, groups } };
}

/**
 * For a run that applies, before it looks at anybody: what links remember of groups that are gone is forgotten, and which groups are one now
 * is written down; again when groups were made, before anybody joins them. Of a group that is still to be made nothing is remembered, so it
 * is known as soon as it is there, also to a run after one that was killed. `lookAtAll`: nobody may be left out as unchanged.
 */
export async function settleKnownGroups(
  context: PassContext,
): Promise<{ readonly context: PassContext; readonly lookAtAll: boolean }> {
  const { pair, run, toward } = context;
  const known = await read(run.state.marks, pair.name);
  const isSomeNew = pair.groups.some(({ isNew }) => isNew === true);
  if (isSomeNew) await forgetOthers(context);
  const everybody = !isSomeNew && known?.everybody !== false;
  await write(context, { known, everybody });
  const onGroupsMade = async (): Promise<void> =>
    write(passWithMade(context), { known: await read(run.state.marks, pair.name), everybody });
  const groups = pair.groups.map(({ isNew: _, ...one }) => one);
  return {
    context: {
      ...context,
      pair: { ...pair, groups },
      toward: bothSides((side) => ({ ...toward[side], onGroupsMade })),
    },
    lookAtAll: !everybody,
  };
}

async function write(
  { pair, run }: PassContext,
  { known, everybody }: { readonly known: KnownGroups | undefined; readonly everybody: boolean },
): Promise<void> {
  const next: KnownGroups = { pairs: pair.groups.map(({ first, second }) => [first, second]), everybody };
  const text = JSON.stringify(next);
  if (text !== JSON.stringify(known)) await run.state.marks.set(markOf(pair.name), text);
}

/** A pass has looked at everybody. That counts once all groups are there: whoever makes one later must look again. */
export async function everybodySeen({ pair, toward, run: { state } }: PassContext): Promise<void> {
  const isThere = (side: Side, id: string): boolean => !isUnmade(id) || toward[side].madeGroups.has(id);
  if (!pair.groups.every(({ first, second }) => isThere('first', first) && isThere('second', second))) return;
  const known = await read(state.marks, pair.name);
  if (known?.everybody === false)
    await state.marks.set(markOf(pair.name), JSON.stringify({ ...known, everybody: true }));
}

/** Keeps of memberships only what is about groups that were one at the last pass, too. */
async function forgetOthers({ pair, run }: PassContext): Promise<void> {
  const { links } = run.state;
  const kept = new Set(pair.groups.filter(({ isNew }) => isNew !== true).map(groupKey));
  const isKept = (key: string): boolean => !key.startsWith(GROUP) || kept.has(key);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: readonly Link[] = await links.page(pair.name, { limit: PAGE, ...(after === '' ? {} : { after }) });
    after = page.at(-1)?.sourceId;
    const changed = page
      .filter(({ base }) => !Object.keys(base).every(isKept))
      .map((link) => ({ ...link, base: Object.fromEntries(Object.entries(link.base).filter(([key]) => isKept(key))) }));
    if (changed.length > 0) await links.put(pair.name, changed);
  }
}
