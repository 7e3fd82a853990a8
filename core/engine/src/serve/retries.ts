import type { InboxEntry, InboxEvent, State } from '../ports/state.js';
import { operationPages } from '../run/operation-pages.js';

/** When an account whose operation failed is looked at again: after so many minutes, the last one from then on. */
const MINUTES = [1, 5, 30, 120, 360, 720] as const;

/** Milliseconds to wait after so many attempts. */
export function retryAfterMs(attempts: number): number {
  return (MINUTES[Math.min(attempts, MINUTES.length - 1)] ?? 720) * 60_000;
}

/**
 * What is left to do after a run: taken entries that went well are done, accounts that failed are looked at later. What the target
 * refused for good is not among them; it waits until its input changes.
 */
export async function settleEntries(
  state: State,
  { sync, runId, now }: { readonly sync: string; readonly runId: string; readonly now: number },
  taken: readonly InboxEntry[],
): Promise<void> {
  const failed = await failedAccounts(state, runId);
  const byAttempts = Map.groupBy(
    taken.filter(({ account }) => account !== null && failed.has(account)),
    ({ attempts }) => attempts,
  );
  const known = new Set(taken.map(({ account }) => account));
  await state.inbox.done(
    sync,
    taken.filter(({ account }) => account === null || !failed.has(account)),
  );
  for (const [attempts, entries] of byAttempts) await state.inbox.postpone(sync, entries, now + retryAfterMs(attempts));
  const others = [...failed].filter((id) => !known.has(id));
  const events: readonly InboxEvent[] = others.map((account) => ({
    account,
    cause: 'retry',
    dueAt: now + retryAfterMs(0),
  }));
  if (events.length > 0) await state.inbox.add(sync, `retry:${runId}`, events, now);
}

async function failedAccounts(state: State, runId: string): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  for await (const page of operationPages(state.journal, runId, { status: ['failed', 'unknown', 'skipped'] }))
    for (const { sourceId, kind } of page) if (kind !== 'create-group') failed.add(sourceId);
  return failed;
}
