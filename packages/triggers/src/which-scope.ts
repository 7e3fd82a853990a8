import type { RunRequests, RunScope } from '@rollcall/contract';

const HOUR_MS = 3_600_000;
const MARK = 'full';

/** Changes, and everybody now and then: removals and some changes leave no trace in a source. */
export async function scopeNow(
  requests: RunRequests,
  read: 'changes' | 'full',
  fullAfterHours: number,
): Promise<RunScope> {
  if (read === 'full') return { kind: 'full' };
  const last = Number((await requests.recall(MARK)) ?? Number.NEGATIVE_INFINITY);
  return requests.now() - last >= fullAfterHours * HOUR_MS ? { kind: 'full' } : { kind: 'changes' };
}

/** Runs, and remembers when everybody was read last. `id` is the same in all workers, so that the run happens once. */
export async function runScope(
  requests: RunRequests,
  { scope, cause, id }: { readonly scope: RunScope; readonly cause: string; readonly id: string },
): Promise<void> {
  const startedAt = requests.now();
  const { status } = await requests.run({ scope, cause, id });
  if (scope.kind === 'full' && (status === 'done' || status === 'waiting'))
    await requests.keep(MARK, String(startedAt));
}
