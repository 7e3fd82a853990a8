import type { Inbox, InboxEntry, InboxKey } from '../ports/state.js';
import type { RunOptions } from '../sync-options.js';

/** One run for what is in the inbox. */
export interface Work {
  readonly options: Pick<RunOptions, 'accounts' | 'changes'> & { readonly cause: string };
  /** What it looks at. */
  readonly entries: readonly InboxEntry[];
}

/** Events about one person, and about several, come in clusters: the look waits so long for the rest. Milliseconds. */
export const COALESCE_MS = 1_000;
/** Most accounts of one run for the inbox. */
const BATCH = 500;
export const EVERYBODY: InboxKey = { account: null };
export const WHO_CHANGED: InboxKey = { account: null, onlyChanges: true };

/** What is due: everybody before who changed before single accounts, so that the larger look takes the smaller ones along. */
export async function nextWork(inbox: Inbox, sync: string, now: number): Promise<Work | undefined> {
  const wide = (await inbox.find(sync, [EVERYBODY, WHO_CHANGED])).filter(({ dueAt }) => dueAt <= now);
  const everybody = wide.find(({ onlyChanges }) => onlyChanges !== true);
  // A full run looks at whoever the inbox holds now, retries that are not due among them.
  if (everybody !== undefined)
    return {
      options: { cause: everybody.cause },
      entries: await inbox.due(sync, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    };
  const [changed] = wide;
  if (changed !== undefined) return { options: { changes: true, cause: changed.cause }, entries: [changed] };
  // Who came in the same second as the first that is due belongs to the same cluster: one run, and not one each.
  const entries = (await inbox.due(sync, now + COALESCE_MS, BATCH)).filter(({ account }) => account !== null);
  if (!entries.some(({ dueAt }) => dueAt <= now)) return undefined;
  const accounts = entries.map(({ account }) => account).filter((id) => id !== null);
  return { options: { accounts, cause: causeOf(entries) }, entries };
}

function causeOf(entries: readonly InboxEntry[]): string {
  const causes = [...new Set(entries.map(({ cause }) => cause))].sort();
  return (causes.length > 3 ? [...causes.slice(0, 3), '…'] : causes).join(', ');
}
