import type { Marks } from '../ports/marks.js';
import type { Mark, Side } from './fact.js';

/** What a person decided about one value that both sides changed, each to another one. */
export interface Decision {
  /** The connection whose value holds. */
  readonly take: string;
  /** Fingerprints of what both sides had when it was decided; absent where nobody could tell. For any other values it says nothing. */
  readonly of: Partial<Readonly<Record<Side, Mark>>>;
  /** Who decided. */
  readonly by: string;
}

/** Two accounts and the fact that was decided about. */
export interface DecidedFact {
  readonly first: string;
  readonly second: string;
  /** As in `Fact`. */
  readonly key: string;
}

/**
 * What people have decided about conflicts of one two-way sync, value by value. Kept in the state until a pass has found that both sides
 * agree, or that somebody changed the value again; so a decision is carried out however often a run is broken off.
 */
export class Decisions {
  private constructor(private readonly byPair: ReadonlyMap<string, ReadonlyMap<string, Decision>>) {}

  /** Those of a sync; read once a pass. */
  static async load(marks: Marks, sync: string): Promise<Decisions> {
    const byPair = new Map<string, Map<string, Decision>>();
    for (const [name, text] of await marks.list(prefixOf(sync))) {
      const [first = '', second = '', key = ''] = JSON.parse(name.slice(prefixOf(sync).length)) as readonly string[];
      const pair = byPair.get(pairOf(first, second)) ?? new Map<string, Decision>();
      byPair.set(pairOf(first, second), pair.set(key, JSON.parse(text) as Decision));
    }
    return new Decisions(byPair);
  }

  /** Writes one down; an earlier one about the same value counts no more. */
  static async keep(marks: Marks, sync: string, fact: DecidedFact, decision: Decision): Promise<void> {
    await marks.set(nameOf(sync, fact), JSON.stringify(decision));
  }

  static async forget(marks: Marks, sync: string, fact: DecidedFact): Promise<void> {
    await marks.set(nameOf(sync, fact), undefined);
  }

  /** By key of the fact. */
  of(first: string, second: string): ReadonlyMap<string, Decision> {
    return this.byPair.get(pairOf(first, second)) ?? NONE;
  }
}

const NONE: ReadonlyMap<string, Decision> = new Map();

function prefixOf(sync: string): string {
  return `decided:${sync}:`;
}

function nameOf(sync: string, { first, second, key }: DecidedFact): string {
  return prefixOf(sync) + JSON.stringify([first, second, key]);
}

function pairOf(first: string, second: string): string {
  return JSON.stringify([first, second]);
}
