import type { ConstructorOptions, Queue } from 'pg-boss';

/** Schema that pg-boss keeps its tables in, unless somebody says otherwise. */
export const QUEUE_SCHEMA = 'rollcall_queue';

/** A worker that is not heard of for so long has lost its turn. */
const HEARTBEAT_SECONDS = 30;
/** How often a worker lets the others know that it lives. */
export const REFRESH_SECONDS = 10;
/** How often it is looked who is not heard of. */
const LOOK_SECONDS = 15;
/** How often a worker asks for turns that others called for; its own it hears of at once. */
export const POLL_SECONDS = 5;

/**
 * Each sync is a queue of pg-boss, and each job in it one turn. `stately`: at most one job waits and at most one is active, so that a sync has one
 * worker at a time, and any number of calls are one turn.
 */
export const TURNS: Omit<Queue, 'name'> = {
  policy: 'stately',
  heartbeatSeconds: HEARTBEAT_SECONDS,
  // The longest that pg-boss allows. A run may take hours; whether its worker lives is told by the heartbeat.
  expireInSeconds: 86_400,
  // A turn that broke off goes to another at once. What ends one worker after the other is noticed by who performs it, who is told the attempt.
  retryLimit: 1_000_000,
  retryDelay: 0,
  // A sync may be due in months; a turn that was had is of interest to nobody for long.
  retentionSeconds: 400 * 86_400,
  deleteAfterSeconds: 3_600,
};

/** How pg-boss looks after its tables: workers do it by turns, in the background. */
export const UPKEEP: ConstructorOptions = {
  application_name: 'rollcall',
  instanceName: 'rollcall',
  // Rollcall has triggers for that.
  schedule: false,
  superviseIntervalSeconds: LOOK_SECONDS,
  monitorIntervalSeconds: LOOK_SECONDS,
  maintenanceIntervalSeconds: 3_600,
  // No job here waits for another.
  flowIntervalSeconds: 3_600,
};
