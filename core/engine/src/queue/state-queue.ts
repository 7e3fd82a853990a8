import { decisionOf } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { Queue, Turn } from '../ports/queue.js';
import type { State } from '../ports/state.js';
import { isDead, newHolder } from '../run/holder.js';
import { holdTurn } from './hold-turn.js';

/** A turn whose worker is not heard of for so long goes to another. */
export const TURN_MS = 30_000;
/** What another worker stored, and did not call this one for, is noticed after so long. */
const LOOK_MS = 60_000;
/** Another worker has the turn: look again then. */
const BUSY_MS = 5_000;

/**
 * The queue that is kept in the state: for one worker, or a few that share a database. A worker hears at once of calls in its own process, and notices
 * within a minute what others stored.
 */
export class StateQueue implements Queue {
  readonly place = 'the state';
  private readonly wakes = new Map<string, Set<Alarm>>();

  constructor(
    private readonly state: Pick<State, 'inbox' | 'turns'>,
    private readonly clock: Clock,
  ) {}

  async call(sync: string, dueAt: number): Promise<void> {
    for (const alarm of this.wakes.get(sync) ?? []) alarm.setAt(dueAt);
  }

  async work(sync: string, perform: (turn: Turn) => Promise<number | undefined>, stop: AbortSignal): Promise<void> {
    const alarm = new Alarm(this.clock, stop);
    const alarms = this.wakes.get(sync) ?? new Set();
    this.wakes.set(sync, alarms.add(alarm));
    try {
      alarm.setAt(await this.unlessLocked(() => this.nextOf(sync)));
      while (!stop.aborted) {
        const isTime = await alarm.rings(LOOK_MS);
        if (!stop.aborted)
          alarm.setAt(await this.unlessLocked(() => (isTime ? this.turn(sync, perform, stop) : this.nextOf(sync))));
      }
    } finally {
      alarms.delete(alarm);
    }
  }

  async close(): Promise<void> {
    this.wakes.clear();
  }

  /** A database that another program keeps locked for a while is waited for; with any other fault there is no going on. */
  private async unlessLocked(work: () => Promise<number | undefined>): Promise<number | undefined> {
    try {
      return await work();
    } catch (error) {
      if (decisionOf(error) !== 'retry') throw error;
      return this.clock.now() + BUSY_MS;
    }
  }

  private async nextOf(sync: string): Promise<number | undefined> {
    return (await this.state.inbox.waiting(sync)).nextAt ?? undefined;
  }

  /** Resolves to when to look again. */
  private async turn(
    sync: string,
    perform: (turn: Turn) => Promise<number | undefined>,
    stop: AbortSignal,
  ): Promise<number | undefined> {
    const { turns } = this.state;
    const lease = { holder: newHolder(), ttlMs: TURN_MS, now: this.clock.now() };
    let taken = await turns.take(sync, lease);
    if (!taken.taken && isDead(taken.holder)) taken = await turns.take(sync, { ...lease, takeFrom: taken.holder });
    if (!taken.taken) return Math.min(taken.until, lease.now + BUSY_MS);
    const held = holdTurn({ sync, lease, turns, clock: this.clock });
    try {
      return await perform({ attempt: taken.attempt, signal: AbortSignal.any([stop, held.lost]) });
    } finally {
      held.dispose();
      await turns.end(sync, lease.holder);
    }
  }
}

/** When the next turn should be; whoever waits for it hears of an earlier time. */
class Alarm {
  private at: number | undefined;
  private wakeUp = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {
    stop.addEventListener('abort', () => this.wakeUp.abort(), { once: true });
  }

  setAt(moment: number | undefined): void {
    if (moment === undefined || moment >= (this.at ?? Number.POSITIVE_INFINITY)) return;
    this.at = moment;
    this.wakeUp.abort();
  }

  /** True when it is time, which it is once; false when it was not within so long, or the worker stops. */
  async rings(withinMs: number): Promise<boolean> {
    const until = this.clock.now() + withinMs;
    for (let now = this.clock.now(); !this.stop.aborted; now = this.clock.now()) {
      if (this.at !== undefined && this.at <= now) {
        this.at = undefined;
        return true;
      }
      if (now >= until) return false;
      if (this.wakeUp.signal.aborted) this.wakeUp = new AbortController();
      const { signal } = this.wakeUp;
      await this.clock.sleep(Math.min(this.at ?? until, until) - now, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    return false;
  }
}
