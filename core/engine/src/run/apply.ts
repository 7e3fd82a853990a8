import type { AccountWriter } from '@rollcall/contract';
import { decisionOf } from '@rollcall/contract';
import type { Link, OperationRecord } from '../ports/state.js';
import type { GuardDecision } from './guard.js';
import { Lanes } from './lanes.js';
import { type GroupWork, makeGroups, skipWithoutGroup } from './make-groups.js';
import { applyMemberships } from './memberships.js';
import { withMade } from './new-groups.js';
import { type Performed, perform, performed, type ResolveGroups, requestOf } from './perform.js';
import { count, type RunContext } from './run-context.js';
import { isUnknown, type SettleContext, settleDone, settleFailed } from './settlement.js';
import { Settler } from './settler.js';
import type { Turns } from './take-turns.js';

/** So many failures in a row that are not the account's own, with no success between, end the run: the target is down, or its plugin is broken. */
const DOWN_AFTER = 20;
const PAGE = 256;

/** What the apply step leaves for the run to look after. */
export interface Applied {
  /** Accounts to look at once more in this run: vanished, contested by the target, or of unknown outcome. */
  readonly again: Set<string>;
  /** Accounts of which an operation did not work. */
  readonly failed: Set<string>;
  /** What waits for a person, because the target refuses what would be needed for it. */
  readonly held: GuardDecision[];
  /** Ends the run with this one message: a bad credential, a target that is down, a plugin that fails with each account. */
  fatal: unknown;
}

/** Step `apply`: intend → call → settle, phase by phase, one lane per account, within the target's limits. */
export class Apply {
  readonly outcome: Applied = { again: new Set(), failed: new Set(), held: [], fatal: undefined };
  /** Accounts that the target did not let make way. */
  private readonly refused = new Set<string>();
  private failuresInRow = 0;
  private done = 0;

  constructor(
    private readonly context: RunContext,
    private readonly writer: AccountWriter,
    private readonly planned: number,
    private readonly turns: Turns,
  ) {}

  /** Applies all planned operations. Resolves early when the run must stop; what was not sent stays planned. */
  async run(): Promise<void> {
    for (const phase of [0, 1, 2, 3, 4]) {
      if (this.halted) return;
      if (phase === 2) await this.applyMemberships();
      else if (phase === 1) await this.applyInTurns();
      else {
        if (phase === 0) await this.applyGroups();
        await this.applyAccounts({ phase });
      }
    }
    await this.tellWhoIsLeftBetween();
  }

  /** Everybody who waits for nobody first; then those whose value somebody has given up by now, and so on. */
  private async applyInTurns(): Promise<void> {
    const { waits } = this.turns;
    await this.holdBrokenRings();
    await this.applyAccounts({ phase: 1 }, ({ sourceId }) => !waits.has(sourceId));
    for (const turn of [...new Set(waits.values())].sort((a, b) => a - b)) {
      const sourceIds = [...waits].filter(([, own]) => own === turn).map(([id]) => id);
      if (!this.halted) await this.applyAccounts({ phase: 1, sourceIds });
    }
  }

  /** Whoever the target does not let make way stays as it is, and so do those who wait for it. */
  private async holdBrokenRings(): Promise<void> {
    const { state, runId } = this.context;
    for (const [first, ring] of this.turns.rings) {
      if (!this.refused.has(first)) continue;
      await state.journal.holdAccounts(runId, ring);
      const message = `${ring.join(', ')} exchange a value that no two accounts may have, and ${this.context.sync.to.name} refuses to take another one for the moment; put it right there by hand`;
      this.outcome.held.push({ kind: 'update', planned: ring.length, allowed: 0, message });
      await state.journal.note(
        runId,
        ring.map((sourceId) => ({ sourceId, code: 'exchange-refused', severity: 'error' as const, message })),
      );
    }
  }

  private async tellWhoIsLeftBetween(): Promise<void> {
    const left = [...this.turns.madeWay].filter(([id]) => this.outcome.failed.has(id) && !this.refused.has(id));
    if (left.length === 0) return;
    await this.context.state.journal.note(
      this.context.runId,
      left.map(([sourceId, values]) => ({
        sourceId,
        code: 'value-for-the-moment',
        severity: 'error' as const,
        message: `its ${Object.keys(values).join(' and ')} may be one that was made up, because accounts exchange theirs and the exchange is not over; every run goes on with it, and what stops it stands with the operations that did not work`,
      })),
    );
  }

