import type { OperationRecord } from '../ports/state.js';
import { type AnswerParts, answerHeld, type HeldAnswer } from './answer-held.js';
import { operationPages } from './operation-pages.js';
import type { RunResult, RunTask } from './run.js';

const MOST_RUNS = 100;

/**
 * What earlier runs left waiting is settled by a later one that planned the same accounts anew: what is still right waits there, or was
 * done. So nothing waits twice.
 */
export async function supersedeHeld(
  parts: AnswerParts,
  sync: string,
  { id, task, result }: { readonly id: string; readonly task: RunTask; readonly result: RunResult },
): Promise<void> {
  if (result.status !== 'done' && result.status !== 'waiting') return;
  const waiting = await parts.state.runs.list({ sync, status: ['waiting'], limit: MOST_RUNS });
  const isEverybody = task.kind === 'full' && result.read.proof.complete;
  // Of a plan that was read and approved before, only what it still planned was looked at.
  const named = new Set(task.kind === 'accounts' && task.onlyKeys === undefined ? task.ids : []);
  const answer: HeldAnswer = { status: 'superseded', note: `run ${id} looked at it anew` };
  for (const run of waiting) {
    if (run.id === id) continue;
    await answerHeld(parts, run.id, async (page) => {
      const others = isEverybody ? [] : page.filter(({ sourceId }) => !named.has(sourceId));
      const planned = await plannedIn(parts, id, others);
      return new Map(
        page
          .filter(({ sourceId }) => isEverybody || named.has(sourceId) || planned.has(sourceId))
          .map((operation) => [operation, answer]),
      );
    });
  }
}

/** Whose operations the run planned, among these. */
async function plannedIn(
  { state }: AnswerParts,
  runId: string,
  operations: readonly OperationRecord[],
): Promise<ReadonlySet<string>> {
  const sourceIds = [...new Set(operations.map(({ sourceId }) => sourceId))];
  const planned = new Set<string>();
  for await (const page of operationPages(state.journal, runId, { sourceIds }))
    for (const { sourceId } of page) planned.add(sourceId);
  return planned;
}
