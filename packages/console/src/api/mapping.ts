import type { Account } from '@rollcall/contract';
import { type AttributeOrigin, canBeUndone, type Discovery, type TriedWayBack } from '@rollcall/engine';
import { ConfigProblems, type Problem, type SettingDescription } from '@rollcall/plugin';
import type { Caller, Services } from '../services.js';
import { currentLanguage } from '../texts/language.js';
import { pluginSettings, spokenPlugin } from './plugin-settings.js';
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
  /** Of a two-way sync: which side follows. */
  readonly way: Way;
  /** Of a two-way sync: who decides when both sides changed it; empty: as the sync says. */
  readonly conflict: string;
}

/** Both sides follow each other, or only the second, or only the first. */
export const WAYS = ['both', 'to-second', 'to-first'] as const;
export type Way = (typeof WAYS)[number];

export interface RowResult {
  readonly value: AttributeOrigin | undefined;
  /** Of a two-way sync: what goes back. */
  readonly back: TriedWayBack | undefined;
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
  /** What it does can be undone, so that values can go back through it. */
  readonly isTwoWay: boolean;
}

export const EMPTY_ROW: MappingRow = {
  target: '',
  from: [],
  through: [],
  apply: 'always',
  when: '',
  way: 'both',
  conflict: '',
};

/** The lines of a sync's mapping; where it has none yet, those that follow from what attributes mean. */
export async function mappingRows(
  services: Services,
  sync: string,
  discovery: Discovery,
): Promise<readonly MappingRow[]> {
  const { settings, twoWay, from } = await syncDraft(services, sync);
  const mapping = (settings.mapping ?? discovery.defaults) as Settings;
  const rows = Object.entries(mapping).map(([target, line]) => rowOf(target, line, twoWay ? from : undefined));
  // What the first side does not let be written can only be followed.
  const isFixed = (name: string): boolean =>
    discovery.source.attributes.some((one) => one.name === name && (one.readOnly === true || one.writeOnce === true));
  return twoWay && settings.mapping === undefined
    ? rows.map((row) => (row.from.some(isFixed) ? { ...row, way: 'to-second' } : row))
    : rows;
}

export async function listMappers({ setup }: Services): Promise<readonly MapperView[]> {
  const rollcall = await setup.trial({ connections: [], syncs: [] });
  const plugins = rollcall.plugins();
  const twoWay = canBeUndone(plugins);
  return plugins
    .flatMap((plugin): readonly MapperView[] => {
      if (plugin.type.id !== 'mapper') return [];
      const settings = pluginSettings(rollcall, plugin);
      return [{ id: plugin.id, ...spokenPlugin(plugin), settings, isTwoWay: twoWay.has(plugin.id) }];
    })
    .toSorted((one, other) => one.label.localeCompare(other.label, currentLanguage().tag));
}

/** What the lines give for a person, and what is wrong with which. Asks no system. */
export async function tryRows(
  { setup }: Services,
  sync: string,
  rows: readonly MappingRow[],
  discovery: Discovery,
  person: Account | undefined,
  other?: Account,
): Promise<TriedRows> {
  const rollcall = await setup.trialOf(sync);
  const { mapping, problems: shape } = mappingOf(rows, rollcall.config.twoWay.get(sync)?.between);
  const trial = rollcall.sync(sync);
  const { values, problems, back = [] } = trial.tryMapping(mapping, discovery, person, other);
  const names = new Map(values.map((value) => [value.target, value]));
  const all = [...shape, ...problems];
  return {
    rows: rows.map((row, index) => ({
      value: names.get(row.target) ?? names.get(resolved(discovery, row.target)),
      back: back.find(({ target }) => target === row.target || target === resolved(discovery, row.target)),
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
  const { twoWay, settings } = await syncDraft(services, sync);
  const { mapping } = mappingOf(rows, twoWay ? (settings.between as readonly string[]) : undefined);
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
export function mappingOf(
  rows: readonly MappingRow[],
  between?: readonly string[],
): {
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
    else mapping[row.target] = between === undefined ? lineOf(row) : pairLineOf(row, between);
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

/** A line of a two-way sync. */
function pairLineOf({ way, conflict, apply, ...row }: MappingRow, [first, second]: readonly string[]): unknown {
  const line = lineOf({ ...row, way, conflict, apply: 'always' });
  const own = {
    ...(way === 'both' ? {} : { authority: way === 'to-second' ? first : second }),
    ...(conflict === '' ? {} : { conflict }),
    ...(apply === 'create' ? { once: true } : {}),
  };
  if (Object.keys(own).length === 0) return line;
  return typeof line === 'string' || Array.isArray(line) ? { from: line, ...own } : { ...(line as Settings), ...own };
}

/** `first` is the first connection of a two-way sync. */
function rowOf(target: string, line: unknown, first?: string): MappingRow {
  if (typeof line === 'string' || Array.isArray(line)) return { ...EMPTY_ROW, target, from: [line].flat().map(String) };
  const { from, through, apply, when, authority, conflict, once } = (line ?? {}) as Settings;
  return {
    target,
    from: from === undefined ? [] : [from].flat().map(String),
    through: (Array.isArray(through) ? (through as readonly unknown[]) : []).map(stepOf),
    apply: once === true ? 'create' : apply === 'create' || apply === 'ifEmpty' ? apply : 'always',
    when: typeof when === 'string' ? when : '',
    way: typeof authority !== 'string' ? 'both' : authority === first ? 'to-second' : 'to-first',
    conflict: typeof conflict === 'string' ? conflict : '',
  };
}

function stepOf(step: unknown): MappingRow['through'][number] {
  if (typeof step === 'string') return { id: step, settings: {} };
  const [first] = Object.entries((step ?? {}) as object) as [string, unknown][];
  const settings = typeof first?.[1] === 'object' && first[1] !== null ? (first[1] as Settings) : {};
  return { id: first?.[0] ?? '', settings };
}
