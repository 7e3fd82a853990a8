import {
  type Account,
  type Attributes,
  type Group,
  isCandidates,
  RejectedError,
  RollcallError,
} from '@rollcall/contract';
import type { Compilation } from './compile/compile-sync.js';
import type { AttributeOrigin, Explanation } from './explanation.js';
import { faultText } from './fault-text.js';
import type { Link, State } from './ports/state.js';
import type { AccountPlan } from './run/account-plan.js';
import { askedCandidates, correlate } from './run/correlate.js';
import { runRule, viewOf } from './run/map.js';
import { planJoiner, wanted } from './run/plan-joiner.js';
import { planLeaver } from './run/plan-leaver.js';
import { planStayer } from './run/plan-stayer.js';
import { type Situation, situationOf } from './run/situation.js';

const NOTHING: AccountPlan = { operations: [], findings: [] };
const HISTORY = 10;

/** Walks one person through the steps of a run, without writing anything. */
export async function explainAccount(
  compilation: Compilation,
  { state, now }: { readonly state: State; readonly now: number },
  sourceId: string,
  signal: AbortSignal,
): Promise<Explanation> {
  const { sync, sourceGroups } = compilation;
  const account = await sync.from.provider.accounts?.get(sourceId, {
    attributes: compilation.sourceSchema.attributes.map(({ name }) => name),
    signal,
  });
  const link = (await state.links.get(sync.name, [sourceId])).get(sourceId);
  const history = await state.journal.history(sync.name, sourceId, HISTORY);
  const groupNames = new Map(sourceGroups.map(({ id, name }) => [id, name]));
  const planning = { sync, salt: '', runId: '', now };
  if (account === undefined) {
    const leaves = link !== undefined && (link.state === 'active' || link.state === 'inactive');
    const situation: Explanation['situation'] = leaves
      ? { kind: 'leaves', cause: 'deleted', why: 'it is gone from the source' }
      : { kind: 'unknown' };
    return {
      sourceId,
      account,
      situation,
      match: undefined,
      link,
      attributes: [],
      groups: [],
      history,
      next: leaves ? planLeaver(planning, link, 'deleted', 'it is gone from the source') : NOTHING,
    };
  }
  const attributes = origins(compilation, account, link, groupNames);
  const { situation, match, next } = await decide(compilation, { state, now }, account, link, signal);
  const groups = groupNamesOf(
    'desired' in situation ? situation.desired.groups : (link?.groups ?? []),
    sync.groups?.targets ?? [],
  );
  return { sourceId, account, situation, match, link, attributes, groups, next, history };
}

async function decide(
  { sync }: Compilation,
  { state, now }: { readonly state: State; readonly now: number },
  account: Account,
  link: Link | undefined,
  signal: AbortSignal,
): Promise<Pick<Explanation, 'situation' | 'match' | 'next'>> {
  const planning = { sync, salt: '', runId: '', now };
  let situation: Situation;
  try {
    situation = situationOf(sync, account, link);
  } catch (error) {
    if (!RejectedError.is(error)) throw error;
    return { situation: { kind: 'invalid', why: error.message }, match: undefined, next: NOTHING };
  }
  if (situation.kind === 'stays' && link !== undefined)
    return {
      situation,
      match: undefined,
      next: planStayer(planning, link, situation.desired, situation.returns, undefined),
    };
  if (situation.kind === 'leaves' && link !== undefined)
    return { situation, match: undefined, next: planLeaver(planning, link, situation.cause, situation.why) };
  const writer = sync.to.provider.writer;
  if (situation.kind !== 'joins' || writer === undefined) return { situation, match: undefined, next: NOTHING };
  const seeker = { sourceId: account.id, attributes: wanted(situation.desired) };
  const match = (await correlate(sync, [seeker], askedCandidates(writer, sync.targetAttributes, 1, signal))).get(
    account.id,
  ) ?? { kind: 'none' as const };
  const owner =
    match.kind === 'one'
      ? (await state.links.byTarget(sync.name, [match.account.id])).get(match.account.id)
      : undefined;
  return { situation, match, next: planJoiner(planning, account.id, situation.desired, match, owner) };
}

/** What each rule gives for an account, and where from. */
export function origins(
  { rules }: Pick<Compilation, 'rules'>,
  account: Account,
  link: Link | undefined,
  groupNames: ReadonlyMap<string, string>,
): readonly AttributeOrigin[] {
  const view = viewOf(account, groupNames);
  const base: Attributes = link?.base ?? {};
  return rules.map((rule) => {
    const applied = base[rule.target];
    const about = {
      target: rule.target,
      from: rule.from,
      inputs: rule.from.map((name) => account.attributes[name]),
      mappers: rule.mappers.map(({ id }) => id),
      apply: rule.apply,
      ...(applied === undefined ? {} : { applied }),
    };
    if (rule.when !== undefined && !rule.when(account))
      return { ...about, value: undefined, problem: 'its condition does not hold' };
    try {
      const value = runRule(rule, account, view);
      return { ...about, value: isCandidates(value) ? (value.candidates[0] ?? null) : value };
    } catch (error) {
      const fault = faultText(error);
      return {
        ...about,
        value: undefined,
        problem: RollcallError.is(error) ? error.message : 'the mapper failed',
        ...(fault === undefined ? {} : { fault }),
      };
    }
  });
}

function groupNamesOf(ids: readonly string[], targets: readonly Group[]): readonly string[] {
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? id.replace(/^new:/, ''));
}
