import type {
  Finding,
  Journal,
  Link,
  NewOperation,
  OperationKind,
  OperationRecord,
  OperationStatus,
  RunRecord,
  Settlement,
} from '../ports/state.js';

/** The operations of one run. */
interface RunOperations {
  readonly bySeq: Map<number, OperationRecord>;
  /** Account and kind of those that are planned or held: there is one of each. */
  readonly open: Set<string>;
  readonly claims: Map<string, Set<string>>;
}

const UNSETTLED: ReadonlySet<OperationStatus> = new Set(['intended', 'unknown']);
const KEPT: ReadonlySet<OperationStatus> = new Set(['intended', 'unknown', 'held']);

/** {@link Journal} in the memory of the process. */
export class MemoryJournal implements Journal {
  private readonly byRun = new Map<string, RunOperations>();
  private readonly allFindings = new Map<string, (Finding & { readonly seq: number })[]>();
  private lastSeq = 0;

  constructor(
    private readonly runs: Map<string, RunRecord>,
    private readonly putLink: (sync: string, link: Link) => void,
  ) {}

  async plan(runId: string, sync: string, operations: readonly NewOperation[]): Promise<readonly NewOperation[]> {
    const { bySeq, open, claims } = this.of(runId);
    const refused: NewOperation[] = [];
    for (const planned of operations) {
      if (open.has(slotOf(planned))) {
        refused.push(planned);
        continue;
      }
      const { claims: claimed, ...operation } = planned;
      this.lastSeq += 1;
      const added = { run: runId, sync, seq: this.lastSeq, intendedAt: null, settledAt: null, error: null, notes: [] };
      bySeq.set(this.lastSeq, { ...operation, ...added });
      if (isOpen(operation.status)) open.add(slotOf(operation));
      for (const claim of claimed) claims.set(claim, (claims.get(claim) ?? new Set()).add(operation.sourceId));
    }
    return refused;
  }

  async contested(runId: string): Promise<readonly { readonly sourceId: string; readonly claim: string }[]> {
    const contested: { sourceId: string; claim: string }[] = [];
    for (const [claim, ids] of this.of(runId).claims)
      if (ids.size > 1) for (const sourceId of ids) contested.push({ sourceId, claim });
    return contested.sort((a, b) => compare(a.sourceId, b.sourceId));
  }

  async withdraw(runId: string, sourceIds: readonly string[]): Promise<void> {
    const { bySeq, open, claims } = this.of(runId);
    const gone = new Set(sourceIds);
    for (const operation of bySeq.values()) {
      if (operation.status !== 'planned' || !gone.has(operation.sourceId)) continue;
      bySeq.delete(operation.seq);
      open.delete(slotOf(operation));
    }
    for (const ids of claims.values()) for (const id of gone) ids.delete(id);
  }

  async hold(runId: string, kinds: readonly OperationKind[]): Promise<void> {
    this.change(runId, ({ status, kind }) => status === 'planned' && kinds.includes(kind), { status: 'held' });
  }

  async holdAccounts(runId: string, sourceIds: readonly string[]): Promise<void> {
    const wanted = new Set(sourceIds);
    this.change(runId, ({ status, sourceId }) => status === 'planned' && wanted.has(sourceId), { status: 'held' });
  }

  async doneSince(sync: string, since: number): Promise<ReadonlyMap<OperationKind, number>> {
    const counts = new Map<OperationKind, number>();
    for (const operation of this.every()) {
      if (operation.sync !== sync || operation.status !== 'done' || (operation.settledAt ?? 0) < since) continue;
      counts.set(operation.kind, (counts.get(operation.kind) ?? 0) + 1);
    }
    return counts;
  }

  async purge(before: number): Promise<number> {
    const kept = new Set<string>();
    for (const { run, status } of this.every()) if (KEPT.has(status)) kept.add(run);
    // The newest proven run of each sync comes last.
    const proven = new Map<string, string>();
    for (const run of this.runs.values()) if (isProven(run)) proven.set(run.sync, run.id);
    for (const id of proven.values()) kept.add(id);
    const old = [...this.runs.values()].filter(
      ({ id, endedAt }) => endedAt !== null && endedAt < before && !kept.has(id),
    );
    for (const { id } of old) for (const part of [this.runs, this.byRun, this.allFindings]) part.delete(id);
    return old.length;
  }

  async page(
    runId: string,
    { status, kinds, phase, sourceIds, after, limit }: Parameters<Journal['page']>[1],
  ): Promise<readonly OperationRecord[]> {
    const among = sourceIds === undefined ? undefined : new Set(sourceIds);
    return [...this.of(runId).bySeq.values()]
      .filter(
        (operation) =>
          (status === undefined || status.includes(operation.status)) &&
          (kinds === undefined || kinds.includes(operation.kind)) &&
          (phase === undefined || phase === operation.phase) &&
          (among === undefined || among.has(operation.sourceId)) &&
          (after === undefined || byOrder(operation, after) > 0),
      )
      .sort(byOrder)
      .slice(0, limit);
  }

