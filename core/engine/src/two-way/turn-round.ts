import type { Account, AttributeDescription, Attributes, AttributeValue } from '@rollcall/contract';
import { isCandidates, RejectedError } from '@rollcall/contract';
import { isEmpty } from '../run/diff.js';
import { type CompiledRule, runRule, viewOf } from '../run/map.js';
import { stable } from '../values/stable.js';
import type { PairRule } from './compiled-pair.js';
import { itemsOf } from './fact.js';

/** Why a rule cannot be turned round; `undefined` where it can. */
export function obstacleTo(rule: CompiledRule): string | undefined {
  if (rule.from.length === 0) return 'it takes no attribute of the first side';
  const lossy = rule.mappers.find(({ mapper }) => mapper.invert === undefined);
  return lossy === undefined ? undefined : `what the mapper "${lossy.id}" does cannot be undone`;
}

/**
 * The way back of a rule: undoes its mappers, last to first, and then looks whether the way there gives the value again. What does
 * not come out the same is not written: a value that one side cannot hold must not become another one on the other.
 */
export function turnRound(
  rule: CompiledRule,
  attributes: readonly AttributeDescription[],
  groupNames: ReadonlyMap<string, string>,
): NonNullable<PairRule['backward']> {
  return (value, first) => {
    if (isEmpty(value)) return cleared(rule.from);
    let original: AttributeValue | undefined = value;
    for (const [index, { mapper }] of [...rule.mappers.entries()].reverse()) {
      if (original === undefined || original === null) break;
      original = mapper.invert?.(original, index === 0 ? rule.from.length : 1);
    }
    const parts = original === undefined ? undefined : partsOf(original, rule.from.length);
    if (parts === undefined) return undefined;
    const set: Attributes = Object.fromEntries(
      rule.from.map((name, index) => [name, asTyped(parts[index] ?? null, attributes[index])]),
    );
    return gives(rule, { ...first, attributes: { ...first.attributes, ...set } }, groupNames, value) ? set : undefined;
  };
}

function cleared(names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, null]));
}

function partsOf(original: AttributeValue, count: number): readonly AttributeValue[] | undefined {
  if (count === 1) return [original];
  return Array.isArray(original) && original.length === count ? (original as readonly AttributeValue[]) : undefined;
}

/** A system that holds numbers and booleans does not take texts for them. */
function asTyped(value: AttributeValue, attribute: AttributeDescription | undefined): AttributeValue {
  if (Array.isArray(value)) return value.map((item: AttributeValue) => asTyped(item, attribute));
  if (attribute?.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (typeof value !== 'string') return value;
  if (attribute?.type === 'boolean' && /^(?:true|false|0|1)$/.test(value)) return value === 'true' || value === '1';
  const isNumber = attribute?.type === 'integer' || attribute?.type === 'decimal';
  return isNumber && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

function gives(
  rule: CompiledRule,
  account: Account,
  groupNames: ReadonlyMap<string, string>,
  wanted: AttributeValue,
): boolean {
  try {
    const value = runRule(rule, account, viewOf(account, groupNames));
    return value !== undefined && !isCandidates(value) && stable([...itemsOf(value)]) === stable([...itemsOf(wanted)]);
  } catch (error) {
    if (RejectedError.is(error)) return false;
    throw error;
  }
}
