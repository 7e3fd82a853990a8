import type { Clock } from '../ports/clock.js';
import type { OperationRecord, OperationStatus, State } from '../ports/state.js';
import { operationPages } from './operation-pages.js';

/** What became of an operation that waited for a person. */
export interface HeldAnswer {
  readonly status: Extract<OperationStatus, 'approved' | 'refused' | 'superseded'>;
  /** One line for people: who decided, or which run did it. */
  readonly note: string;
}

/** Operations that wait, with what became of them; those that are left out go on waiting. */
export type HeldAnswers = ReadonlyMap<OperationRecord, HeldAnswer>;

export interface AnswerParts {
  readonly state: State;
  readonly clock: Clock;
}

/**
 * Writes down what became of operations that a run left waiting. When none is left, the run waits no more. Called for what a person
 * decided, and for what a later run planned anew. Number of answers.
 */
export async function answerHeld(
  { state, clock }: AnswerParts,
  runId: string,
  answersFor: (page: readonly OperationRecord[]) => Promise<HeldAnswers> | HeldAnswers,
): Promise<number> {
  let answered = 0;
  let note = '';
  for await (const page of operationPages(state.journal, runId, { status: ['held'] })) {
    const answers = await answersFor(page);
    const settledAt = clock.now();
    const settlements = [...answers].map(([{ seq }, answer]) => {
      note = answer.note;
      return { seq, status: answer.status, settledAt, notes: [answer.note] };
    });
    if (settlements.length > 0) await state.journal.settle(runId, settlements);
    answered += settlements.length;
  }
  if (answered > 0) await countAnew(state, runId, note);
  return answered;
}

/** The run's own numbers follow what became of its operations. One of which everything was refused counts as stopped. */
async function countAnew(state: State, runId: string, note: string): Promise<void> {
  const run = await state.runs.get(runId);
  if (run === undefined) return;
  const tallies = await state.journal.counts(runId);
  const kinds = new Set<string>(tallies.map(({ kind }) => kind));
  const others = Object.entries(run.counts).filter(
    ([name]) => !name.includes(':') || !kinds.has(name.replace(/:.*/, '')),
  );
  const own = tallies.map(({ kind, status, count }) => [`${kind}:${status}`, count] as const);
  const counts = Object.fromEntries([...others, ...own].sort(([one], [other]) => (one < other ? -1 : 1)));
  const waits = run.status !== 'waiting' || tallies.some(({ status }) => status === 'held');
  const isRefused = !tallies.some(
    ({ status }) => status === 'done' || status === 'approved' || status === 'superseded',
  );
  if (waits) await state.runs.update(runId, { counts });
  else
    await state.runs.update(runId, isRefused ? { counts, status: 'stopped', error: note } : { counts, status: 'done' });
}
