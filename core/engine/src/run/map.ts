import type { Absent, Account, AttributeValue, Mapper, Scalar, SourceView } from '@rollcall/contract';
import { isCandidates, RejectedError, RollcallError } from '@rollcall/contract';
import { placeOfFault } from '../fault-text.js';
import { freezeDeeply } from '../plugins/freeze-deeply.js';
import { misshapenValue } from '../plugins/misshapen-value.js';
import { digest, stable } from '../values/stable.js';
import type { Desired, Mapping } from './compiled-sync.js';

export interface CompiledRule {
  /** Target attribute. */
  readonly target: string;
  /** Source attributes. */
  readonly from: readonly string[];
  readonly mappers: readonly { readonly id: string; readonly mapper: Mapper }[];
  readonly apply: 'always' | 'create' | 'ifEmpty';
  readonly when: ((account: Account) => boolean) | undefined;
  /** Source attributes that it looks at, besides those that mappers read from the whole account. */
  readonly reads: readonly string[];
}

export interface MappingParts {
  readonly rules: readonly CompiledRule[];
  /** Group names by id, for mappers that look at roles. */
  readonly groupNames: ReadonlyMap<string, string>;
  /** Target group ids for the account's source groups. */
  readonly groups: (sourceGroups: readonly string[]) => readonly string[];
}

type Values = Record<string, AttributeValue>;

/** Step `map`: the whole source account in, the desired target account out. Pure. */
export function createMapping(parts: MappingParts): Mapping {
  return (account) => {
    const view = viewOf(account, parts.groupNames);
    const into = {
      always: {} as Values,
      onCreate: {} as Values,
      ifEmpty: {} as Values,
      candidates: {} as Record<string, readonly Scalar[]>,
    };
    for (const rule of parts.rules) applyRule(rule, account, view, into);
    const groups = [...new Set(parts.groups(account.groups ?? []))].sort();
    return { ...into, groups, hash: hashOf(into.always, into.ifEmpty, groups) };
  };
}

function applyRule(
  rule: CompiledRule,
  account: Account,
  view: SourceView,
  into: Pick<Desired, 'always' | 'onCreate' | 'ifEmpty' | 'candidates'>,
): void {
  if (rule.when !== undefined && !rule.when(account)) return;
  const value = runRule(rule, account, view);
  if (value === undefined) return;
  if (isCandidates(value)) {
    (into.candidates as Record<string, readonly Scalar[]>)[rule.target] = value.candidates;
    return;
  }
  const part = rule.apply === 'always' ? into.always : rule.apply === 'create' ? into.onCreate : into.ifEmpty;
  (part as Values)[rule.target] = value;
}

/** The value of one rule. Exported for `explain`, which shows each. */
export function runRule(rule: CompiledRule, account: Account, view: SourceView): ReturnType<Mapper['map']> {
  const { from, mappers, target } = rule;
  let values: readonly (AttributeValue | Absent)[] = from.map((name) => account.attributes[name]);
  let value: ReturnType<Mapper['map']> = from.length > 1 ? values.filter((item) => item !== undefined) : values[0];
  for (const { id, mapper } of mappers) {
    if (isCandidates(value)) throw misplacedUnique(target, id);
    try {
      value = mapper.map({ value, values, source: view, target });
    } catch (error) {
      throw blame(error, id, target);
    }
    if (isCandidates(value)) continue;
    const problem = misshapenValue(value);
    if (problem !== undefined) throw mapperFault('mapper-wrong-value', id, target, problem);
    values = [value];
  }
  return value;
}

/** The account as mappers see it. What is in it cannot be changed from here on: a mapper that tries is named. */
export function viewOf(account: Account, groupNames: ReadonlyMap<string, string>): SourceView {
  const groups = account.groups ?? [];
  freezeDeeply(account.attributes);
  return {
    id: account.id,
    attributes: account.attributes,
    active: account.active ?? true,
    groups: groups.map((id) => groupNames.get(id) ?? id),
  };
}

/** Absent is no entry; `null` is one. Rule order is fixed per sync, so entries need no sorting. */
function hashOf(always: Values, ifEmpty: Values, groups: readonly string[]): string {
  let text = '';
  for (const name in always) text += `${name}\u0001${stable(always[name] as AttributeValue)}\u0002`;
  for (const name in ifEmpty) text += `${name}\u0003${stable(ifEmpty[name] as AttributeValue)}\u0002`;
  return digest(`${text}\u0004${groups.join('\u0005')}`);
}

function misplacedUnique(target: string, id: string): RejectedError {
  return new RejectedError({
    code: 'mapping-order',
    doing: `mapping ${target}`,
    happened: `mapper "${id}" stands after one that gives several values to try`,
    hint: 'put the mapper that makes values unique last',
  });
}

function blame(error: unknown, id: string, target: string): unknown {
  if (RollcallError.is(error)) return error;
  const place = placeOfFault(error);
  const what = `threw ${error instanceof Error ? error.name : typeof error}${place === undefined ? '' : ` at ${place}`}`;
  return mapperFault('mapper-failed', id, target, what, error);
}

function mapperFault(code: string, id: string, target: string, what: string, cause?: unknown): RejectedError {
  const hint = 'this is a fault of the mapper; "rollcall dev PERSON" shows its author more';
  return new RejectedError({ code, doing: `mapping ${target}`, happened: `mapper "${id}" ${what}`, hint, cause });
}
