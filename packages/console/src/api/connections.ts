import { type CheckReport, checkPassed } from '@rollcall/contract';
import type { SettingDescription } from '@rollcall/plugin';
import type { Caller, LastCheck, Services } from '../services.js';
import { missing } from './api-error.js';
import { pluginSettings, spokenPlugin } from './plugin-settings.js';

/** A connection as it may be shown: without any secret. */
export interface ConnectionView {
  readonly name: string;
  readonly provider: string;
  readonly label: string;
  readonly address: string | undefined;
  /** Saved, or only in the draft. */
  readonly saved: boolean;
  readonly usedBy: readonly string[];
  readonly health: 'good' | 'bad' | 'unknown';
  readonly last: LastCheck | undefined;
}

export interface ProviderView {
  readonly id: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly settings: readonly SettingDescription[];
}

const CHECK_MS = 60_000;
type Settings = Readonly<Record<string, unknown>>;

/** All connections, of the configuration at work and of the draft. */
export async function listConnections(services: Services): Promise<readonly ConnectionView[]> {
  const { connections = {}, syncs = {} } = (await services.setup.draft.editor()).data as {
    readonly connections?: Readonly<Record<string, Settings>> | null;
    readonly syncs?: Readonly<Record<string, Settings>> | null;
  };
  const providers = await listProviders(services);
  const saved = services.rollcall().connectionNames();
  return Object.entries(connections ?? {}).map(([name, settings]) => {
    const provider = String(settings?.provider ?? '');
    const last = services.checks.get(name);
    return {
      name,
      provider,
      label: providers.find(({ id }) => id === provider)?.label ?? provider,
      address: typeof settings?.baseUrl === 'string' ? settings.baseUrl : undefined,
      saved: saved.includes(name),
      usedBy: Object.entries(syncs ?? {}).flatMap(([sync, { from, to, between }]) =>
        [from, to, between].flat().includes(name) ? [sync] : [],
      ),
      health: last === undefined ? 'unknown' : checkPassed(last.report) ? 'good' : 'bad',
      last,
    };
  });
}

/** What kinds of systems there are to connect, with their settings as a form needs them. */
export async function listProviders({ setup }: Services): Promise<readonly ProviderView[]> {
  const rollcall = await setup.trial({ connections: [], syncs: [] });
  return rollcall.plugins().flatMap((plugin): readonly ProviderView[] => {
    if (plugin.type.id !== 'provider') return [];
    const { label, description } = spokenPlugin(plugin);
    return [{ id: plugin.id, label, description, settings: pluginSettings(rollcall, plugin) }];
  });
}

/** The settings of a connection of the draft, secrets left out; which of those are set is said apart. */
export async function connectionSettings(
  { setup }: Services,
  name: string,
): Promise<{ readonly provider: string; readonly settings: Settings; readonly secrets: readonly string[] }> {
  const found = (await setup.draft.editor()).get(['connections', name]) as Settings | undefined;
  if (found === undefined || typeof found.provider !== 'string') throw missing('connection');
  const { provider, ...settings } = found;
  const { shown, secrets } = withoutSecrets(await setup.describe('provider', provider), settings);
  return { provider, settings: shown, secrets };
}

/** Settings without secrets, and the paths of the secrets that are set. */
export function withoutSecrets(
  described: readonly SettingDescription[],
  settings: Settings,
  path = '',
): { readonly shown: Settings; readonly secrets: readonly string[] } {
  const shown: Record<string, unknown> = { ...settings };
  const secrets: string[] = [];
  for (const { name, secret, settings: group } of described) {
    const value = settings[name];
    if (secret) {
      if (value !== undefined && value !== '') secrets.push(path + name);
      delete shown[name];
    } else if (group !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = withoutSecrets(group, value as Settings, `${path}${name}.`);
      shown[name] = inner.shown;
      secrets.push(...inner.secrets);
    }
  }
  return { shown, secrets };
}

/** Puts a connection into the draft and looks whether it works. */
export async function saveConnection(
  services: Services,
  caller: Caller,
  name: string,
  { provider, settings }: { readonly provider: string; readonly settings: Settings },
): Promise<CheckReport> {
  await services.audit.note(caller.name, 'save-connection', name);
  await services.setup.saveConnection(name, provider, settings);
  return checkConnection(services, name);
}

/** Looks stage by stage whether a connection of the draft works. Changes nothing. */
export async function checkConnection(services: Services, name: string): Promise<CheckReport> {
  if ((await services.setup.draft.editor()).get(['connections', name]) === undefined) throw missing('connection');
  const report = await services.setup.check(name, AbortSignal.timeout(CHECK_MS));
  services.checks.set(name, { at: services.now(), report });
  return report;
}
