import type { CompletenessProof } from '@rollcall/contract';
import type { Link, RunRecord } from '../ports/state.js';
import type { CandidateFinder } from './find-candidates.js';
import { planPage } from './plan-page.js';
import { readNamed } from './read.js';
import { count, type RunContext } from './run-context.js';

export interface ReadResult {
  readonly accounts: number;
  readonly proof: CompletenessProof;
  readonly cursor?: string;
}

/**
 * May the absence of an account in this read mean that it is gone? Only when the reader proves that it saw everything,
 * and the number of accounts is plausible beside the last proven read.
 */
export function judgeRead(
  read: ReadResult,
  last: Pick<RunRecord, 'sourceCount'> | undefined,
  shrinkPercent: number,
): CompletenessProof {
  if (!read.proof.complete) return read.proof;
  const before = last?.sourceCount ?? 0;
  if (before > 0 && read.accounts < before * (1 - shrinkPercent / 100)) {
    return {
      complete: false,
      reason: `only ${read.accounts} accounts were read, ${before} the last time: a drop of more than ${shrinkPercent} per cent proves nothing`,
    };
  }
  return read.proof;
}

/**
 * Looks after linked accounts that a proven complete read did not show. Each is asked for by id once more:
 * one that is still there is treated by what it is, and only one that is certainly gone leaves.
 */
export async function planMissing(context: RunContext, finder: CandidateFinder): Promise<void> {
  const { state, sync, runId } = context;
  const reader = sync.from.provider.accounts;
  if (reader === undefined) return;
  let after: string | undefined;
  for (;;) {
    const unseen = await state.links.unseen(sync.name, runId, after, PAGE);
    const last = unseen.at(-1);
    if (last === undefined) return;
    after = last.sourceId;
    const links = unseen.filter((link) => mayChange(context, link));
    for await (const page of readNamed(
      reader,
      links.map(({ sourceId }) => sourceId),
      sync.sourceAttributes,
      context.stop,
    )) {
      await noteOverlooked(
        context,
        page.accounts.map(({ id }) => id),
      );
      await planPage(context, page, finder);
    }
  }
}

/** Somebody who left long ago, for whom nothing is left to do, need not be asked for in each run. */
function mayChange({ sync, clock }: RunContext, link: Link): boolean {
  if (link.state === 'active' || link.uncertain) return true;
  const { deleted, graceDays } = sync.leavers;
  return deleted === 'delete' && (link.leftAt === null || clock.now() >= link.leftAt + graceDays * DAY_MS);
}

const DAY_MS = 86_400_000;
const PAGE = 200;

async function noteOverlooked(context: RunContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  count(context, 'overlooked', ids.length);
  await context.state.journal.note(
    context.runId,
    ids.map((sourceId) => ({
      sourceId,
      code: 'overlooked',
      severity: 'warning' as const,
      message: 'the list of the source left it out, but it is there when asked for by id; it is not treated as gone',
    })),
  );
}
