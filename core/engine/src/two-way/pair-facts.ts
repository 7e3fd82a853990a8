import type { Absent, Account, AttributeValue } from '@rollcall/contract';
import { isCandidates, RejectedError } from '@rollcall/contract';
import type { Finding } from '../ports/state.js';
import { runRule, viewOf } from '../run/map.js';
import { digest, stable } from '../values/stable.js';
import type { CompiledPair, PairRule } from './compiled-pair.js';
import { ACTIVE, type Fact, groupKey, itemsOf } from './fact.js';

export interface PairFacts {
  readonly facts: readonly Fact[];
  /** Values that a rule refused: the fact says nothing then. */
  readonly problems: readonly Pick<Finding, 'code' | 'message'>[];
  /** One fingerprint of everything that was compared. */
  readonly hash: string;
}

/** What two accounts say about one person. Pure. */
export function pairFacts(pair: CompiledPair, first: Account, second: Account): PairFacts {
  const problems: Pick<Finding, 'code' | 'message'>[] = [];
  const facts: Fact[] = [];
  for (const rule of pair.rules) {
    if (rule.once) continue;
    const value = forwardValue(pair, rule, first, problems);
    facts.push({
      key: rule.target,
      first: value,
      // A value that the mapping makes nothing of, and not one that is not told.
      isSilent: value === undefined && rule.forward.from.some((name) => first.attributes[name] !== undefined),
      second: second.attributes[rule.target],
      isList: rule.isList,
      isExact: rule.isExact,
      policy: rule.policy,
      ...(rule.authority === undefined ? {} : { authority: rule.authority }),
    });
  }
  facts.push(activity(pair, first, second), ...memberships(pair, first, second));
  const hash = digest(
    facts.map(({ key, first: one, second: two }) => `${key}\u0001${textOf(one)}\u0002${textOf(two)}`).join('\u0003'),
  );
  return { facts, problems, hash };
}

/** What the rule makes of the first side's account, for the second. Absent where it says nothing, or refuses. */
export function forwardValue(
  pair: CompiledPair,
  rule: PairRule,
  first: Account,
  problems: Pick<Finding, 'code' | 'message'>[],
): AttributeValue | Absent {
  if (rule.forward.when !== undefined && !rule.forward.when(first)) return undefined;
  try {
    const value = runRule(rule.forward, first, viewOf(first, pair.groupNames.first));
    return isCandidates(value) ? value.candidates[0] : value;
  } catch (error) {
    if (!RejectedError.is(error)) throw error;
    problems.push({ code: error.code, message: error.message });
    return undefined;
  }
}

function activity({ signIn, conflicts }: CompiledPair, first: Account, second: Account): Fact {
  return {
    key: ACTIVE,
    first: first.active,
    second: second.active,
    isList: false,
    isExact: true,
    policy: conflicts,
    ...(signIn === 'both' ? {} : { authority: signIn }),
  };
}

/** A side that does not tell an account's groups says nothing about them. */
function memberships({ groups, conflicts }: CompiledPair, first: Account, second: Account): readonly Fact[] {
  return groups.map((ids) => ({
    key: groupKey(ids),
    first: first.groups?.includes(ids.first),
    second: second.groups?.includes(ids.second),
    isList: false,
    isExact: true,
    policy: conflicts,
    ...(ids.isNew === true ? { isNew: true } : {}),
  }));
}

function textOf(value: AttributeValue | Absent): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? stable([...itemsOf(value)]) : stable(value);
}
