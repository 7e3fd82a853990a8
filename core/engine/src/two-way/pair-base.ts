import type { Account, Attributes, AttributeValue, WriteResult } from '@rollcall/contract';
import type { OperationRecord } from '../ports/state.js';
import type { Paired } from '../run/compiled-sync.js';
import type { ResolveGroups } from '../run/perform.js';
import { sameValue } from '../values/compare.js';
import type { CompiledPair, GroupPair, PairRule } from './compiled-pair.js';
import {
  ACTIVE,
  ANOTHER,
  type BasePatch,
  type FactBase,
  GROUP,
  groupKey,
  isListBase,
  type Mark,
  type Marker,
  patched,
  type Side,
} from './fact.js';
import { forwardValue } from './pair-facts.js';

/** What a link of a two-way sync remembers, as the state keeps it. */
export function baseOf(base: Attributes, key: string): FactBase | undefined {
  return base[key] as FactBase | undefined;
}

/** Patches by fact, as an operation carries them. */
export function asPatch(patches: ReadonlyMap<string, BasePatch>): Attributes {
  return Object.fromEntries(patches) as unknown as Attributes;
}

export function withPatch(base: Attributes, patch: Attributes): Attributes {
  const next: Record<string, AttributeValue> = { ...base };
  for (const [key, value] of Object.entries(patch))
    next[key] = patched(next[key] as FactBase | undefined, value as BasePatch) as unknown as AttributeValue;
  return next;
}

/**
 * What both sides agree on when an operation towards a side is done. A side may store something else than was sent, or put people into
 * groups by itself, and say so: then each side's own is remembered, so that it does not look like a change that somebody made there.
 */
export function pairedBase(
  pair: Pick<CompiledPair, 'rules' | 'groups' | 'groupNames'>,
  side: Side,
  marker: Marker,
  groupsNow: Readonly<Record<Side, ResolveGroups>>,
): Paired {
  return {
    base: (before, operation, result) => {
      const patch = withGroups(operation.desired?.base ?? {}, groupsNow.second);
      const next = { ...withPatch(before, patch) };
      const own = (key: string, mark: Mark | undefined): void => {
        const agreed = baseOf(next, key);
        if (mark === undefined || agreed === undefined || isListBase(agreed)) return;
        const [first, second] = Array.isArray(agreed)
          ? (agreed as readonly [Mark, Mark])
          : [agreed as Mark, agreed as Mark];
        const both: readonly [Mark, Mark] = side === 'second' ? [first, mark] : [mark, second];
        next[key] = (both[0] === both[1] ? both[0] : both) as unknown as AttributeValue;
      };
      for (const rule of pair.rules)
        if (!rule.once && !rule.isList) own(rule.target, storedMark(pair, rule, side, operation, result, marker));
      // Only what this operation was about: of the rest, what is told may be what somebody changed.
      for (const ids of pair.groups) {
        const [second] = groupsNow.second([ids.second]);
        const [id] = groupsNow[side]([ids[side]]);
        if (second === undefined || id === undefined) continue;
        const key = groupKey({ second });
        if (result?.groups !== undefined && key in patch) own(key, result.groups.includes(id));
      }
      return next;
    },
    forTheMoment: (values) => forTheMoment(pair, side, marker, values),
    landed: (before, operation, account) => {
      const patch = withGroups(operation.desired?.base ?? {}, groupsNow.second);
      const now = pair.groups.map((ids) => ({ ...ids, ...idsNow(ids, groupsNow) }));
      const isThere = ([key, value]: readonly [string, unknown]): boolean =>
        shows({ rules: pair.rules, groups: now }, side, [key, value as BasePatch], operation, account);
      return withPatch(before, Object.fromEntries(Object.entries(patch).filter(isThere)));
    },
  };
}

function idsNow(ids: GroupPair, groupsNow: Readonly<Record<Side, ResolveGroups>>): Partial<Record<Side, string>> {
  const [first] = groupsNow.first([ids.first]);
  const [second] = groupsNow.second([ids.second]);
  return { ...(first === undefined ? {} : { first }), ...(second === undefined ? {} : { second }) };
}

/** A patch by the ids that groups have now; nothing is remembered of one that is not there. */
function withGroups(patch: Attributes, groupsNow: ResolveGroups): Attributes {
  return Object.fromEntries(
    Object.entries(patch).flatMap(([key, value]) => {
      if (!key.startsWith(GROUP)) return [[key, value] as const];
      return groupsNow([key.slice(GROUP.length)]).map((second) => [groupKey({ second }), value] as const);
    }),
  );
}

/** What a side has of a fact when the operation is done. */
function agreedAt(side: Side, patch: BasePatch | undefined): unknown {
  return Array.isArray(patch) ? (patch as readonly Mark[])[side === 'first' ? 0 : 1] : patch;
}

function forTheMoment(
  pair: Pick<CompiledPair, 'rules' | 'groupNames'>,
  side: Side,
  marker: Marker,
  values: Attributes,
): Attributes | undefined {
  const patch = new Map<string, BasePatch>();
  for (const [name, given] of Object.entries(values)) {
    for (const rule of pair.rules.filter(({ target, forward }) =>
      side === 'second' ? target === name : forward.reads.includes(name),
    )) {
      if (rule.once) continue;
      const account = { id: '', attributes: { [name]: given }, active: true, groups: [] };
      const value = side === 'second' ? given : forwardValue(pair as CompiledPair, rule, account, []);
      // A rule that looks at more than this value gives something that nobody can tell beforehand.
      const isTold = side === 'second' || rule.forward.reads.length === 1;
      if (rule.isList || value === undefined || !isTold) return undefined;
      const mark = marker.mark(rule.target, value);
      patch.set(rule.target, side === 'second' ? [ANOTHER, mark] : [mark, ANOTHER]);
    }
  }
  return asPatch(patch);
}

/** Is the account as the operation would have made it, in this fact? */
function shows(
  pair: Pick<CompiledPair, 'rules' | 'groups'>,
  side: Side,
  [key, agreed]: readonly [key: string, patch: BasePatch],
  { after }: OperationRecord,
  account: Account,
): boolean {
  if (key === ACTIVE) return account.active === agreedAt(side, agreed);
  const ids = pair.groups.find((one) => key === groupKey(one));
  if (ids !== undefined) return account.groups?.includes(ids[side]) === agreed;
  const rule = pair.rules.find(({ target }) => target === key);
  const names = side === 'second' ? [key] : (rule?.forward.from ?? []);
  return names.every((name) => !(name in after) || sameValue(account.attributes[name], after[name]));
}

/** Fingerprint of what the side says that it holds now, in the words of the second side; `undefined` where it does not say. */
function storedMark(
  pair: Pick<CompiledPair, 'rules' | 'groupNames'>,
  rule: PairRule,
  side: Side,
  { after, targetId }: OperationRecord,
  result: Partial<WriteResult> | undefined,
  marker: Marker,
): Mark | undefined {
  const told = result?.attributes;
  if (told === undefined) return undefined;
  const names = side === 'second' ? [rule.target] : rule.forward.from;
  if (names.length === 0 || !names.every((name) => name in after && told[name] !== undefined)) return undefined;
  if (side === 'second') return marker.mark(rule.target, told[rule.target] as AttributeValue);
  if (!rule.forward.reads.every((name) => name in after)) return undefined;
  const account = { id: targetId ?? '', attributes: { ...after, ...told }, active: true, groups: [] };
  const value = forwardValue(pair as CompiledPair, rule, account, []);
  return value === undefined ? undefined : marker.mark(rule.target, value);
}
