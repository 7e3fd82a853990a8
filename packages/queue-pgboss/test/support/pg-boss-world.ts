import { MemoryState } from '@rollcall/engine';
import { PgBossQueue } from '@rollcall/queue-pgboss';
import { type QueueWorld, Stalling } from '@rollcall/testing';
import { TestClock } from 'pg-boss';
import { type StallingDatabase, stallingDatabase } from './stalling-database.js';

/** Turns of the event loop without a statement after which nobody does anything any more. */
const QUIET_TURNS = 20;

/** Workers at one pg-boss on a real server, on time that the test lets pass for them and for the database alike. */
export function pgBossWorld(url: string, schema: string): QueueWorld {
  const state = new MemoryState();
  const time = new TestClock(Date.UTC(2026, 0, 5, 8));
  const databases: StallingDatabase[] = [];
  const open: (() => Promise<void>)[] = [];
  /** Those of workers: until they ask for their first turn pg-boss is being loaded and begun, which takes as long as it takes. */
  const working = new Set<StallingDatabase>();
  const isBusy = (one: StallingDatabase): boolean => one.open() > 0 || (working.has(one) && !one.isAsked());
  // The clock waits for those whose pg-boss has started already.
  const started = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = databases.some(isBusy) ? 0 : quiet + 1)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const onAbort = (): void => {
        time.clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = time.setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  return {
    state,
    now: () => time.now(),
    pass: async (ms) => {
      await started();
      await time.tick(ms);
    },
    worker: () => {
      const database = stallingDatabase(url);
      databases.push(database);
      const stalling = new Stalling();
      const own = async (ms: number, signal?: AbortSignal): Promise<void> => {
        try {
          await sleep(ms, signal);
        } finally {
          await stalling.pass();
        }
      };
      const queue = new PgBossQueue({
        url,
        schema,
        inbox: state.inbox,
        clock: { now: () => time.now(), sleep: own },
        boss: { db: database, clock: time },
      });
      open.push(async () => {
        await queue.close();
        await database.close();
      });
      return {
        queue: {
          place: queue.place,
          call: (...call) => queue.call(...call),
          work: (...work) => {
            working.add(database);
            return queue.work(...work).finally(() => working.delete(database));
          },
          close: () => queue.close(),
        },
        sleep: (ms) => own(ms),
        stall: () => {
          stalling.stall();
          database.stall();
        },
        resume: () => {
          database.resume();
          stalling.resume();
        },
      };
    },
    dispose: async () => {
      for (const close of open) await close();
    },
  };
}
