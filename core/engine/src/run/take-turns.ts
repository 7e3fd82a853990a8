import type { Attributes, AttributeValue } from '@rollcall/contract';
import type { Link, NewOperation, OperationKind, OperationRecord } from '../ports/state.js';
import { digest } from '../values/stable.js';
import type { UniqueAttribute } from './compiled-sync.js';
import { NO_GROUPS, operation } from './draft-operation.js';
import { operationPages } from './operation-pages.js';
import type { RunContext } from './run-context.js';

/** The order among accounts that hand unique values on to each other; everybody else may be written at any time. */
export interface Turns {
  /** By account: after how many turns of others it may be written. Accounts that wait for nobody are missing. */
  readonly waits: ReadonlyMap<string, number>;
  /** Values that accounts have for the moment, so that others can have theirs, by account. */
  readonly madeWay: ReadonlyMap<string, Attributes>;
  /** Who cannot be written when an account does not make way, by that account: the ring that it is in, with itself. */
  readonly rings: ReadonlyMap<string, readonly string[]>;
}

const NONE: Turns = { waits: new Map(), madeWay: new Map(), rings: new Map() };

/**
 * Looks in the plan for accounts that get a unique value which another one still has, and is about to give up. They are written one after
 * the other. Where they wait for each other in a ring (two people exchange their addresses), one of them gives its value up first, for one
 * that nobody has: an operation of its own, which this writes into the plan.
 */
export async function takeTurns(context: RunContext): Promise<Turns> {
  const { sync } = context;
  if (sync.unique.length === 0) return NONE;
  const given = new Map<string, string>();
  const wanted: Want[] = [];
  for await (const { sourceId, after, before } of plannedOf(context, ['update', 'resolve']))
    for (const attribute of sync.unique) {
      const now = keyOf(attribute, before[attribute.name]);
      const next = keyOf(attribute, after[attribute.name]);
      if (!(attribute.name in after) || now === next) continue;
      if (now !== undefined) given.set(now, sourceId);
      if (next !== undefined) wanted.push({ sourceId, value: next });
    }
  if (given.size === 0) return NONE;
  for await (const { sourceId, after } of plannedOf(context, ['create']))
    for (const attribute of sync.unique) {
      const value = keyOf(attribute, after[attribute.name]);
      if (value !== undefined && given.has(value)) wanted.push({ sourceId, value });
    }
  const { waits, rings } = order(wanted, given);
  const madeWay = await planToMakeWay(context, [...rings.keys()], new Set(wanted.map(({ value }) => value)));
  return { waits, rings, madeWay };
}

interface Want {
  readonly sourceId: string;
  /** Attribute and value. */
  readonly value: string;
}

async function* plannedOf(
  { state, runId }: RunContext,
  kinds: readonly OperationKind[],
): AsyncIterable<OperationRecord> {
  for await (const page of operationPages(state.journal, runId, { status: ['planned'], kinds })) yield* page;
}

function keyOf({ name, caseExact }: UniqueAttribute, value: AttributeValue | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const text = value.normalize('NFC');
  return `${name}\u0000${caseExact ? text : text.toLowerCase()}`;
}

/** Who waits for how many turns, and who must make way because it waits for itself. Pure. */
export function order(wanted: readonly Want[], given: ReadonlyMap<string, string>): Pick<Turns, 'waits' | 'rings'> {
  const holders = new Map<string, Set<string>>();
  for (const { sourceId, value } of wanted) {
    const holder = given.get(value);
    if (holder === undefined || holder === sourceId) continue;
    holders.set(sourceId, (holders.get(sourceId) ?? new Set()).add(holder));
  }
  const waits = new Map<string, number>();
  const rings = new Map<string, readonly string[]>();
  for (let turn = 0; holders.size > 0; turn += 1) {
    const ready = [...holders].filter(([, others]) => [...others].every((one) => !holders.has(one)));
    for (const [id] of ready) {
      waits.set(id, turn + 1);
    }
    for (const [id] of ready) holders.delete(id);
    if (ready.length > 0) continue;
    const ring = ringIn(holders);
    const [first] = ring;
    if (first === undefined) break;
    rings.set(first, ring);
    for (const others of holders.values()) others.delete(first);
    turn -= 1;
  }
  return { waits, rings };
}

/** Accounts that wait for each other, whoever has the smallest id first: the same plan gives the same ring. */
function ringIn(holders: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const path: string[] = [];
  let [next] = [...holders.keys()].sort();
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    [next] = [...(holders.get(next) ?? [])].filter((one) => holders.has(one)).sort();
  }
  const ring = next === undefined ? [] : path.slice(path.indexOf(next));
  const [smallest] = [...ring].sort();
  const start = smallest === undefined ? 0 : ring.indexOf(smallest);
  return [...ring.slice(start), ...ring.slice(0, start)];
}

/** Writes into the plan that these accounts give up what others want of them. */
async function planToMakeWay(
  context: RunContext,
  ids: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Attributes>> {
  const madeWay = new Map<string, Attributes>();
  if (ids.length === 0) return madeWay;
  const { state, sync, runId } = context;
  const links = await state.links.get(sync.name, ids);
  const drafts: NewOperation[] = [];
  const updates = await state.journal.page(runId, {
    status: ['planned'],
    kinds: ['update', 'resolve'],
    sourceIds: ids,
    limit: ids.length * 2,
  });
  for (const update of updates) {
    const names = sync.unique.filter(
      (attribute) =>
        attribute.name in update.after && wanted.has(keyOf(attribute, update.before[attribute.name]) ?? ''),
    );
    const draft = makeWay(context, update, names, links.get(update.sourceId));
    if (draft === undefined) continue;
    drafts.push(draft);
    madeWay.set(update.sourceId, draft.after);
  }
  await state.journal.plan(runId, sync.name, drafts);
  return madeWay;
}

function makeWay(
  context: RunContext,
  { sourceId, targetId, key, before }: OperationRecord,
  names: readonly UniqueAttribute[],
  link: Link | undefined,
): NewOperation | undefined {
  const { sync, salt, runId, clock } = context;
  if (names.length === 0) return undefined;
  const after = Object.fromEntries(
    names.map(({ name }) => [name, momentary(before[name], digest(`${salt}${key}${name}`))] as const),
  );
  const base = sync.paired === undefined ? { ...link?.base, ...after } : sync.paired.forTheMoment(after);
  if (base === undefined) return undefined;
  const [first = ''] = names.map(({ name }) => name);
  return operation(
    { sync, salt, runId, now: clock.now() },
    {
      sourceId,
      targetId,
      kind: 'make-way',
      reason: { code: 'exchanged', detail: `gives ${first} up for a moment, for accounts that exchange theirs` },
      delta: { after, before: Object.fromEntries(names.map(({ name }) => [name, before[name] ?? null])) },
      groups: NO_GROUPS,
      desired: { hash: '', base, groups: link?.groups ?? [] },
      claims: [],
    },
  );
}

/** A value like this one that nobody has: an address goes nowhere, for no mail system has the domain `invalid`. */
function momentary(value: AttributeValue | undefined, mark: string): string {
  const text = `rollcall-${mark
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, 12)
    .toLowerCase()}`;
  return typeof value === 'string' && value.includes('@') ? `${text}@rollcall.invalid` : text;
}
