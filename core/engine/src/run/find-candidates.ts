import type { Account, CompletenessProof } from '@rollcall/contract';
import type { CompiledSync } from './compiled-sync.js';
import { askedCandidates, type Candidates, indexed, indexedCandidates } from './correlate.js';
import { correlationKey } from './correlation-key.js';
import type { RunContext } from './run-context.js';

/** From so many unknown people on, reading the whole target once is cheaper than asking for each. */
const ASK_AT_MOST = 20;

/**
 * Finds out who of the target could be whom, in the cheaper way: asks for each while there are few,
 * reads the whole target once when there are many. Only a proven read can say "nobody": after an unproven one it asks all the same.
 */
export class CandidateFinder {
  private asked = 0;
  private read: Promise<boolean> | undefined;

  constructor(private readonly context: RunContext) {}

  /** The way to look for this many more people. */
  async candidates(seekers: number): Promise<Candidates> {
    this.asked += seekers;
    if (this.read === undefined && this.asked <= ASK_AT_MOST) return this.byAsking();
    return (await this.readTarget()) ? indexedCandidates(this.context.state, this.context.runId) : this.byAsking();
  }

  /** Reads the whole target, once. False when it cannot be read, or not with proof. */
  readTarget(): Promise<boolean> {
    this.read ??= readIntoIndex(this.context);
    return this.read;
  }

  get hasRead(): boolean {
    return this.read !== undefined;
  }

  private byAsking(): Candidates {
    const { sync, abort } = this.context;
    const writer = sync.to.provider.writer;
    if (writer === undefined) return { find: async () => new Map() };
    return askedCandidates(writer, sync.targetAttributes, sync.concurrency, abort);
  }
}

async function readIntoIndex(context: RunContext): Promise<boolean> {
  const { sync, state, runId, abort } = context;
  const reader = sync.to.provider.accounts;
  if (reader === undefined || !sync.support.list.supported) return false;
  let proof: CompletenessProof | undefined;
  let accounts = 0;
  for await (const page of reader.pages({ attributes: sync.targetAttributes, signal: abort })) {
    context.stop.throwIfAborted();
    await state.target.add(
      runId,
      page.accounts.map((account) => ({ account: indexed(account), keys: keysOf(sync, account) })),
    );
    accounts += page.accounts.length;
    proof = page.proof ?? proof;
    context.progress({ step: 'read-target', accounts });
  }
  if (proof?.complete === true) return true;
  await state.journal.note(runId, [
    {
      code: 'target-unproven',
      severity: 'info',
      message: `the list of the target's accounts is not proven complete (${proof?.reason ?? 'it ended without a proof'}); each person is looked up instead`,
    },
  ]);
  return false;
}

function keysOf(sync: CompiledSync, account: Account): readonly string[] {
  return sync.correlate.map((rule) => correlationKey(rule, account.attributes)).filter((key) => key !== undefined);
}
