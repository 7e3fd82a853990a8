import type { Account, AccountWriter, Attributes, CorrelationTerm } from '@rollcall/contract';
import type { IndexedAccount, State } from '../ports/state.js';
import type { CompiledSync, CorrelationRule } from './compiled-sync.js';
import { correlationKey, correlationTerms } from './correlation-key.js';

/** A person that the target may know already. */
export interface Seeker {
  readonly sourceId: string;
  /** Desired values, by target attribute. */
  readonly attributes: Attributes;
}

export type Match =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly account: IndexedAccount; readonly rule: CorrelationRule }
  | { readonly kind: 'ambiguous'; readonly rule: CorrelationRule; readonly ids: readonly string[] };

/** How candidates are found: in the target as this run read it, or by asking the target. */
export interface Candidates {
  find(rule: CorrelationRule, seekers: readonly Seeker[]): Promise<ReadonlyMap<string, readonly IndexedAccount[]>>;
}

/**
 * Step `correlate`: for each seeker, the rules in order; the first rule that finds anybody decides.
 * Two candidates by one rule are ambiguous: never the first that comes.
 */
export async function correlate(
  sync: CompiledSync,
  seekers: readonly Seeker[],
  candidates: Candidates,
): Promise<ReadonlyMap<string, Match>> {
  const matches = new Map<string, Match>();
  let open = seekers;
  for (const rule of sync.correlate) {
    if (open.length === 0) break;
    const found = await candidates.find(rule, open);
    for (const { sourceId } of open) {
      const accounts = found.get(sourceId) ?? [];
      const [first] = accounts;
      if (first === undefined) continue;
      matches.set(
        sourceId,
        accounts.length === 1
          ? { kind: 'one', account: first, rule }
          : { kind: 'ambiguous', rule, ids: accounts.map(({ id }) => id) },
      );
    }
    open = open.filter(({ sourceId }) => !matches.has(sourceId));
  }
  for (const { sourceId } of open) matches.set(sourceId, { kind: 'none' });
  return matches;
}

/** Looks into the target as this run read it; no request. */
export function indexedCandidates(state: State, runId: string): Candidates {
  return {
    async find(rule, seekers) {
      const keyOf = new Map(seekers.map(({ sourceId, attributes }) => [sourceId, correlationKey(rule, attributes)]));
      const keys = [...new Set([...keyOf.values()].filter((key) => key !== undefined))];
      const byKey = await state.target.find(runId, keys);
      return new Map(seekers.map(({ sourceId }) => [sourceId, byKey.get(keyOf.get(sourceId) ?? '') ?? []]));
    },
  };
}

/** Asks the target for each seeker; for runs about few people, and for targets that cannot list. */
export function askedCandidates(
  writer: AccountWriter,
  attributes: readonly string[],
  concurrency: number,
  signal: AbortSignal,
): Candidates {
  return {
    async find(rule, seekers) {
      const found = new Map<string, readonly IndexedAccount[]>();
      const queue = [...seekers];
      const worker = async (): Promise<void> => {
        for (let seeker = queue.shift(); seeker !== undefined; seeker = queue.shift()) {
          const terms = correlationTerms(rule, seeker.attributes);
          if (terms !== undefined) found.set(seeker.sourceId, await ask(writer, terms, attributes, signal));
        }
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, seekers.length) }, worker));
      return found;
    },
  };
}

async function ask(
  writer: AccountWriter,
  terms: readonly CorrelationTerm[],
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<readonly IndexedAccount[]> {
  const accounts = await writer.find(terms, { attributes, signal });
  const distinct = new Map(accounts.map((account) => [account.id, indexed(account)]));
  return [...distinct.values()];
}

export function indexed(account: Account): IndexedAccount {
  return {
    id: account.id,
    attributes: account.attributes,
    active: account.active ?? null,
    groups: account.groups ?? null,
    version: account.version ?? null,
    protection: account.protection ?? null,
  };
}
