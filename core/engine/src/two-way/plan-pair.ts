import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import type { Finding, Link, NewOperation, OperationKind, Reason } from '../ports/state.js';
import type { PlanContext } from '../run/account-plan.js';
import { refusedBecause } from '../run/account-plan.js';
import { type Draft, EMPTY, hasGroups, NO_GROUPS, operation } from '../run/draft-operation.js';
import { NEW } from '../run/new-groups.js';
import { settledLink } from '../run/settled-link.js';
import type { CompiledPair } from './compiled-pair.js';
import type { DecidedFact, Decisions } from './decisions.js';
import { ACTIVE, type BasePatch, GROUP, groupKey, type Marker, otherSide, type Side } from './fact.js';
import { labelOf } from './label-of.js';
import { type Decided, type Merged, type MergeWrite, merge } from './merge.js';
import { asPatch, baseOf, withPatch } from './pair-base.js';
import { pairFacts } from './pair-facts.js';
import { readable, reasonText } from './reason-text.js';

export interface PairPlanning {
  readonly pair: CompiledPair;
  readonly marker: Marker;
  readonly salt: string;
  readonly runId: string;
  readonly now: number;
  /** Keys of operations that a person approved; without it nothing was. */
  readonly approved?: ReadonlySet<string>;
  /** What people decided about conflicts; without it nobody did. */
  readonly decisions?: Decisions;
}

/** Two accounts that are one person, with what is remembered of them. */
export interface Pair {
  readonly first: Account;
  readonly second: Account;
  /** As the table has it; absent for two that were found to be one person just now. */
  readonly link: Link | undefined;
  /** Without a link: what a side refused when they were to become one person, as the rows of either have it. */
  readonly parked?: readonly (string | null | undefined)[];
}

/** What a pass intends for one pair. Operations have the ids of the side that they come from. */
export interface PairPlan {
  readonly operations: Readonly<Record<Side, readonly NewOperation[]>>;
  readonly findings: readonly Finding[];
  /** To be stored at once: nothing is sent for it. */
  readonly link?: Link;
  readonly skipped?: string;
  readonly merged: readonly Merged[];
  /** Decisions about values that are not contested any more, or have changed since. */
  readonly outdated?: readonly DecidedFact[];
}

/** What makes two accounts one person, before anything else that happens to them. */
const LINKING: ReadonlySet<OperationKind> = new Set(['update', 'reactivate', 'link']);
const UNMADE = groupKey({ second: NEW });

export const NO_PLAN: PairPlan = { operations: { first: [], second: [] }, findings: [], merged: [] };

/** The three-way merge of a person, and what each side must be given for it. Pure: the same accounts and link give the same plan. */
export function planPair(planning: PairPlanning, { first, second, link, parked = [link?.parkedHash] }: Pair): PairPlan {
  const { pair, marker } = planning;
  const { facts, problems, hash } = pairFacts(pair, first, second);
  const name = accountName(pair, 'first', first.id);
  const findings: Finding[] = problems.map((problem) => ({ ...problem, sourceId: name, severity: 'error' }));
  if (parked.includes(hash)) return { ...NO_PLAN, findings, skipped: 'parked' };
  const changedAt = { ...clock(pair, 'first', first), ...clock(pair, 'second', second) };
  const decided = decidedOf(planning, first, second);
  const merged = facts.map((fact) => {
    const base = fact.isNew === true ? undefined : baseOf(link?.base ?? {}, fact.key);
    return merge({ marker, changedAt, decided }, fact, base);
  });
  const sheet = new Sheet(planning, { first, second }, hash, link === undefined);
  for (const one of merged) sheet.take(one);
  findings.push(...sheet.findings(name));
  const operations = sheet.operations();
  const isIdle = operations.first.length + operations.second.length === 0 && sheet.conflicts.length === 0;
  const outdated = merged.flatMap(({ fact: { key }, reason }) =>
    decided.has(key) && reason !== 'decided' && reason !== 'unsaid'
      ? [{ first: first.id, second: second.id, key }]
      : [],
  );
  const plan = { operations, findings, merged, ...(outdated.length === 0 ? {} : { outdated }) };
  if (!isIdle || link === undefined) return plan;
  if (sheet.isObstructed) return { ...plan, skipped: 'refused' };
  const base = withPatch(link.base, asPatch(sheet.agreed));
  const state = first.active === false || second.active === false ? 'inactive' : 'active';
  return { ...plan, link: settledLink(planning, link, { hash, base, state }) };
}

