import type { Account } from '@rollcall/contract';
import type { ExplainedFact, Explanation } from '../explanation.js';
import type { Link, OperationRecord } from '../ports/state.js';
import type { AccountPlan } from '../run/account-plan.js';
import { isUnmade } from '../run/new-groups.js';
import type { CompiledPair } from './compiled-pair.js';
import { groupKey, otherSide, type Side } from './fact.js';
import { matchNewcomers } from './match.js';
import type { Merged } from './merge.js';
import { getAccount, isPaired, type PassContext, planningOf } from './pass-context.js';
import { newcomer, planNewcomer } from './plan-newcomer.js';
import { leftScope, planOutOfScope } from './plan-out-of-scope.js';
import { accountName, NO_PLAN, type PairPlan, planPair } from './plan-pair.js';
import { restOf } from './plan-pairs.js';
import { readable, reasonText } from './reason-text.js';

const HISTORY = 10;

/** Walks one person through a pass over both sides, without writing anything. */
export async function explainPair(context: PassContext, side: Side, id: string): Promise<Explanation> {
  const { pair, toward, run } = context;
  const link = (await toward[otherSide(side)].state.links.get(pair.name, [id])).get(id);
  const raw = (await run.state.links.get(pair.name, [side === 'first' ? id : (link?.targetId ?? '')]))
    .values()
    .next().value;
  const account = await getAccount(context, side, id);
  const partnerId = isPaired(link) ? link.targetId : undefined;
  const partner = partnerId === undefined ? undefined : await getAccount(context, otherSide(side), partnerId);
  const accounts = side === 'first' ? { first: account, second: partner } : { first: partner, second: account };
  const found = await decide(context, side, accounts, raw);
  const { first, second } = { ...accounts, ...found.accounts };
  const name = accountName(pair, side, id);
  return {
    sourceId: name,
    account,
    situation: found.situation,
    match: undefined,
    link: raw,
    attributes: [],
    groups: [],
    next: asAccountPlan(context, found.plan),
    history: await historyOf(context, side, id, partnerId),
    pair: {
      connections: [pair.connections.first.name, pair.connections.second.name],
      first,
      second,
      facts: found.plan.merged.map((merged) => factOf(context, merged)),
    },
  };
}

interface Decision {
  readonly situation: Explanation['situation'];
  readonly plan: PairPlan;
  readonly accounts?: { readonly first: Account; readonly second: Account };
}

async function decide(
  context: PassContext,
  side: Side,
  { first, second }: { readonly first: Account | undefined; readonly second: Account | undefined },
  link: Link | undefined,
): Promise<Decision> {
  const planning = planningOf(context);
  const account = side === 'first' ? first : second;
  if (link?.state === 'deleted') return left('ended', 'one of the two accounts is gone; the other one is left alone');
  if (account === undefined && (first === undefined) === (second === undefined))
    return { situation: { kind: 'unknown' }, plan: NO_PLAN };
  if (link !== undefined && isPaired(link)) {
    if (first === undefined || second === undefined) {
      const gone = first === undefined ? 'first' : 'second';
      const why = `it is gone from ${context.pair.connections[gone].name}`;
      return { situation: { kind: 'leaves', cause: 'deleted', why }, plan: NO_PLAN };
    }
    const rest = restOf(context, first, second);
    const isLeaving = rest !== undefined && rest !== 'protected' && context.pair.outOfScope === 'deactivate';
    if (isLeaving) {
      const why = leftScope(context, { first, second })?.why ?? rest;
      return {
        situation: { kind: 'leaves', cause: 'outOfScope', why },
        plan: planOutOfScope(context, { first, second, link }),
      };
    }
    if (rest !== undefined) return left(rest, `it rests: ${rest}`);
    const plan = planPair(planning, { first, second, link });
    const isIdle = plan.operations.first.length + plan.operations.second.length === 0;
    return {
      situation: isIdle ? { kind: 'unchanged' } : left('changed', 'its two accounts are merged').situation,
      plan,
    };
  }
  if (account === undefined) return { situation: { kind: 'unknown' }, plan: NO_PLAN };
  const mapped = newcomer(planning, side, account);
  const match = (await matchNewcomers(context, [mapped], 'ask')).get(account.id);
  if (match?.kind === 'unclear')
    return { ...left(match.finding.code, match.finding.message), plan: { ...NO_PLAN, findings: [match.finding] } };
  if (match?.kind === 'one') {
    const accounts =
      side === 'first' ? { first: account, second: match.account } : { first: match.account, second: account };
    return {
      situation: left('adopted', 'its partner was found').situation,
      plan: planPair(planning, { ...accounts, link: undefined }),
      accounts,
    };
  }
  const plan = planNewcomer(planning, mapped);
  return {
    situation: left(
      plan.skipped ?? 'new',
      plan.skipped ?? `only ${context.pair.connections[side].name} has this person`,
    ).situation,
    plan,
  };
}

function left(code: string, why: string): Decision {
  return { situation: { kind: 'skipped', code, why }, plan: { ...NO_PLAN, skipped: code } };
}

function factOf({ pair }: PassContext, merged: Merged): ExplainedFact {
  const { fact } = merged;
  const group = pair.groupNames.second.get(fact.key.replace(/^@group:/, ''));
  return {
    name: group === undefined ? readable(fact.key) : `group ${group}`,
    first: fact.first,
    second: fact.second,
    outcome: [reasonText(pair, merged), ...unmadeText(pair, fact.key)].join('; '),
  };
}

function unmadeText({ groups, connections }: CompiledPair, key: string): readonly string[] {
  const ids = groups.find((one) => key === groupKey(one));
  return (['first', 'second'] as const).flatMap((side) =>
    ids !== undefined && isUnmade(ids[side])
      ? [`${connections[side].name} has no group "${ids.names[side]}" yet, and a run makes it first`]
      : [],
  );
}

function asAccountPlan({ pair }: PassContext, { operations, findings, skipped }: PairPlan): AccountPlan {
  const named = (['second', 'first'] as const).flatMap((side) =>
    operations[side].map((operation) => ({
      ...operation,
      sourceId: accountName(pair, otherSide(side), operation.sourceId),
    })),
  );
  return { operations: named, findings, ...(skipped === undefined ? {} : { skipped }) };
}

async function historyOf(
  context: PassContext,
  side: Side,
  id: string,
  partnerId: string | undefined,
): Promise<readonly OperationRecord[]> {
  const { pair, run } = context;
  const names = [
    accountName(pair, side, id),
    ...(partnerId === undefined ? [] : [accountName(pair, otherSide(side), partnerId)]),
  ];
  const histories = await Promise.all(names.map((name) => run.state.journal.history(pair.name, name, HISTORY)));
  return histories
    .flat()
    .sort((a, b) => b.seq - a.seq)
    .slice(0, HISTORY);
}
