import type { OperationRecord, State } from '../ports/state.js';
import type { HeldAnswer, HeldAnswers } from './answer-held.js';
import { operationPages } from './operation-pages.js';
import type { RunResult } from './run.js';

/**
 * What a run made of operations that a person let through. Whatever it could not send goes on waiting, so that it can be let through
 * again; what would be done otherwise now has to be planned anew.
 */
export async function approvalAnswers(
  { journal }: Pick<State, 'journal'>,
  { id, result }: { readonly id: string; readonly result: Pick<RunResult, 'status'> },
  approved: readonly OperationRecord[],
): Promise<HeldAnswers> {
  const sourceIds = [...new Set(approved.map(({ sourceId }) => sourceId))];
  if (sourceIds.length === 0) return new Map();
  const made = new Map<string, OperationRecord>();
  for await (const page of operationPages(journal, id, { sourceIds }))
    for (const operation of page) made.set(operation.key, operation);
  const isWhole = result.status === 'done' || result.status === 'waiting';
  const answers = new Map<OperationRecord, HeldAnswer>();
  for (const operation of approved) {
    const status = made.get(operation.key)?.status;
    if (status === 'done' || status === 'rejected' || status === 'unknown')
      answers.set(operation, { status: 'approved', note: `approved: run ${id}` });
    else if (status === undefined && isWhole)
      answers.set(operation, {
        status: 'superseded',
        note: `approved, but something else would be right now: run ${id}`,
      });
  }
  return answers;
}
