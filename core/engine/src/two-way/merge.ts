import type { AttributeValue } from '@rollcall/contract';
import { isEmpty } from '../run/diff.js';
import {
  ACTIVE,
  type BasePatch,
  type Fact,
  type FactBase,
  GROUP,
  isListBase,
  itemsOf,
  type Mark,
  type Marker,
  otherSide,
  type Side,
} from './fact.js';

/** Why a value is taken, or not. */
export type MergeReason =
  /** Nothing changed, or both sides have the same. */
  | 'same'
  /** Only this side changed it since both agreed. */
  | 'changed'
  /** Only this side has a value; they never agreed before. */
  | 'only-value'
  /** This side has the last word. */
  | 'authority'
  /** Both changed it, and the configuration prefers this side. */
  | 'preferred'
  /** Both changed it, and this side is the newer one. */
  | 'newest'
  /** Both changed the list; each side's additions and removals count. */
  | 'merged'
  /** Both changed it, and a person decides. */
  | 'conflict'
  /** Both changed it, and a person has decided for this side. */
  | 'decided'
  /** One side says nothing about it. */
  | 'unsaid';

/** What one side has to take from the other. */
export interface MergeWrite {
  readonly value: AttributeValue;
  readonly patch: BasePatch;
}

/** What comes of one fact. */
export interface Merged {
  readonly fact: Fact;
  readonly reason: MergeReason;
  /** The side whose value holds; absent where it is both's. */
  readonly winner?: Side;
  /** What each side must be given; absent where it has it. For a conflict: what it would be given if the other side won. */
  readonly writes: Partial<Record<Side, MergeWrite>>;
  /** Both agree already, and it is to be remembered. */
  readonly agreed?: FactBase;
  /** Who decided. */
  readonly by?: string;
}

export interface MergeInput {
  readonly marker: Marker;
  /** When each side's account changed last, in milliseconds since 1970, where it tells. */
  readonly changedAt: Partial<Record<Side, number>>;
  /** What a person decided about the fact, by its key. */
  readonly decided?: ReadonlyMap<string, Decided>;
}

/** A person's word about a fact, good for these values only. */
export interface Decided {
  readonly winner: Side;
  readonly of: Partial<Readonly<Record<Side, Mark>>>;
  readonly by: string;
}

/** The three-way merge of one fact: both sides as they are, and what they last agreed on. Pure. */
export function merge(input: MergeInput, fact: Fact, base: FactBase | undefined): Merged {
  const { first, second } = fact;
  if (fact.isSilent === true || (first === undefined && second === undefined))
    return { fact, reason: 'unsaid', writes: {} };
  if (fact.isList && fact.authority === undefined) return mergeLists(input, fact, base);
  const known = marksIn(base);
  const marks = { first: markOf(input, fact, 'first', known), second: markOf(input, fact, 'second', known) };
  const isChanged = (side: Side): boolean =>
    fact[side] !== undefined && (known === undefined || marks[side] !== known[side]);
  const change = { first: isChanged('first'), second: isChanged('second') };
  if (!change.first && !change.second) return { fact, reason: 'same', writes: {} };
  if (isSame(fact, marks, known === undefined)) {
    const agreed = marks.first === marks.second ? marks.first : ([marks.first, marks.second] as const);
    return { fact, reason: 'same', writes: {}, agreed };
  }
  const take = (winner: Side, reason: MergeReason): Merged => ({
    fact,
    reason,
    winner,
    writes: takeFrom(fact, winner, marks),
  });
  if (fact.authority !== undefined)
    return fact[fact.authority] === undefined
      ? { fact, reason: 'unsaid', writes: {} }
      : take(fact.authority, 'authority');
  if (known === undefined) {
    // Two sides that never agreed share what either gives.
    if (fact.key.startsWith(GROUP)) return take(first === true ? 'first' : 'second', 'merged');
    if (isEmpty(first) !== isEmpty(second)) return take(isEmpty(first) ? 'second' : 'first', 'only-value');
  } else if (!(change.first && change.second)) return take(change.first ? 'first' : 'second', 'changed');
  return decide(input, fact, take, marks);
}

