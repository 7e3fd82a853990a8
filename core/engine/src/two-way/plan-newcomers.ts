import type { Account } from '@rollcall/contract';
import type { Link, LinkHead } from '../ports/state.js';
import { count } from '../run/run-context.js';
import { otherSide, type Side } from './fact.js';
import { type MatchWay, matchNewcomers, type PairMatch } from './match.js';
import { type PassContext, planningOf, writePlans } from './pass-context.js';
import { newcomer, newcomerHash, planNewcomer } from './plan-newcomer.js';
import { accountName, type Pair, type PairPlan, planPair } from './plan-pair.js';
import { isProtected, leftAlone } from './plan-pairs.js';

/** An account without a partner; the head is there when something is remembered of it. */
export interface Alone {
  readonly account: Account;
  readonly head: Pick<LinkHead, 'parkedHash'> | undefined;
}

/**
 * Accounts of a side that have no partner: who is found on the other side is the same person from now on, who is not found is made there,
 * and who is unclear is left alone, on both sides.
 */
export async function planNewcomers(
  context: PassContext,
  side: Side,
  alone: readonly Alone[],
  way: MatchWay,
): Promise<number> {
  if (alone.length === 0) return 0;
  const planning = planningOf(context);
  const open = alone.flatMap(({ account, head }) => {
    const mapped = newcomer(planning, side, account);
    if (head?.parkedHash !== newcomerHash(mapped)) return [mapped];
    count(context.run, 'skipped:parked');
    return [];
  });
  const matches = await matchNewcomers(context, open, way);
  const owners = await ownersOf(context, side, [...matches.values()]);
  const parked = await parkedOf(context, side, alone, matches);
  const plans = open.map((mapped): PairPlan => {
    const { account } = mapped;
    const match = matches.get(account.id) ?? { kind: 'none' as const };
    if (match.kind === 'unclear') {
      const { finding, disagreement } = match;
      const later = disagreement !== undefined && context.disagreements !== undefined;
      if (later) context.disagreements.push(disagreement);
      return { ...leftAlone(context, side, account.id, finding), findings: later ? [] : [finding] };
    }
    const shield = isProtected(context, side, account);
    if (match.kind === 'none')
      return shield === undefined ? planNewcomer(planning, mapped) : leftAloneQuietly('protected');
    return planMatch(context, {
      side,
      account,
      other: match.account,
      owner: owners.get(match.account.id),
      parked: parked.get(account.id) ?? [],
    });
  });
  return writePlans(context, plans);
}

interface FoundPair {
  readonly side: Side;
  readonly account: Account;
  readonly other: Account;
  readonly owner: Link | undefined;
  readonly parked: NonNullable<Pair['parked']>;
}

function planMatch(context: PassContext, { side, account, other, owner, parked }: FoundPair): PairPlan {
  const { pair } = context;
  const to = otherSide(side);
  const system = pair.connections[to].name;
  if (owner !== undefined)
    return leftAlone(context, side, account.id, {
      code: 'claimed',
      message: `it fits ${accountName(pair, to, other.id)}, which has a partner already; it is left alone`,
    });
  const accounts = side === 'first' ? { first: account, second: other } : { first: other, second: account };
  for (const one of ['first', 'second'] as const) {
    const shield = isProtected(context, one, accounts[one]);
    if (shield !== undefined)
      return leftAlone(context, side, account.id, {
        code: 'protected',
        message: `it fits ${accountName(pair, to, other.id)} of ${system}; ${accountName(pair, one, accounts[one].id)} is protected: ${shield}`,
      });
    const decision = pair.scope[one](accounts[one]);
    if (!decision.in) return leftAloneQuietly(decision.code);
  }
  return planPair(planningOf(context), { ...accounts, link: undefined, parked });
}

function leftAloneQuietly(skipped: string): PairPlan {
  return { operations: { first: [], second: [] }, findings: [], merged: [], skipped };
}

/** Links of the accounts that were found, by their id. */
async function ownersOf(
  { pair, toward }: PassContext,
  side: Side,
  matches: readonly PairMatch[],
): Promise<ReadonlyMap<string, Link>> {
  const ids = matches.flatMap((match) => (match.kind === 'one' ? [match.account.id] : []));
  if (ids.length === 0) return new Map();
  const to = otherSide(side);
  return toward[to].state.links.byTarget(pair.name, ids);
}

/** What was refused when these were to become one person: it stands in the row of the side that the refused operation came from. */
async function parkedOf(
  { pair, toward }: PassContext,
  side: Side,
  alone: readonly Alone[],
  matches: ReadonlyMap<string, PairMatch>,
): Promise<ReadonlyMap<string, FoundPair['parked']>> {
  const found = new Map<string, string>();
  for (const [id, match] of matches) if (match.kind === 'one') found.set(id, match.account.id);
  if (found.size === 0) return new Map();
  const rows = await toward[side].state.links.get(pair.name, [...new Set(found.values())]);
  const heads = new Map(alone.map(({ account, head }) => [account.id, head?.parkedHash]));
  return new Map([...found].map(([id, other]) => [id, [heads.get(id), rows.get(other)?.parkedHash]]));
}
