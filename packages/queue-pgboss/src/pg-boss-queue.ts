import { decisionOf } from '@rollcall/contract';
import type { Clock, Inbox, Queue, Turn } from '@rollcall/engine';
import { addressOf, explain } from '@rollcall/postgres';
import type { ConstructorOptions, JobWithMetadata, PgBoss } from 'pg-boss';
import { Calls } from './calls.js';
import { POLL_SECONDS, QUEUE_SCHEMA, REFRESH_SECONDS, TURNS, UPKEEP } from './turn-policy.js';

/** What a {@link PgBossQueue} needs; `rollcall` makes it from the `queue` part of the configuration. */
export interface PgBossQueueOptions {
  /** `postgres://account:password@host:5432/database`. */
  readonly url: string;
  /** What there is to do; the queue looks there for what nobody called for. */
  readonly inbox: Inbox;
  /** Tells when a turn is due. Not the database's clock: workers should not be further apart than seconds. */
  readonly clock: Clock;
  /** Schema of the tables; made where there is none. Default: `rollcall_queue`. */
  readonly schema?: string;
  /** Connections at most. Default: 4. */
  readonly connections?: number;
  /** Told what goes wrong in the background, for logs; it is tried again by itself. */
  readonly onProblem?: (error: Error) => void;
  /** For a host with a connection pool of its own, and for tests: what pg-boss shall use in place of its own. */
  readonly boss?: Pick<ConstructorOptions, 'db' | 'clock'>;
}

type Perform = (turn: Turn) => Promise<number | undefined>;

/** What nobody called for is noticed after so long. */
const LOOK_MS = 60_000;
/** What is unavailable is tried again after so long. */
const AGAIN_MS = 5_000;
const STOP_MS = 30_000;
const TELL_AGAIN_MS = 60_000;

/**
 * The queue for many workers on many machines, on pg-boss. pg-boss is loaded, and the database connected to, by the first call or the first worker.
 * A job of pg-boss is a turn; its row locks, heartbeats and retries see to it that one worker has it.
 */
export class PgBossQueue implements Queue {
  readonly place: string;
  private started: Promise<PgBoss> | undefined;
  private readonly calls = new Map<string, Calls>();
  private isClosed = false;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: PgBossQueueOptions) {
    this.place = `${addressOf(options.url) ?? 'PostgreSQL'}, schema "${options.schema ?? QUEUE_SCHEMA}"`;
  }

  async call(sync: string, dueAt: number): Promise<void> {
    const calls = await this.callsOf(sync);
    await this.explained(`calling for a turn of "${sync}"`, () => calls.call(dueAt));
  }

  async work(sync: string, perform: Perform, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return;
    const calls = await this.reached(sync, stop);
    if (calls === undefined) return;
    const boss = await this.boss();
    const end = new AbortController();
    const stopped = AbortSignal.any([stop, end.signal]);
    let failure: { readonly error: unknown } | undefined;
    const options = {
      includeMetadata: true,
      pollingIntervalSeconds: POLL_SECONDS,
      heartbeatRefreshSeconds: REFRESH_SECONDS,
    } as const;
    await this.callForInbox(sync, calls);
    const id = await boss.work(sync, options, async ([job]: JobWithMetadata[]) => {
      if (job === undefined) return;
      const turn = { attempt: job.retryCount + 1, signal: AbortSignal.any([stop, job.signal]) };
      const next = await this.perform(perform, turn).catch((error: unknown) => {
        failure = { error };
        end.abort();
        // For another worker.
        return this.options.clock.now();
      });
      // Before this turn is over: should this worker end now, the turn is given again.
      if (next !== undefined && !job.signal.aborted) await calls.next(next);
    });
    const unhear = calls.hear(() => boss.notifyWorker(id));
    try {
      await this.lookAround(sync, calls, stopped);
    } finally {
      unhear();
      await boss.offWork(sync, { id, wait: true });
    }
    if (failure !== undefined) throw failure.error;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const calls of this.calls.values()) calls.close();
    const boss = await this.started?.catch(() => undefined);
    await boss?.stop({ graceful: true, timeout: STOP_MS });
  }

  /** A database that is not there when a worker starts is waited for; undefined when the worker is stopped before that. */
  private async reached(sync: string, stop: AbortSignal): Promise<Calls | undefined> {
    while (!stop.aborted) {
      try {
        return await this.callsOf(sync);
      } catch (error) {
        if (decisionOf(error) !== 'retry') throw error;
        this.tell(error);
        await this.options.clock.sleep(AGAIN_MS, stop).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** Resolves to when the next turn should be. */
  private async perform(perform: Perform, turn: Turn): Promise<number | undefined> {
    try {
      return await perform(turn);
    } catch (error) {
      if (decisionOf(error) !== 'retry') throw error;
      return this.options.clock.now() + AGAIN_MS;
    }
  }

  /** Again and again until the signal aborts. */
  private async lookAround(sync: string, calls: Calls, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.options.clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!signal.aborted) await this.callForInbox(sync, calls);
    }
  }

  /** What was stored by somebody who died before the call, or before there was this queue, gets its turn as well. */
  private async callForInbox(sync: string, calls: Calls): Promise<void> {
    try {
      const { nextAt } = await this.options.inbox.waiting(sync);
      if (nextAt !== null) await calls.call(nextAt);
    } catch (error) {
      this.tell(error);
    }
  }

  private async callsOf(sync: string): Promise<Calls> {
    const known = this.calls.get(sync);
    if (known !== undefined) return known;
    const boss = await this.boss();
    await this.explained(`making the queue of "${sync}"`, async () => {
      await boss.createQueue(sync, TURNS);
      const { policy: _, ...changeable } = TURNS;
      // One that an earlier version made.
      await boss.updateQueue(sync, changeable);
    });
    const calls =
      this.calls.get(sync) ??
      new Calls({ boss, sync, clock: this.options.clock, onProblem: (error) => this.tell(error) });
    this.calls.set(sync, calls);
    return calls;
  }

  private boss(): Promise<PgBoss> {
    this.started ??= this.start().catch((error: unknown) => {
      // The next one tries again.
      this.started = undefined;
      throw error;
    });
    return this.started;
  }

  private async start(): Promise<PgBoss> {
    const { url, schema = QUEUE_SCHEMA, connections = 4, boss: own = {} } = this.options;
    if (this.isClosed) throw new Error(`opening the queue in ${this.place}: it was closed before`);
    return this.explained(`opening the queue in ${this.place}`, async () => {
      const { PgBoss: Boss } = await import('pg-boss');
      const boss = new Boss({ connectionString: url, schema, max: connections, ...UPKEEP, ...own });
      boss.on('error', (error) => this.tell(error));
      await boss.start();
      return boss;
    });
  }

  private async explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, { doing, outcome: 'unknown' });
    }
  }

  /** Not each of the many who ask a database that is gone. */
  private tell(error: unknown): void {
    const now = this.options.clock.now();
    if (now - this.toldAt < TELL_AGAIN_MS) return;
    this.toldAt = now;
    this.options.onProblem?.(error instanceof Error ? error : new Error(String(error)));
  }
}