  private get halted(): boolean {
    return this.context.stop.aborted || this.outcome.fatal !== undefined;
  }

  /** An account that has made way has another value than it had when this was planned. */
  private asItIs(operation: OperationRecord): OperationRecord {
    const now = operation.kind === 'make-way' ? undefined : this.turns.madeWay.get(operation.sourceId);
    if (now === undefined || this.outcome.failed.has(operation.sourceId)) return operation;
    return { ...operation, before: { ...operation.before, ...now } };
  }

  private readonly groups: ResolveGroups = (ids) => withMade(this.context.madeGroups)(ids);

  private async applyAccounts(
    query: { readonly phase: number; readonly sourceIds?: readonly string[] },
    isMeant: (operation: OperationRecord) => boolean = () => true,
  ): Promise<void> {
    const { state, runId, sync, clock } = this.context;
    const settler = new Settler(state, runId);
    const lanes = new Lanes(sync.concurrency);
    for (let all = await this.page(query); all.length > 0 && !this.halted; all = await this.page(query, all.at(-1))) {
      const page = all.filter(isMeant);
      const links = await state.links.get(sync.name, [...new Set(page.map(({ sourceId }) => sourceId))]);
      await state.journal.intend(
        runId,
        page.map(({ seq }) => seq),
        clock.now(),
      );
      for (const work of this.divide(page)) {
        await lanes.start(() =>
          work.batch
            ? this.applyBatch(work.operations, links, settler)
            : this.applyLane(work.operations, links, settler),
        );
      }
    }
    await lanes.end();
    await settler.flush();
  }

  /** A page of planned operations that never ends between two operations of one account. */
  private async page(
    which: { readonly phase: number; readonly sourceIds?: readonly string[] },
    after?: OperationRecord,
  ): Promise<readonly OperationRecord[]> {
    const query = { ...which, status: ['planned' as const], limit: PAGE, ...(after === undefined ? {} : { after }) };
    const page = await this.context.state.journal.page(this.context.runId, query);
    const last = page.at(-1)?.sourceId;
    if (page.length < PAGE || page[0]?.sourceId === last) return page;
    return page.filter(({ sourceId }) => sourceId !== last);
  }

  /** One piece of work for each account; or, where the target takes batches, for many accounts with one operation each. */
  private divide(
    page: readonly OperationRecord[],
  ): readonly { readonly batch: boolean; readonly operations: readonly OperationRecord[] }[] {
    const lanes = new Map<string, OperationRecord[]>();
    for (const operation of page) lanes.set(operation.sourceId, [...(lanes.get(operation.sourceId) ?? []), operation]);
    const size = this.context.sync.to.provider.limits?.operationsPerBatch ?? 100;
    const batchable = (operations: readonly OperationRecord[]): boolean =>
      operations.length === 1 && operations[0]?.kind !== 'link';
    const works = [...lanes.values()];
    if (this.writer.batch === undefined) return works.map((operations) => ({ batch: false, operations }));
    const singles = works.filter(batchable).flat();
    const batches = Array.from({ length: Math.ceil(singles.length / size) }, (_, index) => ({
      batch: true,
      operations: singles.slice(index * size, (index + 1) * size),
    }));
    return [
      ...batches,
      ...works.filter((operations) => !batchable(operations)).map((operations) => ({ batch: false, operations })),
    ];
  }

  private async applyLane(
    operations: readonly OperationRecord[],
    links: ReadonlyMap<string, Link>,
    settler: Settler,
  ): Promise<void> {
    let link = links.get(operations[0]?.sourceId ?? '');
    for (const [index, operation] of operations.entries()) {
      if (this.halted) return this.putBack(operations.slice(index), settler);
      try {
        const state = link?.state === 'inactive' ? 'inactive' : 'active';
        const done = await perform(this.writer, this.asItIs(operation), state, this.groups, this.context.abort);
        link = this.succeed(operation, link, done, settler);
      } catch (error) {
        this.fail(operation, link, error, settler);
        return this.putBack(operations.slice(index + 1), settler);
      }
    }
  }

