import type { Turn } from '@rollcall/engine';
import type { QueueWorker, QueueWorld } from './queue-world.js';

/** A turn as the suite saw it. */
export interface SeenTurn {
  readonly sync: string;
  readonly by: string;
  readonly attempt: number;
  readonly beganAt: number;
  endedAt: number | undefined;
  readonly signal: AbortSignal;
  /** Its signal had aborted when it ended. */
  wasLost: boolean;
  /** Accounts that it was done with. */
  done: readonly string[];
}

export interface Behaviour {
  /** How long a turn takes. */
  readonly takesMs?: number;
  /** In place of working through the inbox. */
  readonly perform?: (turn: Turn) => Promise<number | undefined>;
}

/** Workers at one queue that do as Rollcall's do: look up what is due, do it, and say when something is due next. */
export class Crew {
  readonly turns: SeenTurn[] = [];
  /** Pairs of turns that two workers had at once, neither of which stood still. */
  readonly overlaps: string[] = [];
  private readonly stalled = new Set<string>();
  private readonly hands: Hand[] = [];
  private messages = 0;
  private readonly over = Promise.withResolvers<void>();
  /** Resolves when nobody needs to go on. */
  readonly dismissed = this.over.promise;

  constructor(private readonly world: QueueWorld) {}

  async worker(name: string): Promise<Hand> {
    const hand = new Hand(name, await this.world.worker(), this, this.world);
    this.hands.push(hand);
    return hand;
  }

  /** Stores that an account is to be looked at, and calls for a turn by this worker. */
  async ask(by: Hand, account: string, afterMs = 0, sync = 'staff'): Promise<void> {
    const dueAt = this.world.now() + afterMs;
    await this.store(account, afterMs, sync);
    await by.worker.queue.call(sync, dueAt);
  }

  /** The same, by somebody who dies before the call. */
  async store(account: string, afterMs = 0, sync = 'staff'): Promise<void> {
    this.messages += 1;
    const event = { account, cause: 'user.update', dueAt: this.world.now() + afterMs };
    await this.world.state.inbox.add(sync, `m${this.messages}`, [event], this.world.now());
  }

  /** Accounts in the order in which they were done. */
  done(sync = 'staff'): readonly string[] {
    return this.turns.filter((turn) => turn.sync === sync).flatMap(({ done }) => done);
  }

  stall(hand: Hand): void {
    this.stalled.add(hand.name);
    hand.worker.stall();
  }

  resume(hand: Hand): void {
    this.stalled.delete(hand.name);
    hand.worker.resume();
  }

  began(turn: SeenTurn): void {
    for (const other of this.turns)
      if (
        other.sync === turn.sync &&
        other.endedAt === undefined &&
        !this.stalled.has(other.by) &&
        !other.signal.aborted
      )
        this.overlaps.push(`${other.by} and ${turn.by} at ${turn.sync}`);
    this.turns.push(turn);
  }

  /** Turns but for those that found nothing to do: a queue may give one too many. */
  worked(): readonly SeenTurn[] {
    return this.turns.filter(({ done, endedAt }) => done.length > 0 || endedAt === undefined);
  }

  /** Ends all who still work, and those who stand still. */
  async dismiss(): Promise<void> {
    this.over.resolve();
    for (const hand of this.hands) {
      this.resume(hand);
      hand.stop();
    }
    await this.world.pass(1_000);
    for (const hand of this.hands) await hand.worker.queue.close();
  }
}

/** One worker of the crew. */
export class Hand {
  private readonly abort = new AbortController();
  /** How its work ended, by sync; absent while it works. */
  readonly ended = new Map<string, unknown>();

  constructor(
    readonly name: string,
    readonly worker: QueueWorker,
    private readonly crew: Crew,
    private readonly world: QueueWorld,
  ) {}

  /** Begins to work on a sync. */
  work(sync = 'staff', behaviour: Behaviour = {}): void {
    this.worker.queue
      .work(sync, (turn) => this.turn(sync, turn, behaviour), this.abort.signal)
      .then(
        () => this.ended.set(sync, 'resolved'),
        (error: unknown) => this.ended.set(sync, error),
      );
  }

  stop(): void {
    this.abort.abort(new Error('the worker stops'));
  }

  private async turn(sync: string, turn: Turn, { takesMs = 0, perform }: Behaviour): Promise<number | undefined> {
    const { inbox } = this.world.state;
    const seen: SeenTurn = {
      sync,
      by: this.name,
      attempt: turn.attempt,
      beganAt: this.world.now(),
      endedAt: undefined,
      signal: turn.signal,
      wasLost: false,
      done: [],
    };
    this.crew.began(seen);
    try {
      if (perform !== undefined) return await perform(turn);
      const due = await inbox.due(sync, this.world.now(), 100);
      if (takesMs > 0 && due.length > 0) await Promise.race([this.worker.sleep(takesMs), this.crew.dismissed]);
      // Whoever was given up leaves the rest to others.
      if (turn.signal.aborted && !this.abort.signal.aborted) return undefined;
      await inbox.done(sync, due);
      seen.done = due.flatMap(({ account }) => account ?? []);
      return (await inbox.waiting(sync)).nextAt ?? undefined;
    } finally {
      seen.endedAt = this.world.now();
      seen.wasLost = turn.signal.aborted;
    }
  }
}
