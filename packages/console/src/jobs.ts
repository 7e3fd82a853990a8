import { RollcallError } from '@rollcall/contract';
import type { ProgressEvent, RunReport } from '@rollcall/engine';
import { ConfigProblems } from '@rollcall/plugin';

/** A plan or a run that somebody started in this console. */
export interface Job {
  readonly id: string;
  readonly sync: string;
  readonly kind: 'plan' | 'run' | 'person' | 'approval';
  readonly startedAt: number;
  readonly progress: ProgressEvent | undefined;
  readonly state: 'working' | 'done' | 'failed';
  readonly runId: string | undefined;
  readonly error: string | undefined;
}

export interface JobTools {
  readonly signal: AbortSignal;
  readonly onStart: (runId: string) => void;
  readonly onProgress: (event: ProgressEvent) => void;
}

interface Entry {
  job: Job;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly started: Promise<void>;
}

const KEPT = 200;

/** Work in the background that pages look at. Forgotten with the process; the runs themselves are in the state. */
export class Jobs {
  private readonly entries = new Map<string, Entry>();
  private readonly watchers = new Set<(job: Job) => void>();

  constructor(private readonly now: () => number) {}

  start(sync: string, kind: Job['kind'], work: (tools: JobTools) => Promise<RunReport>): Job {
    const id = crypto.randomUUID();
    const started = Promise.withResolvers<void>();
    const stop = new AbortController();
    const job: Job = {
      id,
      sync,
      kind,
      startedAt: this.now(),
      progress: undefined,
      state: 'working',
      runId: undefined,
      error: undefined,
    };
    const tools: JobTools = {
      signal: stop.signal,
      onStart: (runId) => {
        this.change(id, { runId });
        started.resolve();
      },
      onProgress: (progress) => this.change(id, { progress }),
    };
    const ended = Promise.resolve()
      .then(() => work(tools))
      .then(
        ({ run, error }) =>
          this.change(id, {
            state: error === undefined ? 'done' : 'failed',
            runId: run.id,
            error: error === undefined ? undefined : messageOf(error),
          }),
        (error: unknown) => this.change(id, { state: 'failed', error: messageOf(error) }),
      );
    this.entries.set(id, { job, stop, ended, started: started.promise });
    this.dropOldest();
    return job;
  }

  get(id: string): Job | undefined {
    return this.entries.get(id)?.job;
  }

  /** The job that made a run, as long as it is remembered. */
  ofRun(runId: string): Job | undefined {
    return [...this.entries.values()].map(({ job }) => job).findLast((job) => job.runId === runId);
  }

  /** Resolves when its run is written down, or it ended without one, or time is up. */
  async untilStarted(id: string, signal: AbortSignal): Promise<Job | undefined> {
    const entry = this.entries.get(id);
    const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (entry !== undefined) await Promise.race([entry.started, entry.ended, timeUp]);
    return this.get(id);
  }

  /** Ends soon and well: what is in flight is finished. */
  stop(id: string): void {
    this.entries.get(id)?.stop.abort(new Error('stopped in the console'));
  }

  /** Told of each change; call what it returns to hear no more. */
  watch(tell: (job: Job) => void): () => void {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  }

  private change(id: string, patch: Partial<Job>): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.job = { ...entry.job, ...patch };
    for (const tell of this.watchers) tell(entry.job);
  }

  private dropOldest(): void {
    for (const [id, { job }] of this.entries) {
      if (this.entries.size <= KEPT) return;
      if (job.state !== 'working') this.entries.delete(id);
    }
  }
}

export function messageOf(error: unknown): string {
  if (RollcallError.is(error) || ConfigProblems.is(error)) return (error as Error).message;
  return 'something unexpected happened; the log says what';
}
