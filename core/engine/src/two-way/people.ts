import type { Account } from '@rollcall/contract';
import { getMany } from '../run/get-many.js';
import { readAll } from '../run/read.js';
import type { Side } from './fact.js';
import { index, type MatchWay } from './match.js';
import { accountFrom, type PassContext, planningOf } from './pass-context.js';
import { newcomer } from './plan-newcomer.js';
import { accountName } from './plan-pair.js';

/** From so many people on, reading both sides once is cheaper than asking for each of them. */
const ASK_AT_MOST = 200;

/** How a pass over named people comes by their accounts, and by those who could be the same people. */
export interface People {
  readonly way: Exclude<MatchWay, 'none'>;
  /** Accounts of a side as they are, by id. Whoever is missing certainly has none. */
  get(side: Side, ids: readonly string[]): Promise<ReadonlyMap<string, Account>>;
}

/**
 * Asks for each while there are few; reads both sides once when there are many, such as at the approval of a first joining. Sides that the
 * run has read into its index already are not asked again.
 */
export async function peopleOf(context: PassContext, many: number, read: readonly Side[] = []): Promise<People> {
  const ask: People = {
    way: 'ask',
    get: (side, ids) => (read.includes(side) ? indexedOrAsked(context, side, ids) : askEach(context, side, ids)),
  };
  if (many <= ASK_AT_MOST) return ask;
  // Only who is certainly not on a side may be left without a partner.
  for (const side of ['second', 'first'] as const) if (!(await isIndexed(context, side))) return ask;
  return { way: 'index', get: (side, ids) => indexedOrAsked(context, side, ids) };
}

/** As this run has read the side just now; whoever was not in the list is asked for. */
async function indexedOrAsked(
  context: PassContext,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  const { pair, run } = context;
  const entries = await run.state.target.get(
    run.runId,
    ids.map((id) => accountName(pair, side, id)),
  );
  const found = new Map<string, Account>();
  for (const entry of entries.values()) {
    const account = accountFrom(pair, side, entry);
    found.set(account.id, account);
  }
  const others = ids.filter((id) => !found.has(id));
  return new Map([...found, ...(await askEach(context, side, others))]);
}

async function askEach(
  { run, toward }: PassContext,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  const { sync } = toward[side];
  const reader = sync.to.provider.accounts;
  if (reader === undefined) return new Map();
  const { targetAttributes: attributes, concurrency } = sync;
  return getMany(reader, ids, { attributes, concurrency, signal: run.stop });
}

/** Reads a whole side into the run's index; false when the read is not proven complete. */
async function isIndexed(context: PassContext, side: Side): Promise<boolean> {
  const { run, toward } = context;
  const { sync } = toward[side];
  const reader = sync.to.provider.accounts;
  if (reader === undefined) return false;
  const planning = planningOf(context);
  let isComplete = false;
  let accounts = 0;
  for await (const page of readAll(reader, sync.targetAttributes, run.stop)) {
    await index(
      context,
      side,
      page.accounts.map((account) => ({
        account,
        attributes: side === 'second' ? account.attributes : newcomer(planning, side, account).attributes,
      })),
    );
    accounts += page.accounts.length;
    isComplete = page.proof?.complete ?? isComplete;
    run.progress({ step: 'read-target', accounts });
  }
  return isComplete;
}
