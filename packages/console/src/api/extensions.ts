import type { Caller, Services } from '../services.js';
import { missing } from './api-error.js';
import { spokenExtension, spokenPlugin } from './plugin-settings.js';

/** An extension that is there, in use or not. */
export interface ExtensionView {
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  /** `built-in`: always on. `available`: installed, and not named in the configuration. */
  readonly state: 'enabled' | 'disabled' | 'available' | 'broken' | 'built-in';
  readonly problem: string | undefined;
  readonly plugins: readonly {
    readonly type: string;
    readonly id: string;
    readonly label: string;
    readonly description: string | undefined;
  }[];
  /** Connections and syncs that would not work without it. */
  readonly usedBy: readonly string[];
}

type Entry = string | { readonly use?: unknown; readonly enabled?: boolean };

/** Every extension: those the host brings, those the draft names, and those that are only installed. */
export async function listExtensions(services: Services): Promise<readonly ExtensionView[]> {
  const { setup } = services;
  const [rollcall, installed, editor] = await Promise.all([
    setup.trial({ connections: [], syncs: [] }),
    setup.installed(),
    setup.draft.editor(),
  ]);
  const named = entriesOf(editor.data.extensions).map(nameOf);
  const versions = new Map(installed.map(({ name, version }) => [name, version]));
  const known = rollcall.extensions().map((entry): ExtensionView => {
    const builtIn = !named.includes(entry.name) && !named.some((name) => name.startsWith('.'));
    return {
      name: entry.name,
      ...spokenExtension(entry.name, {
        label: entry.label,
        description: entry.description ?? installed.find(({ name }) => name === entry.name)?.description,
      }),
      version: versions.get(entry.name),
      state: entry.problem !== undefined ? 'broken' : !entry.enabled ? 'disabled' : builtIn ? 'built-in' : 'enabled',
      problem: entry.problem,
      plugins: entry.plugins.map((plugin) => ({ type: plugin.type.id, id: plugin.id, ...spokenPlugin(plugin) })),
      usedBy: usedBy(
        editor.data,
        entry.plugins.filter(({ type }) => type.id === 'provider').map(({ id }) => id),
      ),
    };
  });
  const others = installed
    .filter(({ name }) => !known.some((entry) => entry.name === name))
    .map(
      ({ name, version, description }): ExtensionView => ({
        name,
        version,
        ...spokenExtension(name, { label: name, description }),
        state: 'available',
        problem: undefined,
        plugins: [],
        usedBy: [],
      }),
    );
  return [...known, ...others].toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
}

const ORDER: readonly ExtensionView['state'][] = ['broken', 'enabled', 'disabled', 'available', 'built-in'];

/** Switches an extension on or off in the draft. */
export async function switchExtension(
  services: Services,
  caller: Caller,
  name: string,
  enabled: boolean,
): Promise<void> {
  const { setup } = services;
  const installed = (await setup.installed()).some((extension) => extension.name === name);
  const entries = entriesOf((await setup.draft.editor()).data.extensions);
  if (!installed && !entries.some((entry) => nameOf(entry) === name)) throw missing('extension');
  await services.audit.note(caller.name, enabled ? 'enable-extension' : 'disable-extension', name);
  await setup.draft.edit((editor) => {
    const now = entriesOf(editor.data.extensions);
    const next = now.map((entry) => (nameOf(entry) !== name ? entry : enabled ? name : { use: name, enabled: false }));
    editor.set(['extensions'], now.some((entry) => nameOf(entry) === name) ? next : enabled ? [...now, name] : now);
  });
}

function entriesOf(data: unknown): readonly Entry[] {
  return Array.isArray(data) ? (data as readonly Entry[]) : [];
}

function nameOf(entry: Entry): string {
  return typeof entry === 'string' ? entry : String(entry.use ?? '');
}

function usedBy(data: Readonly<Record<string, unknown>>, providers: readonly string[]): readonly string[] {
  const connections = (data.connections ?? {}) as Readonly<Record<string, { readonly provider?: unknown }>>;
  return Object.entries(connections).flatMap(([name, { provider }]) =>
    providers.includes(String(provider)) ? [name] : [],
  );
}