  private async applyBatch(
    operations: readonly OperationRecord[],
    links: ReadonlyMap<string, Link>,
    settler: Settler,
  ): Promise<void> {
    if (this.halted || this.writer.batch === undefined) return this.putBack(operations, settler);
    const requests = operations.map((operation) => requestOf(this.asItIs(operation), this.groups));
    try {
      const outcomes = await this.writer.batch(requests, this.context.abort);
      for (const [index, operation] of operations.entries()) {
        const outcome = outcomes[index] ?? { error: new Error('the answer to the batch has no entry for it') };
        const link = links.get(operation.sourceId);
        const request = requests[index];
        if ('error' in outcome || request === undefined)
          this.fail(operation, link, 'error' in outcome ? outcome.error : undefined, settler);
        else
          this.succeed(
            operation,
            link,
            performed(request, outcome.result, link?.state === 'inactive' ? 'inactive' : 'active'),
            settler,
          );
      }
    } catch (error) {
      for (const operation of operations) this.fail(operation, links.get(operation.sourceId), error, settler);
    }
  }

  private succeed(
    operation: OperationRecord,
    link: Link | undefined,
    done: Performed,
    settler: Settler,
  ): Link | undefined {
    const settlement = settleDone(this.settling(), operation, link, done);
    settler.add(settlement);
    this.failuresInRow = 0;
    this.tick();
    return settlement.link;
  }

  private fail(
    operation: OperationRecord,
    link: Link | undefined,
    error: unknown,
    settler: Settler,
    remember?: Link,
  ): void {
    // Whoever has a value for the moment must not wait with it until something changes.
    const waitsFor = this.turns.madeWay.has(operation.sourceId) ? '' : wantedHashOf(operation);
    const settlement = settleFailed(this.settling(), operation, link, error, waitsFor);
    settler.add(remember === undefined ? settlement : { ...settlement, link: remember });
    this.outcome.failed.add(operation.sourceId);
    this.tick();
    const decision = decisionOf(error);
    if (operation.kind === 'make-way' && decision === 'reject') this.refused.add(operation.sourceId);
    if (decision === 'stop-connection' || decision === 'stop') this.outcome.fatal ??= error;
    // What a plugin does wrong with one account may be right for the next.
    if (decision === 'retry' || decision === 'bug') this.noteInRow(error, decision === 'bug' || !isUnknown(error));
    if (decision === 'retry' || decision === 'gone' || decision === 'recorrelate')
      this.outcome.again.add(operation.sourceId);
  }

  private noteInRow(error: unknown, mayEnd: boolean): void {
    this.failuresInRow += 1;
    if (this.failuresInRow >= DOWN_AFTER && mayEnd) this.outcome.fatal ??= error;
  }

  /** Intended, and certainly not sent. */
  private putBack(operations: readonly OperationRecord[], settler: Settler): void {
    for (const { seq } of operations) {
      settler.add({
        seq,
        status: 'skipped',
        settledAt: this.context.clock.now(),
        error: {
          code: 'not-sent',
          message: 'the run stopped, or an earlier operation on the account failed, before this one was sent',
        },
      });
    }
  }

  /** The groups first; who was to join one that is not made waits for another run. */
  private async applyGroups(): Promise<void> {
    const settler = new Settler(this.context.state, this.context.runId);
    const work: GroupWork = {
      settler,
      halted: () => this.halted,
      settled: () => this.tick(),
      fail: (operation, error) => {
        // It is nobody's account, so no link remembers it.
        const { link: _, ...settlement } = settleFailed(this.settling(), operation, undefined, error, '');
        settler.add(settlement);
        this.outcome.fatal ??= error;
        this.tick();
      },
    };
    await makeGroups(this.context, work);
    await settler.flush();
    if (!this.halted) await skipWithoutGroup(this.context, work);
    await settler.flush();
  }

  private async applyMemberships(): Promise<void> {
    const settler = new Settler(this.context.state, this.context.runId);
    await applyMemberships(this.context, {
      groups: this.groups,
      failedBefore: this.outcome.failed,
      settler,
      halted: () => this.halted,
      settled: () => this.tick(),
      fail: (operation, link, error) => this.fail(operation, link, error, settler, link),
    });
    await settler.flush();
  }

  private settling(): SettleContext {
    const { clock, runId, sync } = this.context;
    return { now: clock.now(), runId, groups: this.groups, paired: sync.paired };
  }

  private tick(): void {
    this.done += 1;
    this.context.progress({ step: 'apply', done: this.done, planned: this.planned });
  }
}

/** What is to wait when the target refuses it: all that was wanted of the account, also by operations that follow. */
function wantedHashOf({ desired }: OperationRecord): string {
  return desired?.wanted ?? desired?.hash ?? '';
}

/** Adds what was applied to the run's counters. */
export async function countOperations(context: RunContext): Promise<void> {
  for (const { kind, status, count: by } of await context.state.journal.counts(context.runId))
    count(context, `${kind}:${status}`, by);
}
