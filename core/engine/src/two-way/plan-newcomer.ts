import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import type { Finding, NewOperation } from '../ports/state.js';
import { refusedBecause } from '../run/account-plan.js';
import { correlationKey } from '../run/correlation-key.js';
import { isEmpty } from '../run/diff.js';
import { EMPTY, hasGroups, NO_GROUPS, operation } from '../run/draft-operation.js';
import { digest, stable } from '../values/stable.js';
import { ACTIVE, type BasePatch, groupKey, otherSide, type Side } from './fact.js';
import { labelOf } from './label-of.js';
import { asPatch } from './pair-base.js';
import { forwardValue } from './pair-facts.js';
import { accountName, NO_PLAN, type PairPlan, type PairPlanning } from './plan-pair.js';

/** What an account would be on the other side. */
export interface Newcomer {
  /** The side that it is on. */
  readonly side: Side;
  readonly account: Account;
  /** Attributes of the account to be made on the other side; and by which it would be found there. */
  readonly attributes: Attributes;
  readonly findings: readonly Finding[];
}

/** Maps an account without a partner to the other side. Pure. */
export function newcomer(planning: PairPlanning, side: Side, account: Account): Newcomer {
  const attributes: Record<string, AttributeValue> = {};
  const problems: Pick<Finding, 'code' | 'message'>[] = [];
  const { pair } = planning;
  for (const rule of pair.rules) {
    if (side === 'first') {
      const value = forwardValue(pair, rule, account, problems);
      if (value !== undefined && !isEmpty(value)) attributes[rule.target] = value;
      continue;
    }
    const value = account.attributes[rule.target];
    if (rule.backward === undefined || value === undefined || isEmpty(value)) continue;
    const set = rule.backward(value, NOBODY);
    if (set === undefined) problems.push(noWayBack(planning, rule.target));
    else Object.assign(attributes, Object.fromEntries(Object.entries(set).filter(([, one]) => !isEmpty(one))));
  }
  const sourceId = accountName(pair, side, account.id);
  return {
    side,
    account,
    attributes,
    findings: problems.map((problem) => ({ ...problem, sourceId, severity: 'error' })),
  };
}

/** A person whom only one side has: makes the account on the other one. Pure. */
export function planNewcomer(planning: PairPlanning, { side, account, attributes, findings }: Newcomer): PairPlan {
  const { pair } = planning;
  const to = otherSide(side);
  const skip = (code: string): PairPlan => ({ ...NO_PLAN, findings, skipped: code });
  if (account.active === false) return skip('disabled');
  const decision = pair.scope[side](account);
  if (!decision.in) return skip(decision.code);
  if (!pair.correlate[to].some((rule) => correlationKey(rule, attributes) !== undefined)) {
    const message = 'it has no value for any correlation attribute, so it could not be found again';
    const finding: Finding = {
      sourceId: accountName(pair, side, account.id),
      code: 'no-correlation-value',
      severity: 'error',
      message,
    };
    return { ...skip('no-correlation-value'), findings: [...findings, finding] };
  }
  const refusal = refusedBecause(pair.toward[to], 'create');
  if (refusal !== undefined) return skip(refusal);
  return {
    ...NO_PLAN,
    findings,
    operations: { ...NO_PLAN.operations, [to]: creation(planning, side, account, attributes) },
  };
}

/** What a link remembers of a newcomer that was refused: it waits until this changes. */
export function newcomerHash({ account, attributes }: Newcomer): string {
  return digest(stable([account.active ?? null, [...(account.groups ?? [])].sort(), attributes]));
}

function creation(
  planning: PairPlanning,
  side: Side,
  account: Account,
  attributes: Attributes,
): readonly NewOperation[] {
  const { pair, salt, runId, now, approved } = planning;
  const to = otherSide(side);
  const sync = pair.toward[to];
  const context = { sync, salt, runId, now, ...(approved === undefined ? {} : { approved }) };
  const shared = pair.groups.filter((ids) => account.groups?.includes(ids[side]));
  const groups = { add: shared.map((ids) => ids[to]).sort(), remove: [] };
  const withAccount = sync.groups?.membership === 'account';
  const groupPatch = new Map<string, BasePatch>(
    account.groups === undefined ? [] : pair.groups.map((ids) => [groupKey(ids), shared.includes(ids)]),
  );
  const patch = new Map<string, BasePatch>([
    ...attributePatch(planning, side, account),
    [ACTIVE, true],
    ...(withAccount ? groupPatch : []),
  ]);
  const hash = newcomerHash({ side, account, attributes, findings: [] });
  const from = pair.connections[side].name;
  const common = { sourceId: account.id, targetId: null, claims: [] };
  const create = operation(context, {
    ...common,
    kind: 'create',
    reason: { code: 'new', detail: `only ${from} has this person` },
    delta: { after: attributes, before: {} },
    groups: withAccount ? groups : NO_GROUPS,
    desired: { hash, base: asPatch(patch), groups: [], ...labelOf(account) },
    claims: pair.correlate[to].map((rule) => correlationKey(rule, attributes)).filter((key) => key !== undefined),
  });
  if (withAccount || !hasGroups(groups)) return [create];
  const membership = operation(context, {
    ...common,
    kind: 'membership',
    reason: { code: 'new', detail: groups.add.map((id) => `joins ${id.replace(/^new:/, '')}`).join(', ') },
    delta: EMPTY,
    groups,
    desired: { hash, base: asPatch(groupPatch), groups: [], ...labelOf(account) },
  });
  return [create, membership];
}

/** What both sides have of the values when the account is made. */
function attributePatch({ pair, marker }: PairPlanning, side: Side, account: Account): ReadonlyMap<string, BasePatch> {
  const patch = new Map<string, BasePatch>();
  for (const rule of pair.rules) {
    if (rule.once) continue;
    const value = side === 'first' ? forwardValue(pair, rule, account, []) : account.attributes[rule.target];
    if (value === undefined) continue;
    // On the way back, the new account has nothing of what goes one way only, or comes from nothing.
    if (side === 'second' && rule.backward?.(value, NOBODY) === undefined) continue;
    const isListed = rule.isList && rule.authority === undefined;
    patch.set(
      rule.target,
      isListed ? { of: [...marker.items(rule.target, value).keys()].sort() } : marker.mark(rule.target, value),
    );
  }
  return patch;
}

function noWayBack({ pair }: PairPlanning, key: string): Pick<Finding, 'code' | 'message'> {
  const { first, second } = pair.connections;
  const message = `${key}: what it is at ${second.name} comes from no value that ${first.name} could have by the mapping; it is left out of the new account`;
  return { code: 'no-way-back', message };
}

/** The account before it is made. */
const NOBODY: Account = { id: '', attributes: {}, active: true, groups: [] };
