import { ConfigError } from '@rollcall/contract';
import { suggestion } from '@rollcall/plugin';
import type { Marks } from '../ports/marks.js';
import type { ProgressEvent } from '../run/run-context.js';
import type { Conflict, ContestedValue, OpenConflict } from './conflicts.js';
import { Decisions } from './decisions.js';

/** Whose value holds, for one value of one person. */
export interface Choice {
  /** Either account of the person, with its connection: `intranet:4`. */
  readonly person: string;
  /** Name or key of the value, as `conflicts` has it: `mail`, `sign-in`. */
  readonly value: string;
  /** The connection whose value holds. */
  readonly take: string;
}

/** Who decides, and who is told. */
export interface ResolveOptions {
  /** Who decides. Default: whoever runs this process. */
  readonly by?: string;
  /** Why it runs, for the journal. */
  readonly cause?: string;
  /** Stops the run soon, and well. What was decided stays decided. */
  readonly signal?: AbortSignal;
  /** Told the id of the run as soon as it is written down. */
  readonly onStart?: (runId: string) => void;
  /** Told what is being done, many times a second; must return at once. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

interface Decided {
  readonly conflict: OpenConflict;
  readonly value: ContestedValue;
  readonly take: string;
}

/** What the choices mean, checked against what waits. Throws a `ConfigError` that names the first that is wrong. */
export function decidedBy(
  runId: string,
  choices: readonly Choice[],
  conflicts: readonly OpenConflict[],
): readonly Decided[] {
  return choices.map(({ person, value: wanted, take }) => {
    const conflict = conflicts.find(({ names }) => names.includes(person));
    if (conflict === undefined)
      throw wrong(runId, 'unknown-conflict', `nothing about ${person} waits for a choice there`, 'look what waits now');
    const value = conflict.values.find(({ key, name }) => key === wanted || name === wanted);
    if (value === undefined)
      throw wrong(
        runId,
        'unknown-conflict',
        `"${wanted}" of ${person} does not wait for a choice there`,
        suggestion(
          wanted,
          conflict.values.map(({ name }) => name),
        ),
      );
    if (!value.choices.includes(take))
      throw wrong(runId, 'unknown-choice', `"${take}" cannot be chosen for "${wanted}" of ${person}`, hintOf(value));
    return { conflict, value, take };
  });
}

function hintOf({ choices }: ContestedValue): string {
  return `it must be ${choices.join(' or ')}`;
}

/** Writes the decisions down; from now on every run carries them out, as long as the values are as they were. */
export async function keepDecisions(
  marks: Marks,
  sync: string,
  decided: readonly Decided[],
  by: string,
): Promise<void> {
  for (const { conflict, value, take } of decided) {
    const { first, second } = conflict;
    const of = conflict.marks.get(value.key) ?? {};
    await Decisions.keep(marks, sync, { first, second, key: value.key }, { take, of, by });
  }
}

/** For callers: without what only deciding needs. */
export function shown({ marks: _, ...conflict }: OpenConflict): Conflict {
  return conflict;
}

/** Conflicts are of two-way syncs. */
export function oneWay(runId: string, sync: string): ConfigError {
  return wrong(
    runId,
    'not-two-way',
    `"${sync}" goes one way, so two sides never disagree`,
    'use "approve" or "refuse"',
  );
}

function wrong(runId: string, code: string, happened: string, hint: string): ConfigError {
  return new ConfigError({ code, doing: `deciding about conflicts of run ${runId}`, happened, hint });
}