/** A side that does not tell has what it had; where nothing is known, it has no value, and what machines count, it has like the other one. */
function markOf({ marker }: MergeInput, fact: Fact, side: Side, known: Record<Side, Mark> | undefined): Mark {
  const value = fact[side];
  if (value !== undefined) return marker.mark(fact.key, value);
  if (known !== undefined) return known[side];
  const other = fact[otherSide(side)];
  return fact.key === ACTIVE || (fact.key.startsWith(GROUP) && other === false)
    ? marker.mark(fact.key, other ?? null)
    : null;
}

function decide(
  { changedAt, decided }: MergeInput,
  fact: Fact,
  take: (winner: Side, reason: MergeReason) => Merged,
  marks: Record<Side, Mark>,
): Merged {
  if (fact.policy === 'first' || fact.policy === 'second') return take(fact.policy, 'preferred');
  const { first, second } = changedAt;
  if (fact.policy === 'newest' && first !== undefined && second !== undefined && first !== second)
    return take(first > second ? 'first' : 'second', 'newest');
  const word = decided?.get(fact.key);
  const isAbout = (side: Side): boolean => word?.of[side] === undefined || word.of[side] === marks[side];
  if (word !== undefined && isAbout('first') && isAbout('second'))
    return { ...take(word.winner, 'decided'), by: word.by };
  const writes = { ...takeFrom(fact, 'first', marks), ...takeFrom(fact, 'second', marks) };
  return { fact, reason: 'conflict', writes };
}

function takeFrom(fact: Fact, winner: Side, marks: Record<Side, Mark>): Merged['writes'] {
  const value = fact[winner] as AttributeValue;
  return { [otherSide(winner)]: { value: isEmpty(value) ? null : value, patch: marks[winner] } };
}

/** Items that only one side added or removed since both agreed come and go; without an agreement everything is an addition. */
function mergeLists({ marker }: MergeInput, fact: Fact, base: FactBase | undefined): Merged {
  const known = new Set(isListBase(base) ? base.of : []);
  const itemsAt = (side: Side): ReadonlyMap<string, AttributeValue | undefined> => {
    const value = fact[side];
    return value === undefined ? new Map([...known].map((mark) => [mark, undefined])) : marker.items(fact.key, value);
  };
  const sides = { first: itemsAt('first'), second: itemsAt('second') };
  const kept = new Map<string, AttributeValue>();
  for (const [mark, item] of [...sides.first, ...sides.second]) {
    const inBoth = sides.first.has(mark) && sides.second.has(mark);
    if (item !== undefined && (inBoth || !known.has(mark))) kept.set(mark, item);
  }
  const writes: Partial<Record<Side, MergeWrite>> = {};
  for (const side of ['first', 'second'] as const) {
    const isMissing = [...kept.keys()].some((mark) => !sides[side].has(mark));
    const remove = [...sides[side].keys()].filter((mark) => !kept.has(mark));
    if (!isMissing && remove.length === 0) continue;
    // When this is done, both sides have what the other one has of it.
    const add = [...kept.keys()].filter((mark) => sides[otherSide(side)].has(mark));
    const items = itemsOf([...kept.values()]);
    writes[side] = { value: items.length === 0 ? null : items, patch: { add, remove } };
  }
  const changes = Object.keys(writes).length;
  if (changes === 0) {
    const of = [...kept.keys()].sort();
    const isNew = !isListBase(base) || base.of.length !== of.length || of.some((mark) => !known.has(mark));
    return { fact, reason: 'same', writes, ...(isNew ? { agreed: { of } } : {}) };
  }
  if (changes === 2) return { fact, reason: 'merged', writes };
  return {
    fact,
    reason: isListBase(base) ? 'changed' : 'merged',
    winner: writes.first === undefined ? 'first' : 'second',
    writes,
  };
}

/** Sides that never agreed have the same when they differ only in what the system does not look at. */
function isSame(fact: Fact, marks: Record<Side, Mark>, isNew: boolean): boolean {
  if (marks.first === marks.second) return true;
  if (!isNew || fact.isExact || typeof fact.first !== 'string' || typeof fact.second !== 'string') return false;
  return plain(fact.first) === plain(fact.second);
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** What each side had when both last agreed; `undefined` where they never did, and for lists. */
export function marksIn(base: FactBase | undefined): Record<Side, Mark> | undefined {
  if (base === undefined || isListBase(base)) return undefined;
  if (Array.isArray(base)) return { first: base[0] as Mark, second: base[1] as Mark };
  return { first: base as Mark, second: base as Mark };
}
