import type { Finding, OperationRecord } from '../ports/state.js';

/** What comes of people, as somebody who reviews a plan wants to see them together. */
export const OVERVIEW_KINDS = [
  'same',
  'adopt',
  'conflict',
  'new',
  'changed',
  'leaves',
  'returns',
  'swapped',
  'duplicate',
  'left-alone',
] as const;
/** What can come of a person in a two-way sync: joined, made, changed, left for somebody to choose, and so on. */
export type OverviewKind = (typeof OVERVIEW_KINDS)[number];

/** People of whom the same comes, by the plan. */
export interface OverviewGroup {
  /** What comes of these people. */
  readonly kind: OverviewKind;
  /** For `new`: the connection in which they are made. */
  readonly connection?: string;
  /** For people. */
  readonly text: string;
  /** Every one of them: `intranet:4 = website:17`, or the one account that there is. Ids, never values. */
  readonly people: readonly string[];
}

type Change = Pick<OperationRecord, 'sourceId' | 'targetId' | 'kind' | 'reason'>;

const DUPLICATES: ReadonlySet<string> = new Set(['ambiguous', 'contested', 'claimed', 'twin']);
/** What is more for a person to see hides the rest. */
const WEIGHT: Readonly<Partial<Record<OverviewKind, number>>> = { conflict: 3, leaves: 2, returns: 2, adopt: 1 };

/** The plan of a two-way sync, person by person, grouped by what comes of them. Pure. */
export function overviewOf(
  operations: readonly Change[],
  findings: readonly Pick<Finding, 'sourceId' | 'code'>[],
  [first, second]: readonly [first: string, second: string],
): readonly OverviewGroup[] {
  const groups = new Map<string, { kind: OverviewKind; connection?: string; people: string[] }>();
  const add = (kind: OverviewKind, person: string, connection?: string): void => {
    const key = `${kind} ${connection ?? ''}`;
    const group = groups.get(key) ?? { kind, people: [], ...(connection === undefined ? {} : { connection }) };
    groups.set(key, group);
    group.people.push(person);
  };
  const pairs = new Map<string, OverviewKind>();
  for (const operation of operations) {
    if (operation.kind === 'create-group') continue;
    const isToSecond = operation.sourceId.startsWith(`${first}:`);
    if (operation.kind === 'create') add('new', operation.sourceId, isToSecond ? second : first);
    if (operation.targetId === null) continue;
    const pair = isToSecond
      ? `${operation.sourceId} = ${second}:${operation.targetId}`
      : `${first}:${operation.targetId} = ${operation.sourceId}`;
    const kind = kindOf(operation);
    const known = pairs.get(pair);
    if (known === undefined || weightOf(kind) > weightOf(known)) pairs.set(pair, kind);
  }
  for (const [pair, kind] of pairs) add(kind, pair);
  const told = new Set<string>();
  for (const { sourceId, code } of findings) {
    if (sourceId === undefined || code === 'conflict' || told.has(sourceId)) continue;
    told.add(sourceId);
    add(code === 'swapped' ? 'swapped' : DUPLICATES.has(code) ? 'duplicate' : 'left-alone', sourceId);
  }
  const order = (kind: OverviewKind): number => OVERVIEW_KINDS.indexOf(kind);
  return [...groups.values()]
    .sort((a, b) => order(a.kind) - order(b.kind) || ((a.connection ?? '') < (b.connection ?? '') ? -1 : 1))
    .map((group) => ({ ...group, text: textOf(group.kind, group.connection), people: group.people.sort() }));
}

function kindOf({ kind, reason }: Change): OverviewKind {
  if (reason.code === 'conflict') return 'conflict';
  if (kind === 'deactivate' || kind === 'delete') return 'leaves';
  if (kind === 'reactivate') return 'returns';
  if (reason.code !== 'adopted') return 'changed';
  return kind === 'link' ? 'same' : 'adopt';
}

function weightOf(kind: OverviewKind): number {
  return WEIGHT[kind] ?? 0;
}

function textOf(kind: OverviewKind, connection = ''): string {
  const texts: Readonly<Record<OverviewKind, string>> = {
    same: 'on both sides already, and alike: only remembered as one person',
    adopt: 'on both sides already: one person from now on, and what one side lacks is filled in',
    conflict: 'on both sides, each with another value of something: somebody chooses',
    new: `only on one side: made in ${connection}`,
    changed: 'changed on one side or both: the other one follows',
    leaves: 'may not sign in any more, or is deleted',
    returns: 'may sign in again',
    swapped: 'have exchanged a value that tells who is who: left alone until it is put right on one side',
    duplicate: 'could be several people, or several could be it: left alone on both sides',
    'left-alone': 'left alone for another reason; see the findings',
  };
  return texts[kind];
}