/** What people decided about two accounts, by fact. */
function decidedOf({ pair, decisions }: PairPlanning, first: Account, second: Account): ReadonlyMap<string, Decided> {
  return new Map(
    [...(decisions?.of(first.id, second.id) ?? [])].flatMap(([key, { take, of, by }]) => {
      const winner = (['first', 'second'] as const).find((side) => pair.connections[side].name === take);
      return winner === undefined ? [] : [[key, { winner, of, by }] as const];
    }),
  );
}

export function accountName(pair: Pick<CompiledPair, 'connections'>, side: Side, id: string): string {
  return `${pair.connections[side].name}:${id}`;
}

interface SideChanges {
  readonly set: Record<string, AttributeValue>;
  readonly patch: Map<string, BasePatch>;
  readonly groups: { readonly add: string[]; readonly remove: string[] };
  readonly groupPatch: Map<string, BasePatch>;
  active: boolean | undefined;
  readonly reasons: Set<string>;
}

const blank = (): SideChanges => ({
  set: {},
  patch: new Map(),
  groups: { add: [], remove: [] },
  groupPatch: new Map(),
  active: undefined,
  reasons: new Set(),
});

/** What one person's merge asks of each side, before it becomes operations. */
class Sheet {
  readonly agreed = new Map<string, BasePatch>();
  readonly conflicts: string[] = [];
  readonly noWayBack: string[] = [];
  isObstructed = false;
  private readonly changes = { first: blank(), second: blank() };
  /** What each side would be given if the other one won what is contested. */
  private readonly alternatives = { first: blank(), second: blank() };

  constructor(
    private readonly planning: PairPlanning,
    private readonly accounts: Readonly<Record<Side, Account>>,
    private readonly hash: string,
    private readonly isNew: boolean,
  ) {}

  take(merged: Merged): void {
    const { fact, reason, winner, writes, agreed, by } = merged;
    // On a group that is not there yet nobody can agree.
    if (agreed !== undefined && !fact.key.startsWith(UNMADE)) this.agreed.set(fact.key, agreed);
    const isConflict = reason === 'conflict';
    if (isConflict) this.conflicts.push(fact.key);
    for (const side of ['first', 'second'] as const) {
      const write = writes[side];
      if (write === undefined) continue;
      const into = (isConflict ? this.alternatives : this.changes)[side];
      if (!this.enter(side, into, fact.key, write)) continue;
      into.reasons.add(
        `${readable(fact.key)} ${reasonText(this.planning.pair, { reason, winner: winner ?? otherSide(side), by })}`,
      );
    }
  }

  private enter(side: Side, into: SideChanges, key: string, write: MergeWrite): boolean {
    if (key === ACTIVE) {
      into.active = write.value === true;
      into.patch.set(key, write.patch);
      return true;
    }
    if (key.startsWith(GROUP)) {
      const ids = this.planning.pair.groups.find((pair) => key === groupKey(pair));
      into.groups[write.value === true ? 'add' : 'remove'].push(ids?.[side] ?? '');
      into.groupPatch.set(key, write.patch);
      return true;
    }
    const set = side === 'second' ? { [key]: write.value } : this.wayBack(key, write.value);
    if (set === undefined) {
      this.noWayBack.push(key);
      this.isObstructed = true;
      return false;
    }
    Object.assign(into.set, set);
    into.patch.set(key, write.patch);
    return true;
  }

  private wayBack(key: string, value: AttributeValue): Attributes | undefined {
    const rule = this.planning.pair.rules.find(({ target }) => target === key);
    return rule?.backward?.(value, this.accounts.first);
  }

