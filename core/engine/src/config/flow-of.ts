import { SyncConfig } from './sync-config.js';
import type { TwoWaySyncConfig } from './two-way-sync-config.js';

/** What any sync has of its settings, for whoever shows syncs without asking which kind they are. */
export function flowOf({ between, guard, protect, triggers, concurrency }: TwoWaySyncConfig): SyncConfig {
  const [from = '', to = ''] = between;
  return Object.assign(
    new SyncConfig(),
    { from, to, guard, protect, triggers },
    concurrency === undefined ? {} : { concurrency },
  );
}
