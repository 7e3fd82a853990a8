import type { AttributeValue } from '@rollcall/contract';
import type { Journal, OperationRecord } from '../ports/state.js';
import { operationPages } from '../run/operation-pages.js';
import type { Decision } from './decisions.js';
import { ACTIVE, GROUP, type Mark, type Marker, type Side } from './fact.js';
import { readable } from './reason-text.js';

/** One value that both sides changed, each to another one. */
export interface ContestedValue {
  /** Attribute of the second connection; `@active`; `@group:` with the id of a group of the second connection. */
  readonly key: string;
  /** For people; a group by its id. */
  readonly name: string;
  /** In the words of the second connection; `undefined` where nobody can tell it in those. */
  readonly first: AttributeValue | undefined;
  /** What the second connection has. */
  readonly second: AttributeValue | undefined;
  /** Connections whose value can hold: one alone where the other side could not take it. */
  readonly choices: readonly string[];
}

/** What waits about one person until somebody chooses. */
export interface Conflict {
  /** Ids of the person's two accounts. */
  readonly first: string;
  /** Id of the account in the second connection. */
  readonly second: string;
  /** The same, with their connections: `intranet:4`, `website:17`. */
  readonly names: readonly [first: string, second: string];
  /** What people call the person; the name of the first account where nothing tells. */
  readonly label: string;
  /** At least one. */
  readonly values: readonly ContestedValue[];
}

/** A conflict with what deciding it needs. */
export interface OpenConflict extends Conflict {
  /** Fingerprints of what both sides had, by fact. */
  readonly marks: ReadonlyMap<string, Decision['of']>;
}

/** What a run left for a person to choose, page by page, each person once, in the order of the journal. */
export async function* conflictsOf(
  journal: Pick<Journal, 'page'>,
  runId: string,
  { marker, between }: { readonly marker: Marker; readonly between: readonly [first: string, second: string] },
): AsyncIterable<readonly OpenConflict[]> {
  const seen = new Set<string>();
  for await (const page of operationPages(journal, runId, { status: ['held'] })) {
    const people = new Map<string, readonly [first: string, second: string]>();
    for (const operation of page.filter(isContested)) {
      const pair = pairOf(operation, between);
      const name = JSON.stringify(pair);
      if (!seen.has(name)) people.set(name, pair);
      seen.add(name);
    }
    if (people.size === 0) continue;
    const sourceIds = [...people.values()].flatMap(([first, second]) => [
      `${between[0]}:${first}`,
      `${between[1]}:${second}`,
    ]);
    // All about these people, what later pages have as well.
    const all = await Array.fromAsync(operationPages(journal, runId, { status: ['held'], sourceIds }));
    const held = Map.groupBy(all.flat().filter(isContested), (operation) => JSON.stringify(pairOf(operation, between)));
    yield [...people].map(([name, pair]) => conflictOf(pair, held.get(name) ?? [], { marker, between }));
  }
}

export function isContested({ reason, targetId }: OperationRecord): boolean {
  return reason.code === 'conflict' && targetId !== null;
}

/** Ids of the two accounts that an operation is about. */
export function pairOf(
  { sourceId, targetId }: OperationRecord,
  [first, second]: readonly [first: string, second: string],
): readonly [first: string, second: string] {
  const isFromFirst = sourceId.startsWith(`${first}:`);
  const own = sourceId.slice((isFromFirst ? first : second).length + 1);
  return isFromFirst ? [own, targetId ?? ''] : [targetId ?? '', own];
}

/** The two alternatives of each value: each says what the side that it goes to has, and what it would be given. */
function conflictOf(
  [first, second]: readonly [first: string, second: string],
  operations: readonly OperationRecord[],
  { marker, between }: { readonly marker: Marker; readonly between: readonly [first: string, second: string] },
): OpenConflict {
  const facts = new Map<string, Partial<Record<Side, OperationRecord>>>();
  for (const operation of operations) {
    const winner: Side = operation.sourceId.startsWith(`${between[0]}:`) ? 'first' : 'second';
    for (const key of Object.keys(operation.desired?.base ?? {}))
      facts.set(key, { ...facts.get(key), [winner]: operation });
  }
  const values = [...facts].map(([key, by]): ContestedValue => {
    const [one, two] = valuesOf(key, by);
    const choices = between.filter((_, at) => by[at === 0 ? 'first' : 'second'] !== undefined);
    return { key, name: readable(key), first: one, second: two, choices };
  });
  const marks = [...facts].map(([key, by]) => [key, marksOf(key, by, marker)] as const);
  return {
    first,
    second,
    names: [`${between[0]}:${first}`, `${between[1]}:${second}`],
    label: operations.find(({ desired }) => desired?.label !== undefined)?.desired?.label ?? `${between[0]}:${first}`,
    values: values.sort((one, other) => (one.key < other.key ? -1 : 1)),
    marks: new Map(marks),
  };
}

type Alternatives = Partial<Readonly<Record<Side, OperationRecord>>>;

function valuesOf(
  key: string,
  { first, second }: Alternatives,
): readonly [first: AttributeValue | undefined, second: AttributeValue | undefined] {
  if (isYesNo(key)) {
    const isFirst = first === undefined ? second?.desired?.base[key] !== true : first.desired?.base[key] === true;
    return [isFirst, !isFirst];
  }
  // Towards the second side both are in its own words already.
  if (first !== undefined) return [first.after[key] ?? null, first.before[key] ?? null];
  const only = <T>(values: readonly T[]): T | undefined => (values.length === 1 ? values[0] : undefined);
  return [only(Object.values(second?.before ?? {})), only(Object.values(second?.after ?? {}))];
}

/** An alternative carries the fingerprint of the value that would hold. */
function marksOf(key: string, { first, second }: Alternatives, marker: Marker): Decision['of'] {
  const one = first?.desired?.base[key] as Mark | undefined;
  const two = second?.desired?.base[key] as Mark | undefined;
  if (isYesNo(key)) {
    const isFirst = one ?? (two === undefined ? undefined : !two);
    return isFirst === undefined ? {} : { first: isFirst, second: !isFirst };
  }
  const seen = two ?? (first === undefined ? undefined : marker.mark(key, first.before[key] ?? null));
  return { ...(one === undefined ? {} : { first: one }), ...(seen === undefined ? {} : { second: seen }) };
}

function isYesNo(key: string): boolean {
  return key === ACTIVE || key.startsWith(GROUP);
}