  findings(sourceId: string): readonly Finding[] {
    const { pair } = this.planning;
    const { first, second } = pair.connections;
    const findings: Finding[] = [];
    if (this.conflicts.length > 0) {
      const names = this.conflicts.map(readable).join(', ');
      findings.push({
        sourceId,
        code: 'conflict',
        severity: 'warning',
        message: `${names}: changed at ${first.name} and at ${second.name}, each to another value; it waits for a person, and either is kept until then`,
      });
    }
    if (this.noWayBack.length > 0)
      findings.push({
        sourceId,
        code: 'no-way-back',
        severity: 'error',
        message: `${this.noWayBack.join(', ')}: what it is at ${second.name} comes from no value that ${first.name} could have by the mapping; it was left alone on both sides`,
      });
    return findings;
  }

  operations(): PairPlan['operations'] {
    const operations = oneAlternative({ first: this.towards('first'), second: this.towards('second') });
    // A membership, or a sign-in that is taken away, comes later: until then nobody would know whose account it is.
    const links = ({ status, kind }: NewOperation): boolean => status === 'planned' && LINKING.has(kind);
    if (!this.isNew || operations.second.some(links)) return operations;
    // Whoever comes of it, these two are one person from now on.
    const link = this.draft('second', 'link', {
      reason: this.adopted(),
      delta: EMPTY,
      groups: NO_GROUPS,
      patch: this.agreed,
    });
    return { ...operations, second: [...operations.second.filter(({ kind }) => kind !== 'link'), link] };
  }

  private towards(side: Side): readonly NewOperation[] {
    const changes = this.changes[side];
    const membership = this.planning.pair.toward[side].groups?.membership;
    const operations: NewOperation[] = [];
    const reason: Reason = this.isNew
      ? this.adopted()
      : { code: 'changed', detail: [...changes.reasons].sort().join('; ') };
    if (changes.active !== undefined) operations.push(...this.activity(side, changes, reason, false));
    const withAccount = membership === 'account';
    const delta = this.deltaOf(side, changes);
    const groups = withAccount ? sorted(changes.groups) : NO_GROUPS;
    if (Object.keys(delta.after).length > 0 || hasGroups(groups)) {
      const patch = new Map([
        ...this.agreed,
        ...without(changes.patch, ACTIVE),
        ...(withAccount ? changes.groupPatch : []),
      ]);
      operations.push(...this.allowed(side, 'update', { reason, delta, groups, patch }));
    }
    if (membership === 'group' && hasGroups(changes.groups))
      operations.push(
        ...this.allowed(side, 'membership', {
          reason,
          delta: EMPTY,
          groups: sorted(changes.groups),
          patch: changes.groupPatch,
        }),
      );
    return [...operations, ...this.contested(side)];
  }

  /** What a person may choose: the other side's values. Two alternatives, one towards each side; the first named one is taken when both are approved. */
  private contested(side: Side): readonly NewOperation[] {
    const changes = this.alternatives[side];
    const { pair } = this.planning;
    const reason: Reason = {
      code: 'conflict',
      detail: `to take ${pair.connections[otherSide(side)].name}: ${this.conflicts.map(readable).sort().join(', ')}`,
    };
    const operations: NewOperation[] = [];
    if (changes.active !== undefined) operations.push(...this.activity(side, changes, reason, true));
    const withAccount = pair.toward[side].groups?.membership === 'account';
    const delta = this.deltaOf(side, changes);
    const groups = sorted(changes.groups);
    const common = { reason, confirm: true };
    if (Object.keys(delta.after).length > 0 || (withAccount && hasGroups(groups)))
      operations.push(
        ...this.allowed(side, 'resolve', {
          ...common,
          delta,
          groups: withAccount ? groups : NO_GROUPS,
          patch: new Map([...without(changes.patch, ACTIVE), ...(withAccount ? changes.groupPatch : [])]),
        }),
      );
    // An account has one operation of a kind in a run: what is not contested comes first.
    if (!withAccount && hasGroups(groups) && !hasGroups(this.changes[side].groups))
      operations.push(
        ...this.allowed(side, 'membership', { ...common, delta: EMPTY, groups, patch: changes.groupPatch }),
      );
    return operations;
  }

