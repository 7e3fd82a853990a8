export { lookAtQueueDatabase, type QueueDatabase } from './look-at-queue-database.js';
export { PgBossQueue, type PgBossQueueOptions } from './pg-boss-queue.js';
