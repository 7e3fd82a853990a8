import type { OverviewGroup, OverviewKind, RunRecord } from '@rollcall/engine';
import type { Services } from '../../services.js';
import { missing } from '../api-error.js';
import { ENDED_MS, OPEN_MS } from '../remembered.js';
import { getRun } from '../runs.js';

const PAGE = 50;

/** People of whom the same comes, without saying who. */
export interface PeopleCountOf {
  /** `same`, or `new:website`: as pages and the API name the group. */
  readonly id: string;
  readonly kind: OverviewKind;
  readonly text: string;
  readonly count: number;
}

/** Somebody in a group: one account, or the two that are one person. */
export interface PersonOfRun {
  /** `intranet:4`, `website:17`. */
  readonly names: readonly string[];
  /** What people call them; the first name where nothing tells. */
  readonly label: string;
}

export interface PeopleOfRun {
  readonly run: RunRecord;
  readonly groups: readonly PeopleCountOf[];
  readonly chosen: PeopleCountOf;
  readonly people: readonly PersonOfRun[];
  /** `after` of the next page. */
  readonly next: number | undefined;
}

/** What comes of people by a run of a two-way sync; of another sync nothing is said. */
export async function groupsOfRun(services: Services, run: RunRecord): Promise<readonly PeopleCountOf[]> {
  return (await overviewOf(services, run)).map(counted);
}

/** One group of people of a run, page by page. */
export async function peopleOfRun(
  services: Services,
  id: string,
  { group, after = 0 }: { readonly group?: string | undefined; readonly after?: number },
): Promise<PeopleOfRun> {
  const run = await getRun(services, id);
  const groups = await overviewOf(services, run);
  const [first] = groups;
  const found = group === undefined ? first : groups.find((one) => idOf(one) === group);
  if (found === undefined) throw missing('group');
  const start = Number.isInteger(after) && after > 0 ? after : 0;
  const shown = found.people.slice(start, start + PAGE).map((text) => text.split(' = '));
  const labels = await labelsOf(services, run, shown.flat());
  return {
    run,
    groups: groups.map(counted),
    chosen: counted(found),
    people: shown.map((names) => ({
      names,
      label: names.map((name) => labels.get(name)).find((label) => label !== undefined) ?? names[0] ?? '',
    })),
    next: start + PAGE < found.people.length ? start + PAGE : undefined,
  };
}

function overviewOf({ rollcall, setup, remembered }: Services, run: RunRecord): Promise<readonly OverviewGroup[]> {
  const keep = run.endedAt === null ? OPEN_MS : ENDED_MS;
  return remembered.get(`people ${run.id} ${run.status} ${JSON.stringify(run.counts)}`, keep, async () => {
    const isSaved = rollcall().syncNames().includes(run.sync);
    const owner = isSaved ? rollcall() : await setup.trialOf(run.sync).catch(() => undefined);
    return owner?.syncNames().includes(run.sync) === true ? owner.sync(run.sync).people(run.id) : [];
  });
}

function idOf({ kind, connection }: OverviewGroup): string {
  return connection === undefined ? kind : `${kind}:${connection}`;
}

function counted(group: OverviewGroup): PeopleCountOf {
  return { id: idOf(group), kind: group.kind, text: group.text, count: group.people.length };
}

/** What people call accounts, as the operations of the run say it. */
async function labelsOf(
  { rollcall }: Services,
  { id }: RunRecord,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const page = names.length === 0 ? [] : await rollcall().state.journal.page(id, { sourceIds: names, limit: 500 });
  return new Map(
    page.flatMap(({ sourceId, desired }) => (desired?.label === undefined ? [] : [[sourceId, desired.label] as const])),
  );
}
