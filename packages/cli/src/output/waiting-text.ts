import type { RunRecord } from '@rollcall/engine';

const ANSWERS = ['approved', 'refused', 'superseded'] as const;
const TEXTS: Readonly<Record<(typeof ANSWERS)[number], string>> = {
  approved: 'let through',
  refused: 'refused',
  superseded: 'planned anew by a later run',
};

export interface WaitingCounts {
  /** Operations that wait. */
  readonly held: number;
  /** What became of the others that waited, by how many. */
  readonly since: Readonly<Record<(typeof ANSWERS)[number], number>>;
}

/** How much of what a run left for a person waits still. */
export function waitingCounts({ counts }: Pick<RunRecord, 'counts'>): WaitingCounts {
  const sum = (status: string): number =>
    Object.entries(counts).reduce((total, [name, count]) => (name.endsWith(`:${status}`) ? total + count : total), 0);
  return {
    held: sum('held'),
    since: { approved: sum('approved'), refused: sum('refused'), superseded: sum('superseded') },
  };
}

/** `of 5 that waited, 2 were let through since, and 1 was refused`; empty where nothing was decided yet. */
export function sinceText(run: Pick<RunRecord, 'counts'>): string {
  const { held, since } = waitingCounts(run);
  const parts = ANSWERS.filter((answer) => since[answer] > 0).map(
    (answer) => `${since[answer]} ${since[answer] === 1 ? 'was' : 'were'} ${TEXTS[answer]}`,
  );
  const all = ANSWERS.reduce((sum, answer) => sum + since[answer], held);
  return parts.length === 0 ? '' : `of ${all} that waited, ${parts.join(' and ')} since`;
}
