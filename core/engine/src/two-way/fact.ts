import type { Absent, AttributeValue } from '@rollcall/contract';
import { isEmpty } from '../run/diff.js';
import { digest, stable } from '../values/stable.js';

/** The two systems of a two-way sync, in the order in which `between` names them. */
export type Side = 'first' | 'second';

export function otherSide(side: Side): Side {
  return side === 'first' ? 'second' : 'first';
}

/** Who decides when both sides changed a value, each to another one. */
export type Policy = Side | 'newest' | 'ask';

/** One thing that both sides say about a person: the values of one mapping rule, a membership, whether the person may sign in. */
export interface Fact {
  /** Attribute of the second side; `@active`; `@group:` with a group of the second side. */
  readonly key: string;
  /**
   * In the words of the second side: what the mapping makes of the first side's values. Absent: the side does not tell. Then it changed
   * nothing, as far as anybody knows, and may be given what the other side changed.
   */
  readonly first: AttributeValue | Absent;
  readonly second: AttributeValue | Absent;
  /** The mapping has nothing to say about this person: both sides are left alone. */
  readonly isSilent?: boolean;
  /** Whatever is remembered under its key was about something else: the sides never agreed on this. */
  readonly isNew?: boolean;
  /** Values that are lists are merged item by item. */
  readonly isList: boolean;
  /** Is `A` another value than `a`, when two sides that never agreed are compared? */
  readonly isExact: boolean;
  readonly policy: Policy;
  /** The side that has the last word, always. */
  readonly authority?: Side;
}

export const ACTIVE = '@active';
export const GROUP = '@group:';

/**
 * What is remembered of a fact since both sides last agreed; never a value, only what tells whether one is the same.
 * A text or boolean: both sides had this. Two: each side had its own, because one of them writes it otherwise.
 * `of`: the items that both lists had.
 */
export type FactBase = Mark | readonly [first: Mark, second: Mark] | { readonly of: readonly string[] };
/** What becomes of it when an operation is done; a list's items come and go one by one, because the other side's turn is another operation. */
export type BasePatch = FactBase | { readonly add: readonly string[]; readonly remove: readonly string[] };
/** Fingerprint of a value; booleans are as they are, and nothing is `null`. */
export type Mark = string | boolean | null;

/** A mark that no value has: the side has changed its own since, whatever it has now. */
export const ANOTHER: Mark = '';

/** The key of what both sides say about a membership, by the second side's group. */
export function groupKey({ second }: { readonly second: string }): string {
  return GROUP + second;
}

/** Makes fingerprints that nobody can guess values from without the state's salt. */
export class Marker {
  constructor(private readonly salt: string) {}

  mark(key: string, value: AttributeValue): Mark {
    if (isEmpty(value)) return null;
    if (typeof value === 'boolean') return value;
    return this.text(key, stable(Array.isArray(value) ? itemsOf(value) : value));
  }

  /** One for each item of a list, by fingerprint. */
  items(key: string, value: AttributeValue): ReadonlyMap<string, AttributeValue> {
    return new Map(itemsOf(value).map((item) => [this.text(key, stable(item)), item]));
  }

  private text(key: string, value: string): string {
    return digest(`${this.salt}${key}\u0001${value}`).slice(0, 22);
  }
}

/** A list without repeats in one order; one value is a list of one. */
export function itemsOf(value: AttributeValue): readonly AttributeValue[] {
  if (isEmpty(value)) return [];
  const items = new Map(
    (Array.isArray(value) ? (value as readonly AttributeValue[]) : [value]).map((item) => [stable(item), item]),
  );
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** The base after an operation on it. */
export function patched(base: FactBase | undefined, patch: BasePatch): FactBase {
  if (patch === null || typeof patch !== 'object' || !('add' in patch)) return patch as FactBase;
  const kept = new Set(isListBase(base) ? base.of : []);
  for (const item of patch.add) kept.add(item);
  for (const item of patch.remove) kept.delete(item);
  return { of: [...kept].sort() };
}

export function isListBase(base: FactBase | undefined): base is { readonly of: readonly string[] } {
  return typeof base === 'object' && base !== null && 'of' in base;
}