  private activity(side: Side, changes: SideChanges, reason: Reason, confirm: boolean): readonly NewOperation[] {
    const patch = new Map([[ACTIVE, changes.patch.get(ACTIVE) ?? null]] as const);
    const kind = changes.active === true ? 'reactivate' : 'deactivate';
    return this.allowed(side, kind, { reason, delta: EMPTY, groups: NO_GROUPS, patch, confirm });
  }

  private allowed(side: Side, kind: OperationKind, content: Content): readonly NewOperation[] {
    const needed = kind === 'resolve' || kind === 'membership' ? 'update' : kind;
    const refusal = refusedBecause(this.planning.pair.toward[side], needed as 'update');
    if (refusal !== undefined) {
      this.isObstructed = true;
      return [];
    }
    return [this.draft(side, kind, content)];
  }

  private draft(side: Side, kind: OperationKind, { patch, confirm, ...content }: Content): NewOperation {
    const { pair, approved, salt, runId, now } = this.planning;
    const context: PlanContext = {
      sync: pair.toward[side],
      salt,
      runId,
      now,
      ...(approved === undefined ? {} : { approved }),
    };
    const draft: Draft = {
      ...content,
      kind,
      sourceId: this.accounts[otherSide(side)].id,
      targetId: this.accounts[side].id,
      desired: { hash: this.hash, base: asPatch(patch), groups: [], ...this.label() },
      // What goes back to the first side belongs to the same claim.
      claims:
        this.isNew && side === 'second'
          ? (['first', 'second'] as const).map((one) => `target:${accountName(pair, one, this.accounts[one].id)}`)
          : [],
      ...(confirm === true ? { confirm } : {}),
    };
    return operation(context, draft);
  }

  private label(): { readonly label?: string } {
    const { first, second } = this.accounts;
    return { ...labelOf(second), ...labelOf(first) };
  }

  private adopted(): Reason {
    const { first, second } = this.planning.pair.connections;
    const reasons = [...this.changes.first.reasons, ...this.changes.second.reasons].sort();
    const detail = `${first.name} ${this.accounts.first.id} and ${second.name} ${this.accounts.second.id} are one person`;
    return { code: 'adopted', detail: reasons.length === 0 ? detail : `${detail}; ${reasons.join('; ')}` };
  }

  private deltaOf(side: Side, { set }: SideChanges): { readonly after: Attributes; readonly before: Attributes } {
    const known = this.accounts[side].attributes;
    const before = Object.fromEntries(Object.keys(set).map((name) => [name, known[name] ?? null]));
    return { after: set, before };
  }
}

/** Once a person has chosen, the other way is none. When both were approved, the side named first is taken. */
function oneAlternative(operations: PairPlan['operations']): PairPlan['operations'] {
  const isContested = ({ reason }: NewOperation): boolean => reason.code === 'conflict';
  const chosen = (['second', 'first'] as const).find((side) =>
    operations[side].some((one) => isContested(one) && one.status === 'planned'),
  );
  if (chosen === undefined) return operations;
  const other = otherSide(chosen);
  return { ...operations, [other]: operations[other].filter((one) => !isContested(one)) };
}

interface Content {
  readonly reason: Reason;
  readonly delta: { readonly after: Attributes; readonly before: Attributes };
  readonly groups: NewOperation['groups'];
  readonly patch: ReadonlyMap<string, BasePatch>;
  readonly confirm?: boolean;
}

/** When an account changed last, where its system tells. */
function clock(pair: CompiledPair, side: Side, account: Account): Partial<Record<Side, number>> {
  const name = pair.clocks[side];
  const value = name === undefined ? undefined : account.attributes[name];
  const at = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value * 1_000 : Number.NaN;
  return Number.isNaN(at) ? {} : { [side]: at };
}

function sorted({
  add,
  remove,
}: {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}): NewOperation['groups'] {
  return { add: [...add].sort(), remove: [...remove].sort() };
}

function without(patch: ReadonlyMap<string, BasePatch>, key: string): Map<string, BasePatch> {
  return new Map([...patch].filter(([name]) => name !== key));
}
