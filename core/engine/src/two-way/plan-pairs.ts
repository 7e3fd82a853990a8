import type { Account } from '@rollcall/contract';
import type { Finding, Link, LinkHead } from '../ports/state.js';
import { protectionOf } from '../run/protection.js';
import { count } from '../run/run-context.js';
import type { Side } from './fact.js';
import { pairFacts } from './pair-facts.js';
import { indexedAs, type PassContext, planningOf, writePlans } from './pass-context.js';
import { planOutOfScope } from './plan-out-of-scope.js';
import { accountName, NO_PLAN, type PairPlan, planPair } from './plan-pair.js';

/** Two accounts with a link, as far as it is loaded. */
export interface LinkedPair {
  readonly first: Account;
  readonly second: Account;
  readonly head: LinkHead;
}

/** Merges pairs that are linked; those that are as they were at the last agreement cost one comparison. */
export async function planPairs(context: PassContext, pairs: readonly LinkedPair[]): Promise<number> {
  const { pair, run } = context;
  const open: LinkedPair[] = [];
  const outside: LinkedPair[] = [];
  let unchanged = 0;
  for (const one of pairs) {
    const rest = restOf(context, one.first, one.second);
    if (rest !== undefined) {
      if (rest !== 'protected' && pair.outOfScope === 'deactivate') outside.push(one);
      else count(run, `skipped:${rest}`);
      continue;
    }
    const { hash, problems } = pairFacts(pair, one.first, one.second);
    if (one.head.hash === hash && !one.head.uncertain && problems.length === 0) unchanged += 1;
    else open.push(one);
  }
  if (unchanged > 0) count(run, 'unchanged', unchanged);
  if (open.length + outside.length === 0) return 0;
  const links = await run.state.links.get(
    pair.name,
    [...open, ...outside].map(({ head }) => head.sourceId),
  );
  const planning = planningOf(context);
  const plans = open.flatMap(({ first, second, head }): PairPlan[] => {
    const link: Link | undefined = links.get(head.sourceId);
    return link === undefined ? [] : [planPair(planning, { first, second, link })];
  });
  const leaving = outside.flatMap(({ first, second, head }): PairPlan[] => {
    const link = links.get(head.sourceId);
    return link === undefined ? [] : [planOutOfScope(context, { first, second, link })];
  });
  return writePlans(context, [...plans, ...leaving]);
}

/** Why a pair rests: nothing is done on either side, whatever changed. */
export function restOf(context: PassContext, first: Account, second: Account): string | undefined {
  if (isProtected(context, 'first', first) !== undefined || isProtected(context, 'second', second) !== undefined)
    return 'protected';
  for (const [side, account] of [
    ['first', first],
    ['second', second],
  ] as const) {
    const decision = context.pair.scope[side](account);
    if (!decision.in) return decision.code === 'protected' ? 'protected' : `out-of-scope-${side}`;
  }
  return undefined;
}

export function isProtected({ pair, toward }: PassContext, side: Side, account: Account): string | undefined {
  const entry = indexedAs(pair, side, account);
  return protectionOf(toward[side].sync, { ...entry, id: account.id });
}

/** A plan to do nothing, and to tell a person why. */
export function leftAlone(
  { pair }: PassContext,
  side: Side,
  id: string,
  {
    code,
    message,
    severity = 'warning',
  }: { readonly code: string; readonly message: string; readonly severity?: Finding['severity'] },
): PairPlan {
  return { ...NO_PLAN, findings: [{ sourceId: accountName(pair, side, id), code, severity, message }], skipped: code };
}
