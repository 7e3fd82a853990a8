import type { LinkState } from '../ports/state.js';
import type { GuardDecision } from './guard.js';
import { operationPages } from './operation-pages.js';
import type { RunContext } from './run-context.js';

/** Set once the first accounts of a sync were found right, or there were no more. */
export const canaryMark = (sync: string): string => `canary:${sync}`;
const PASSED = 'passed';

/** Until a person has approved the first few accounts of a new sync, all others wait. */
export async function holdBeyondCanary(
  context: RunContext,
  links: Readonly<Record<LinkState, number>>,
): Promise<readonly GuardDecision[]> {
  const { state, sync } = context;
  const { canary } = sync.guard;
  if (canary === undefined || (await state.marks.get(canaryMark(sync.name))) !== undefined) return [];
  const allowed = Math.max(0, canary - links.active - links.inactive - links.deleted);
  const first = new Set<string>();
  let planned = 0;
  for await (const ids of plannedAccounts(context)) {
    for (const id of ids) if (first.size < allowed) first.add(id);
    const others = ids.filter((id) => !first.has(id));
    planned += others.length;
    if (others.length > 0) await state.journal.holdAccounts(context.runId, others);
  }
  if (planned === 0) return [];
  const message = `${planned} operations wait until somebody has looked at the first ${canary} accounts`;
  return [{ kind: 'create', planned, allowed, message }];
}

/** A person has approved a run of the sync: what follows needs no canary. */
export async function passCanary({ state, sync, approved }: RunContext): Promise<void> {
  if (approved !== undefined && sync.guard.canary !== undefined) await state.marks.set(canaryMark(sync.name), PASSED);
}

/** Accounts with planned operations, in order of application; groups are not accounts. */
async function* plannedAccounts({ state, runId }: RunContext): AsyncIterable<readonly string[]> {
  for await (const page of operationPages(state.journal, runId, { status: ['planned'] }))
    yield page.filter(({ kind }) => kind !== 'create-group').map(({ sourceId }) => sourceId);
}
