import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import type { Link } from '../ports/state.js';
import { readAll } from '../run/read.js';
import type { ReadResult } from '../run/removals.js';
import { count } from '../run/run-context.js';
import { newestCursor } from '../run/watermark.js';
import { ACTIVE, groupKey, isListBase, type Side } from './fact.js';
import { marksIn } from './merge.js';
import { planNamed } from './named-pass.js';
import { baseOf } from './pair-base.js';
import { forwardValue } from './pair-facts.js';
import { indexedAs, isPaired, type PassContext } from './pass-context.js';
import { accountName } from './plan-pair.js';

/** How far each side's changes were looked at; absent where a side cannot tell them. */
export type Cursors = Partial<Readonly<Record<Side, string | undefined>>>;

const SIDES = ['first', 'second'] as const;
const PAGE = 500;

export function readCursors(text: string): Cursors {
  return JSON.parse(text) as Cursors;
}

/** `undefined` when no side can tell who changed. */
export function writeCursors(cursors: Cursors): string | undefined {
  return cursors.first === undefined && cursors.second === undefined ? undefined : JSON.stringify(cursors);
}

/**
 * Plans a pass over people who may have changed. A side that tells who did is asked for just those; one that does not is read wholly, and
 * whoever is not as both sides last agreed, is new, or is missing, is looked at. Everybody else costs no request.
 */
export async function planChanged(context: PassContext, cursors: Cursors): Promise<ReadResult> {
  const next: Partial<Record<Side, string>> = {};
  const ids: Record<Side, string[]> = { first: [], second: [] };
  const whole: Side[] = [];
  for (const side of SIDES) {
    const { changes } = context.toward[side].sync.to.provider;
    const since = cursors[side];
    if (changes === undefined || since === undefined) {
      const cursor = await newestCursor(changes, context.run.stop);
      if (cursor !== undefined) next[side] = cursor;
      ids[side].push(...(await differing(context, side)));
      whole.push(side);
      continue;
    }
    for await (const { changed, removed, cursor } of changes.since(since, context.run.stop)) {
      ids[side].push(...changed, ...removed);
      next[side] = cursor;
    }
  }
  const read = await planNamed(context, ids, { mayReadAll: false, read: whole });
  const cursor = writeCursors(next);
  return cursor === undefined ? read : { ...read, cursor };
}

/** Ids of a side, read wholly, of those who are not as both sides last agreed. */
async function differing(context: PassContext, side: Side): Promise<readonly string[]> {
  const { run, pair, toward } = context;
  const { sync } = toward[side];
  const ids: string[] = [];
  let accounts = 0;
  let isProven = false;
  if (sync.to.provider.accounts === undefined) return ids;
  for await (const page of readAll(sync.to.provider.accounts, sync.targetAttributes, run.stop)) {
    const links = await linksAt(
      context,
      side,
      page.accounts.map(({ id }) => id),
    );
    for (const account of page.accounts)
      if (isToLookAt(context, side, account, links.get(account.id))) ids.push(account.id);
    await run.state.target.add(
      run.runId,
      page.accounts.map((account) => ({ account: indexedAs(pair, side, account), keys: [] })),
    );
    accounts += page.accounts.length;
    isProven = page.proof?.complete ?? isProven;
    run.progress({ step: 'read', accounts });
  }
  count(run, `read:${pair.connections[side].name}`, accounts);
  return isProven ? [...ids, ...(await missing(context, side))] : ids;
}

function linksAt({ pair, run }: PassContext, side: Side, ids: readonly string[]): Promise<ReadonlyMap<string, Link>> {
  const { links } = run.state;
  return side === 'first' ? links.get(pair.name, ids) : links.byTarget(pair.name, ids);
}

/** Linked accounts that a proven read of the whole side did not show. */
async function missing({ pair, run }: PassContext, side: Side): Promise<readonly string[]> {
  const gone: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: readonly Link[] = await run.state.links.page(pair.name, {
      limit: PAGE,
      ...(after === '' ? {} : { after }),
    });
    after = page.at(-1)?.sourceId;
    const own = page
      .filter((link) => isPaired(link) && link.state !== 'deleted')
      .map(({ sourceId, targetId }) => (side === 'first' ? sourceId : (targetId ?? '')));
    const names = own.map((id) => accountName(pair, side, id));
    const there = await run.state.target.get(run.runId, names);
    gone.push(...own.filter((_, index) => !there.has(names[index] ?? '')));
  }
  return gone;
}

function isToLookAt(context: PassContext, side: Side, account: Account, link: Link | undefined): boolean {
  if (link?.state === 'deleted') return false;
  if (link === undefined || !isPaired(link)) return account.active !== false && context.pair.scope[side](account).in;
  return link.uncertain || !isAsAgreed(context, side, account, link.base);
}

/** Does the account have what it had when both sides last agreed? What it does not tell has not changed. */
function isAsAgreed({ pair, marker }: PassContext, side: Side, account: Account, base: Attributes): boolean {
  const isSame = (key: string, value: AttributeValue | undefined): boolean =>
    value === undefined || marksIn(baseOf(base, key))?.[side] === marker.mark(key, value);
  for (const rule of pair.rules) {
    if (rule.once) continue;
    const value = side === 'second' ? account.attributes[rule.target] : forwardValue(pair, rule, account, []);
    if (value === undefined) continue;
    if (!rule.isList || rule.authority !== undefined) {
      if (!isSame(rule.target, value)) return false;
      continue;
    }
    const known = baseOf(base, rule.target);
    const items = [...marker.items(rule.target, value).keys()];
    if (!isListBase(known) || known.of.length !== items.length || items.some((item) => !known.of.includes(item)))
      return false;
  }
  return (
    isSame(ACTIVE, account.active) &&
    pair.groups.every((ids) => isSame(groupKey(ids), account.groups?.includes(ids[side])))
  );
}
