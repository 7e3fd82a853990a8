import type { AccountEvent, RunOutcome, RunRequest, RunRequests } from '@rollcall/contract';

/** What an engine does for a trigger, on time that jumps from sleep to sleep until `end`, when it aborts. */
export class FakeRequests implements RunRequests {
  readonly sync = 'staff';
  readonly runs: { readonly at: string; readonly scope: string; readonly cause: string }[] = [];
  readonly stored: { readonly id: string; readonly events: readonly AccountEvent[] }[] = [];
  readonly refusals: string[] = [];
  readonly kept = new Map<string, string>();
  readonly stop = new AbortController();
  outcome: RunOutcome['status'] = 'done';
  answer: 'stored' | 'repeated' | 'full' = 'stored';
  /** Milliseconds that a run takes. */
  runMs = 0;
  time: number;

  constructor(
    start = Date.UTC(2026, 0, 5),
    private readonly end = Number.POSITIVE_INFINITY,
  ) {
    this.time = start;
  }

  async run({ scope, cause }: RunRequest): Promise<RunOutcome> {
    this.runs.push({ at: new Date(this.time).toISOString(), scope: scope.kind, cause });
    this.time += this.runMs;
    if (this.time >= this.end) this.stop.abort(new Error('the end of the test'));
    return { runId: String(this.runs.length), status: this.outcome };
  }

  async look(id: string, events: readonly AccountEvent[]): Promise<'stored' | 'repeated' | 'full'> {
    if (this.answer === 'stored') this.stored.push({ id, events });
    return this.answer;
  }

  async recall(name: string): Promise<string | undefined> {
    return this.kept.get(name);
  }

  async keep(name: string, value: string): Promise<void> {
    this.kept.set(name, value);
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.time += ms;
    if (this.time < this.end) return;
    this.stop.abort(new Error('the end of the test'));
    throw this.stop.signal.reason;
  }

  refused(reason: string): void {
    this.refusals.push(reason);
  }
}
