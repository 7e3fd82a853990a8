import type { Account } from '@rollcall/contract';
import type { AttributeOrigin, Discovery } from '@rollcall/engine';
import { ConfigProblems, describeConfig, type Problem, type SettingDescription } from '@rollcall/plugin';
import type { Caller, Services } from '../services.js';
import { saveSync, syncDraft } from './setup.js';

type Settings = Readonly<Record<string, unknown>>;

/** One line of a mapping, as a form edits it. */
export interface MappingRow {
  /** Target attribute. */
  readonly target: string;
  /** Source attributes. */
  readonly from: readonly string[];
  readonly through: readonly { readonly id: string; readonly settings: Settings }[];
  readonly apply: 'always' | 'create' | 'ifEmpty';
  /** SCIM filter over the source; empty: for everybody. */
  readonly when: string;
}

export interface RowResult {
  readonly value: AttributeOrigin | undefined;
  /** What is wrong with the line. */
  readonly problems: readonly Problem[];
}

export interface TriedRows {
  readonly rows: readonly RowResult[];
  /** What is wrong with the mapping as a whole. */
  readonly problems: readonly Problem[];
}

export interface MapperView {
  readonly id: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly settings: readonly SettingDescription[];
}

export const EMPTY_ROW: MappingRow = { target: '', from: [], through: [], apply: 'always', when: '' };

/** The lines of a sync's mapping; where it has none yet, those that follow from what attributes mean. */
export async function mappingRows(
  services: Services,
  sync: string,
  discovery: Discovery,
): Promise<readonly MappingRow[]> {
  const { settings } = await syncDraft(services, sync);
  const mapping = (settings.mapping ?? discovery.defaults) as Settings;
  return Object.entries(mapping).map(([target, line]) => rowOf(target, line));
}

export async function listMappers({ setup }: Services): Promise<readonly MapperView[]> {
  const rollcall = await setup.trial({ connections: [], syncs: [] });
  return rollcall
    .plugins()
    .flatMap(({ type, id, label, description, config, preset }) =>
      type.id === 'mapper'
        ? [{ id, label, description, settings: config === undefined ? [] : describeConfig(config, preset) }]
        : [],
    )
    .toSorted((one, other) => one.label.localeCompare(other.label));
}

/** What the lines give for a person, and what is wrong with which. Asks no system. */
export async function tryRows(
  { setup }: Services,
  sync: string,
  rows: readonly MappingRow[],
  discovery: Discovery,
  person: Account | undefined,
): Promise<TriedRows> {
  const { mapping, problems: shape } = mappingOf(rows);
  const trial = (await setup.trialOf(sync)).sync(sync);
  const { values, problems } = trial.tryMapping(mapping, discovery, person);
  const names = new Map(values.map((value) => [value.target, value]));
  const all = [...shape, ...problems];
  return {
    rows: rows.map((row, index) => ({
      value: names.get(row.target) ?? names.get(resolved(discovery, row.target)),
      problems: all.filter(({ path }) =>
        path[0] === 'rows' ? path[1] === index : path[0] === 'mapping' && path[1] === row.target,
      ),
    })),
    problems: problems.filter(({ path }) => path.length === 1),
  };
}

/** Puts the mapping, and how accounts are found that are there already, into the draft. Throws `ConfigProblems` for what is wrong. */
export async function saveMapping(
  services: Services,
  caller: Caller,
  sync: string,
  { rows, correlate }: { readonly rows: readonly MappingRow[]; readonly correlate: readonly string[] },
): Promise<void> {
  const discovery = await services.setup.discover(sync, AbortSignal.timeout(30_000));
  const { mapping } = mappingOf(rows);
  const tried = await tryRows(services, sync, rows, discovery, undefined);
  const problems = [...tried.rows.flatMap((row) => row.problems), ...tried.problems];
  if (problems.length > 0) throw new ConfigProblems(problems);
  await saveSync(services, caller, sync, { mapping, ...(correlate.length === 0 ? {} : { correlate }) });
}

/** Target attributes by which accounts can be found again, of those that the lines fill. */
export function findable(rows: readonly MappingRow[], { target }: Discovery): readonly string[] {
  return rows.flatMap((row) => {
    const attribute = target.attributes.find(({ name, scim }) => name === row.target || scim === row.target);
    return attribute?.findable === true || (attribute === undefined && target.open === true && row.target !== '')
      ? [row.target]
      : [];
  });
}

function resolved({ target }: Discovery, name: string): string {
  return target.attributes.find(({ scim }) => scim === name)?.name ?? name;
}

/** Lines as the configuration writes them: as short as they can be. */
export function mappingOf(rows: readonly MappingRow[]): {
  readonly mapping: Settings;
  readonly problems: readonly Problem[];
} {
  const mapping: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [index, row] of rows.entries()) {
    const empty = row.target === '' && row.from.length === 0 && row.through.length === 0;
    if (empty) continue;
    if (row.target === '')
      problems.push({ path: ['rows', index, 'target'], message: 'choose the attribute that it fills' });
    else if (Object.hasOwn(mapping, row.target))
      problems.push({ path: ['rows', index, 'target'], message: 'another line fills this attribute already' });
    else mapping[row.target] = lineOf(row);
  }
  return { mapping, problems };
}

function lineOf({ from, through, apply, when }: MappingRow): unknown {
  const source = from.length === 1 ? from[0] : from;
  const steps = through.map(({ id, settings }) => (Object.keys(settings).length === 0 ? id : { [id]: settings }));
  if (steps.length === 0 && apply === 'always' && when === '' && from.length > 0) return source;
  return {
    ...(from.length === 0 ? {} : { from: source }),
    ...(steps.length === 0 ? {} : { through: steps }),
    ...(apply === 'always' ? {} : { apply }),
    ...(when === '' ? {} : { when }),
  };
}

function rowOf(target: string, line: unknown): MappingRow {
  if (typeof line === 'string' || Array.isArray(line)) return { ...EMPTY_ROW, target, from: [line].flat().map(String) };
  const { from, through, apply, when } = (line ?? {}) as Settings;
  return {
    target,
    from: from === undefined ? [] : [from].flat().map(String),
    through: (Array.isArray(through) ? (through as readonly unknown[]) : []).map(stepOf),
    apply: apply === 'create' || apply === 'ifEmpty' ? apply : 'always',
    when: typeof when === 'string' ? when : '',
  };
}

function stepOf(step: unknown): MappingRow['through'][number] {
  if (typeof step === 'string') return { id: step, settings: {} };
  const [first] = Object.entries((step ?? {}) as object) as [string, unknown][];
  const settings = typeof first?.[1] === 'object' && first[1] !== null ? (first[1] as Settings) : {};
  return { id: first?.[0] ?? '', settings };
}
