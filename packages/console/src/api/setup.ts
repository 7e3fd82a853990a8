import { randomBytes } from 'node:crypto';
import { type Account, type CheckReport, TRIGGER } from '@rollcall/contract';
import { type Discovery, type DraftView, type PeopleCount, SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import { ConfigProblems, describeConfig, type Problem, parseConfig, type SettingDescription } from '@rollcall/plugin';
import type { Job } from '../jobs.js';
import type { Caller, Services } from '../services.js';
import { TEXTS } from '../texts/texts.js';
import { ApiError, missing } from './api-error.js';
import { withRenamedSide } from './both-ways/renamed-side.js';
import { saveConnection, withoutSecrets } from './connections.js';
import { pluginSettings, spokenPlugin, spokenSettings } from './plugin-settings.js';

const R = TEXTS.refusals;

type Settings = Readonly<Record<string, unknown>>;
const ASK_MS = 30_000;
const COUNT_MS = 3_000;
const START_MS = 4_000;
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

/** The steps of setting a sync up, in order. */
export const STEPS = [
  'extensions',
  'source',
  'target',
  'direction',
  'mapping',
  'types',
  'operations',
  'scope',
  'groups',
  'leavers',
  'preview',
] as const;
export type Step = (typeof STEPS)[number];

export interface SyncDraft {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Both connections keep each other right; `from` and `to` are the first and the second then. */
  readonly twoWay: boolean;
  readonly settings: Settings;
  /** Steps that have what the next one needs. */
  readonly done: readonly Step[];
}

/** Begins a sync in the draft; one of that name goes on. */
export async function beginSync(services: Services, caller: Caller, name: string): Promise<void> {
  checkName(name);
  await services.audit.note(caller.name, 'set-up', name);
  await services.setup.draft.edit((editor) => {
    if (editor.get(['syncs', name]) === undefined) editor.set(['syncs', name], {});
  });
}

/** A sync as the draft has it. */
export async function syncDraft({ setup, rollcall }: Services, name: string): Promise<SyncDraft> {
  const data = (await setup.draft.editor()).get(['syncs', name]);
  if (typeof data !== 'object' || data === null) throw missing('sync');
  const settings = data as Settings;
  const twoWay = Array.isArray(settings.between);
  const [from, to] = endsIn(settings);
  const has = (key: string): boolean => settings[key] !== undefined;
  const done: Step[] = ['extensions'];
  if (from !== undefined) done.push('source');
  if (to !== undefined) done.push('target');
  // One way is the default, so nothing in the file says that somebody chose it.
  const isOneWay = (await setup.draft.isConfirmed(`${name} one-way`)) || rollcall().syncNames().includes(name);
  if (to !== undefined && (twoWay || isOneWay || has('mapping'))) done.push('direction');
  if (has('mapping')) done.push('mapping');
  if (has('triggers')) done.push('types');
  if (has(twoWay ? 'conflicts' : 'operations')) done.push('operations');
  if (has('scope')) done.push('scope');
  if (has('groups')) done.push('groups');
  if (has(twoWay ? 'gone' : 'leavers')) done.push('leavers');
  return { name, from, to, twoWay, settings, done };
}

/** The connections of a sync, as far as they are chosen. */
function endsIn({ from, to, between }: Settings): readonly [first: string | undefined, second: string | undefined] {
  const [first, second] = Array.isArray(between) ? (between as readonly unknown[]) : [from, to];
  return [typeof first === 'string' ? first : undefined, typeof second === 'string' ? second : undefined];
}

export interface EndInput {
  /** The connection. */
  readonly connection: string;
  /** Absent: a connection that is there already is used as it is. */
  readonly provider?: string;
  readonly settings?: Settings;
}

/** Makes a connection the source or the target of a sync, and looks whether it works. */
export async function saveEnd(
  services: Services,
  caller: Caller,
  sync: string,
  end: 'from' | 'to',
  { connection, provider, settings = {} }: EndInput,
): Promise<CheckReport | undefined> {
  checkName(connection);
  const draft = await syncDraft(services, sync);
  if (draft[end === 'from' ? 'to' : 'from'] === connection)
    throw new ApiError(422, 'not-valid', R.sameEnds, [{ path: ['connection'], message: R.sameEnds }]);
  const report =
    provider === undefined
      ? await services.setup.check(connection, AbortSignal.timeout(ASK_MS))
      : await saveConnection(services, caller, connection, { provider, settings });
  services.checks.set(connection, { at: services.now(), report });
  const old = draft[end];
  if (draft.twoWay && old !== undefined && old !== connection)
    await replaceSync(services, sync, draft.settings, withRenamedSide(draft.settings, old, connection));
  else if (!draft.twoWay) await services.setup.draft.edit((editor) => editor.set(['syncs', sync, end], connection));
  return report;
}

/** What both systems have: attributes, roles, groups, and what may be done. */
export async function discoverSync({ setup }: Services, sync: string): Promise<Discovery> {
  return setup.discover(sync, AbortSignal.timeout(ASK_MS));
}

/** A person of the source by id, or anybody, to try a mapping with. */
export async function samplePerson(
  { setup }: Services,
  sync: string,
  id: string | undefined,
  side: 'from' | 'to' = 'from',
): Promise<Account | undefined> {
  const rollcall = await setup.trialOf(sync);
  const { provider } = rollcall.connection(rollcall.sync(sync).config[side]);
  const discovery = await setup.discover(sync, AbortSignal.timeout(ASK_MS));
  const request = {
    attributes: (side === 'from' ? discovery.source : discovery.target).attributes.map(({ name }) => name),
    signal: AbortSignal.timeout(ASK_MS),
  };
  if (id !== undefined && id !== '') return provider.accounts?.get(id, request);
  for await (const { accounts } of provider.accounts?.pages(request) ?? []) {
    const ordinary = accounts.find(({ protection, active }) => protection === undefined && active !== false);
    if (ordinary !== undefined) return ordinary;
  }
  return undefined;
}

export async function searchDraft({ setup }: Services, sync: string, text: string): Promise<readonly Account[]> {
  const rollcall = await setup.trialOf(sync);
  return rollcall.sync(sync).search(text.slice(0, 200), AbortSignal.timeout(ASK_MS), 10);
}

/** Puts settings into a sync of the draft. Throws `ConfigProblems`, with paths from the sync, when they are not right. */
export async function saveSync(services: Services, caller: Caller, sync: string, changes: Settings): Promise<void> {
  const draft = await syncDraft(services, sync);
  const next = { ...draft.settings, ...changes };
  if (draft.twoWay) parseConfig(TwoWaySyncConfig, next);
  else parseConfig(SyncConfig, { from: 'source', to: 'target', ...next });
  await services.audit.note(caller.name, 'save-sync', `${sync} ${Object.keys(changes).join(' ')}`);
  await services.setup.draft.edit((editor) => {
    for (const [name, value] of Object.entries(changes)) editor.set(['syncs', sync, name], value);
  });
}

/** Puts all settings of a sync of the draft in place of those it had. */
export async function replaceSync({ setup }: Services, sync: string, before: Settings, after: Settings): Promise<void> {
  await setup.draft.edit((editor) => {
    // What goes comes last: a group that is empty in between would be written in another way.
    for (const [name, value] of Object.entries(after)) editor.set(['syncs', sync, name], value);
    for (const name of Object.keys(before)) if (!(name in after)) editor.set(['syncs', sync, name], undefined);
  });
}

/** What settings of a sync there are, for forms. */
export function describeSync(twoWay = false): readonly SettingDescription[] {
  return twoWay
    ? spokenSettings('config:two-way-sync', describeConfig(TwoWaySyncConfig))
    : spokenSettings('config:sync', describeConfig(SyncConfig));
}

/** People of the source, by role, and how many of them the roles let in. Counts for a few seconds at most. */
export async function countScope(
  { setup }: Services,
  sync: string,
  roles: readonly string[] | undefined,
  side: 'from' | 'to' = 'from',
): Promise<PeopleCount> {
  const discovery = await setup.discover(sync, AbortSignal.timeout(ASK_MS));
  return (await setup.trialOf(sync)).sync(sync).countPeople(roles, discovery, AbortSignal.timeout(COUNT_MS), side);
}

/** A kind of trigger, and how the sync uses it. */
export interface TriggerView {
  readonly id: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly described: readonly SettingDescription[];
  readonly enabled: boolean;
  readonly settings: Settings;
  /** Secrets that are set. */
  readonly secrets: readonly string[];
  /** Where the trigger takes requests, once it is saved. */
  readonly hookPath: string | undefined;
}

/** Every kind of trigger there is, with what the draft says of it. */
export async function listTriggers(services: Services, sync: string): Promise<readonly TriggerView[]> {
  const { settings } = await syncDraft(services, sync);
  const entries = entriesOf(settings.triggers);
  const bare = await services.setup.trial({ connections: [], syncs: [] });
  const trial = await services.setup.trialOf(sync).catch(() => undefined);
  const takesRequests = new Set(
    (trial?.triggers(sync) ?? []).flatMap((trigger) => (trigger.takesRequests ? [trigger.name] : [])),
  );
  return bare.plugins().flatMap((plugin): readonly TriggerView[] => {
    if (plugin.type.id !== TRIGGER.id) return [];
    const described = pluginSettings(bare, plugin);
    const { label, description } = spokenPlugin(plugin);
    const entry = entries.find(({ id }) => id === plugin.id);
    const { shown, secrets } = withoutSecrets(
      described,
      entry === undefined ? {} : longForm(entry.settings, described),
    );
    return [
      {
        id: plugin.id,
        label,
        description,
        described,
        enabled: entry !== undefined,
        settings: shown,
        secrets,
        hookPath: takesRequests.has(plugin.id) ? `/hooks/${sync}/${plugin.id}` : undefined,
      },
    ];
  });
}

/**
 * Sets what starts a sync. Secrets that can be made and were not given are made; they are in the answer, by trigger and setting, and
 * are never told again.
 */
export async function saveTriggers(
  services: Services,
  caller: Caller,
  sync: string,
  triggers: readonly { readonly id: string; readonly settings: Settings }[],
): Promise<Readonly<Record<string, string>>> {
  const draft = await syncDraft(services, sync);
  const before = entriesOf(draft.settings.triggers);
  const made: Record<string, string> = {};
  const problems: Problem[] = [];
  const next: unknown[] = [];
  for (const { id, settings } of triggers) {
    const described = await services.setup.describe(TRIGGER.id, id);
    const old = longForm(before.find((entry) => entry.id === id)?.settings, described);
    const entered: Record<string, unknown> = { ...settings };
    for (const { name, generate } of described) {
      if (generate === undefined || old[name] !== undefined || (entered[name] ?? '') !== '') continue;
      entered[name] = generate.prefix + randomBytes(generate.bytes).toString('base64');
      made[`${id}.${name}`] = String(entered[name]);
    }
    try {
      const settled = await services.setup.settle(TRIGGER, id, { entered, before: old, prefix: `${sync}.${id}` });
      next.push(Object.keys(settled).length === 0 ? id : { [id]: settled });
    } catch (error) {
      if (!ConfigProblems.is(error)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, path: ['triggers', id, ...problem.path] })));
    }
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  await saveSync(services, caller, sync, { triggers: next.length === 0 ? ['manual'] : next });
  return made;
}