  async counts(
    runId: string,
  ): Promise<readonly { readonly kind: OperationKind; readonly status: OperationStatus; readonly count: number }[]> {
    const counts = new Map<string, { kind: OperationKind; status: OperationStatus; count: number }>();
    for (const { kind, status } of this.of(runId).bySeq.values()) {
      const entry = counts.get(`${kind} ${status}`) ?? { kind, status, count: 0 };
      entry.count += 1;
      counts.set(`${kind} ${status}`, entry);
    }
    return [...counts.values()];
  }

  async intend(runId: string, seqs: readonly number[], at: number): Promise<void> {
    const wanted = new Set(seqs);
    this.change(runId, ({ seq }) => wanted.has(seq), { status: 'intended', intendedAt: at });
  }

  async settle(_runId: string, settlements: readonly Settlement[]): Promise<void> {
    for (const { seq, link, ...settlement } of settlements) {
      const part = [...this.byRun.values()].find(({ bySeq }) => bySeq.has(seq));
      const operation = part?.bySeq.get(seq);
      if (part === undefined || operation === undefined) continue;
      const { error = null, notes = [] } = settlement;
      part.bySeq.set(seq, { ...operation, ...settlement, error, notes });
      if (!isOpen(settlement.status)) part.open.delete(slotOf(operation));
      if (link !== undefined) this.putLink(operation.sync, link);
    }
  }

  async unsettled(sync: string, limit: number): Promise<readonly OperationRecord[]> {
    const open: OperationRecord[] = [];
    for (const operation of this.every()) {
      if (open.length >= limit) break;
      if (operation.sync === sync && UNSETTLED.has(operation.status)) open.push(operation);
    }
    return open;
  }

  async history(sync: string, sourceId: string, limit: number): Promise<readonly OperationRecord[]> {
    return [...this.every()]
      .filter((operation) => operation.sync === sync && operation.sourceId === sourceId)
      .reverse()
      .slice(0, limit);
  }

  async note(runId: string, findings: readonly Finding[]): Promise<void> {
    const known = this.allFindings.get(runId) ?? [];
    this.allFindings.set(runId, known);
    for (const finding of findings) known.push({ ...finding, seq: known.length + 1 });
  }

  async findings(
    runId: string,
    { after, limit }: Parameters<Journal['findings']>[1],
  ): Promise<readonly (Finding & { readonly seq: number })[]> {
    const from = after ?? 0;
    return (this.allFindings.get(runId) ?? []).slice(from, from + limit);
  }

  async forget(runId: string): Promise<void> {
    this.byRun.delete(runId);
  }

  /** What a run needs no more when it has ended. */
  dropClaims(runId: string): void {
    this.byRun.get(runId)?.claims.clear();
  }

  /** Oldest first: a run's operations are planned before those of the next one. */
  private *every(): Iterable<OperationRecord> {
    for (const { bySeq } of this.byRun.values()) yield* bySeq.values();
  }

  private of(runId: string): RunOperations {
    const known = this.byRun.get(runId) ?? { bySeq: new Map(), open: new Set(), claims: new Map() };
    this.byRun.set(runId, known);
    return known;
  }

  private change(
    runId: string,
    which: (operation: OperationRecord) => boolean,
    patch: Pick<OperationRecord, 'status'> & Partial<OperationRecord>,
  ): void {
    const { bySeq, open } = this.of(runId);
    for (const operation of bySeq.values()) {
      if (!which(operation)) continue;
      bySeq.set(operation.seq, { ...operation, ...patch });
      if (isOpen(patch.status)) open.add(slotOf(operation));
      else open.delete(slotOf(operation));
    }
  }
}

function slotOf({ sourceId, kind }: Pick<NewOperation, 'sourceId' | 'kind'>): string {
  return `${kind}\u0000${sourceId}`;
}

function isOpen(status: OperationStatus): boolean {
  return status === 'planned' || status === 'held';
}

function isProven({ mode, scope, proven, endedAt }: RunRecord): boolean {
  return mode === 'run' && scope === 'full' && proven && endedAt !== null;
}

/** Phase, then source id, then kind: the order of application, whatever the order of arrival. */
function byOrder(a: OperationRecord, b: OperationRecord): number {
  return a.phase - b.phase || compare(a.sourceId, b.sourceId) || compare(a.kind, b.kind) || a.seq - b.seq;
}

/** By code unit, as SQLite's BINARY collation does for what ids are made of. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
