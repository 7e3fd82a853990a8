import { ConfigError } from '@rollcall/contract';
import { type Clock, type Inbox, type Queue, type QueueSettings, systemClock } from '@rollcall/engine';
import { importBeside } from './import-beside.js';

/** What is used of `@rollcall/queue-pgboss`: only those have it installed who name a queue. */
export interface PgBossPackage {
  readonly PgBossQueue: new (options: {
    readonly url: string;
    readonly inbox: Inbox;
    readonly clock: Clock;
    readonly onProblem: (error: Error) => void;
  }) => Queue;
  lookAtQueueDatabase(
    url: string,
  ): Promise<{ readonly place: string; readonly isMade: boolean; readonly workers: number }>;
}

export interface OpenQueueParts {
  readonly inbox: Inbox;
  /** Folder of the configuration. */
  readonly folder: string;
  readonly onProblem: (error: Error) => void;
}

/** The queue that a configuration names, which connects when it is first used; undefined: it is kept in the state. */
export async function openQueue(
  { url }: QueueSettings,
  { inbox, folder, onProblem }: OpenQueueParts,
): Promise<Queue | undefined> {
  if (url === undefined) return undefined;
  const { PgBossQueue } = await pgBossPackage(folder);
  return new PgBossQueue({ url: url.reveal(), inbox, clock: systemClock, onProblem });
}

/** Throws a `ConfigError` that says how to install it. */
export async function pgBossPackage(folder: string): Promise<PgBossPackage> {
  const found = await importBeside('@rollcall/queue-pgboss', folder);
  if (found !== undefined) return found as PgBossPackage;
  throw new ConfigError({
    code: 'queue-missing',
    doing: 'opening the queue that "queue.url" names',
    happened: '@rollcall/queue-pgboss is not installed',
    hint: 'install it: npm install @rollcall/queue-pgboss; or take "queue" out, and the queue is kept in the state',
  });
}