function entriesOf(data: unknown): readonly { readonly id: string; readonly settings: unknown }[] {
  return (Array.isArray(data) ? (data as readonly unknown[]) : []).flatMap((entry) => {
    if (typeof entry === 'string') return [{ id: entry, settings: {} }];
    const [first] = Object.entries((entry ?? {}) as object) as [string, unknown][];
    return first === undefined ? [] : [{ id: first[0], settings: first[1] }];
  });
}

/** `{ schedule: '0 2 * * *' }` means the plugin's first setting. */
function longForm(settings: unknown, described: readonly SettingDescription[]): Settings {
  if (typeof settings === 'object' && settings !== null) return settings as Settings;
  const first = described[0]?.name;
  return first === undefined || settings === undefined ? {} : { [first]: settings };
}

/** Plans the first run of a sync as the draft has it. Changes nothing in either system. */
export async function planDraft(services: Services, caller: Caller, sync: string): Promise<Job> {
  const rollcall = await services.setup.trialOf(sync);
  await services.audit.note(caller.name, 'plan', sync);
  const job = services.jobs.start(sync, 'plan', (tools) =>
    rollcall.sync(sync).plan({ ...tools, cause: `console ${caller.name}` }),
  );
  return (await services.jobs.untilStarted(job.id, AbortSignal.timeout(START_MS))) ?? job;
}

