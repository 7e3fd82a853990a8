import type { Choice, Conflict, RunRecord } from '@rollcall/engine';
import type { Job } from '../../jobs.js';
import type { Caller, Services } from '../../services.js';
import { TEXTS } from '../../texts/texts.js';
import { ApiError } from '../api-error.js';
import { requireSync } from '../people.js';
import { getRun } from '../runs.js';

const PAGE = 20;
const START_MS = 4_000;

export interface ConflictsView {
  readonly run: RunRecord;
  readonly connections: readonly [first: string, second: string];
  readonly conflicts: readonly Conflict[];
  /** `after` of the next page. */
  readonly next: string | undefined;
  /** Names of groups, by key of the value. */
  readonly groupNames: Readonly<Record<string, string>>;
}

/** What both sides of a two-way sync changed and a run left for somebody to choose, page by page. */
export async function listConflicts(services: Services, id: string, after: string | undefined): Promise<ConflictsView> {
  const run = await getRun(services, id);
  const rollcall = services.rollcall();
  requireSync(rollcall, run.sync);
  const sync = rollcall.sync(run.sync);
  const found: Conflict[] = [];
  let isPast = after === undefined;
  for await (const page of sync.conflicts(id)) {
    for (const conflict of page) {
      if (isPast) found.push(conflict);
      else isPast = conflict.names[0] === after;
    }
    if (found.length > PAGE) break;
  }
  const conflicts = found.slice(0, PAGE);
  const keys = new Set(conflicts.flatMap(({ values }) => values.map(({ key }) => key)));
  const groups = [...keys].filter((key) => key.startsWith(GROUP));
  return {
    run,
    connections: [sync.config.from, sync.config.to],
    conflicts,
    next: found.length > PAGE ? conflicts.at(-1)?.names[0] : undefined,
    groupNames: Object.fromEntries(groups.map((key) => [key, sync.groupName(key.slice(GROUP.length))])),
  };
}

const GROUP = '@group:';

/** Decides about conflicts value by value, and looks at those people again. Resolves as soon as that run is written down, or after a moment. */
export async function resolveConflicts(
  services: Services,
  caller: Caller,
  id: string,
  choices: readonly Choice[],
): Promise<Job> {
  const run = await getRun(services, id);
  requireSync(services.rollcall(), run.sync);
  if (run.status !== 'waiting') throw new ApiError(409, 'not-waiting', TEXTS.refusals.notWaiting);
  const told = choices.slice(0, 20).map(({ person, value, take }) => `${person} ${value}=${take}`);
  const more = choices.length > told.length ? ` and ${choices.length - told.length} more` : '';
  await services.audit.note(caller.name, 'resolve', `${run.sync} ${id}: ${told.join(', ')}${more}`);
  const sync = services.rollcall().sync(run.sync);
  const job = services.jobs.start(run.sync, 'approval', (tools) =>
    sync.resolve(id, choices, { ...tools, by: caller.name, cause: `decision about ${id} by ${caller.name}` }),
  );
  return (await services.jobs.untilStarted(job.id, AbortSignal.timeout(START_MS))) ?? job;
}