export interface Review extends DraftView {
  /** What is wrong with the configuration as it would be. */
  readonly problems: readonly Problem[];
}

/** What saving would change, and whether it would work. */
export async function reviewDraft({ setup }: Services): Promise<Review> {
  const view = await setup.view();
  return { ...view, problems: view.changed ? await setup.problems() : [] };
}

/** What is wrong with a sync of the draft when its names are looked up in both systems; empty: nothing. */
export async function checkSync({ setup }: Services, sync: string): Promise<readonly Problem[]> {
  try {
    await (await setup.trialOf(sync)).sync(sync).compile(AbortSignal.timeout(ASK_MS));
    return [];
  } catch (error) {
    if (ConfigProblems.is(error)) return error.problems;
    throw error;
  }
}

/** Writes the draft to the file and puts it to work. */
export async function saveDraft(services: Services, caller: Caller): Promise<void> {
  const problems = await services.setup.problems();
  if (problems.length > 0) throw new ConfigProblems(problems);
  await services.audit.note(caller.name, 'save-configuration', 'rollcall.yaml');
  await services.setup.save();
  await services.reload();
}

export async function discardDraft(services: Services, caller: Caller): Promise<void> {
  await services.audit.note(caller.name, 'discard-changes', 'rollcall.yaml');
  await services.setup.discard();
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new ApiError(422, 'not-valid', R.name, [{ path: ['name'], message: R.name }]);
}
