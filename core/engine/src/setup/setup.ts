import { dirname, resolve } from 'node:path';
import { type CheckReport, PROVIDER, TRIGGER } from '@rollcall/contract';
import {
  type ConfigClass,
  ConfigProblems,
  describeConfig,
  findInstalledExtensions,
  type InstalledExtension,
  PluginManager,
  type PluginType,
  type Problem,
  type SettingDescription,
} from '@rollcall/plugin';
import { type ConfigFile, parseConfigText } from '../config/config-file.js';
import type { Marks } from '../ports/marks.js';
import type { Rollcall } from '../rollcall.js';
import type { Discovery } from './discover.js';
import { Draft, type DraftView } from './draft.js';
import { HostedSettings } from './hosted-settings.js';
import { plainSecrets, sealSecrets } from './seal-secrets.js';
import { SecretStore } from './secret-store.js';
import { withKept } from './with-kept.js';

/** What {@link Setup} works on. */
export interface SetupParts {
  /** The configuration file. It need not exist yet. */
  readonly path: string;
  /** Where the draft is kept until it is saved. */
  readonly marks: Marks;
  /** For `${env:NAME}`, and for the key of the secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For people who bring the configuration from elsewhere: nothing can be changed. */
  readonly readOnly: boolean;
  /** Makes a Rollcall of a configuration that is not saved, with the host's state and extensions. */
  readonly open: (config: ConfigFile) => Promise<Rollcall>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Configuration classes of parts of the file that the engine does not look into, by name: `server`. Their secrets are not shown either. */
  readonly hosted?: Readonly<Record<string, ConfigClass>>;
}

/** Which part of a draft is tried; an unfinished other part is not in the way. */
export interface Part {
  readonly connections: readonly string[];
  readonly syncs: readonly string[];
}

type Settings = Readonly<Record<string, unknown>>;
const DISCOVERY_MS = 60_000;

/** Setting up Rollcall without writing YAML: the draft, the sealed secrets, and trying out what is not saved yet. */
export class Setup {
  /** Changes that are not saved yet. One for all people. */
  readonly draft: Draft;
  /** Those that people typed in; none is ever shown. */
  readonly secrets: SecretStore;
  /** What the host reads of the file by classes of its own. */
  readonly hosted: HostedSettings;
  /** The configuration file. */
  readonly path: string;
  /** Of the file; relative paths in it start from here. */
  readonly folder: string;
  private readonly opened = new Map<string, Promise<Rollcall>>();
  private readonly discovered = new Map<string, { readonly until: number; readonly found: Promise<Discovery> }>();

  constructor(private readonly parts: SetupParts) {
    this.path = resolve(parts.path);
    this.folder = dirname(this.path);
    this.draft = new Draft(parts);
    this.secrets = new SecretStore({ folder: this.folder, env: parts.env });
    this.hosted = new HostedSettings({
      draft: this.draft,
      seal: this.seal,
      classes: parts.hosted ?? {},
      open: parts.open,
      path: this.path,
    });
  }

  /** Packages that are there to be switched on, whether the draft names them or not. */
  installed(): Promise<readonly InstalledExtension[]> {
    return findInstalledExtensions(this.folder);
  }

  /** The draft with what it changes; secrets that stand in the file as they are do not show. */
  async view(): Promise<DraftView> {
    const view = await this.draft.view();
    const secrets = await this.shownSecrets();
    const mask = (text: string): string =>
      secrets.reduce((masked, secret) => masked.replaceAll(secret, '[secret]'), text);
    return {
      ...view,
      text: mask(view.text),
      diff: view.diff.map((line) => ({ ...line, text: mask(line.text) })),
    };
  }

  /** All that is wrong with the draft as far as it can be known without asking a system. */
  async problems(): Promise<readonly Problem[]> {
    try {
      const { text } = await this.draft.view();
      const rollcall = await this.parts.open(parseConfigText(text, this.parts.path));
      await rollcall.close();
      return rollcall
        .extensions()
        .flatMap(({ name, problem }) =>
          problem === undefined ? [] : [{ path: ['extensions', name], message: problem }],
        );
    } catch (error) {
      if (ConfigProblems.is(error)) return error.problems;
      throw error;
    }
  }

  /** A Rollcall of a part of the draft. Kept as long as that part stays as it is; the caller does not close it. */
  async trial(part: Part): Promise<Rollcall> {
    const { extensions, connections = {}, syncs = {} } = (await this.draft.editor()).data;
    const pick = (all: unknown, names: readonly string[]): Settings =>
      Object.fromEntries(Object.entries((all ?? {}) as Settings).filter(([name]) => names.includes(name)));
    const data = {
      extensions: extensions ?? [],
      connections: pick(connections, part.connections),
      syncs: pick(syncs, part.syncs),
    };
    const key = JSON.stringify(data);
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const opening = this.parts.open({ path: this.parts.path, data, locate: () => undefined });
    this.opened.set(key, opening);
    opening.catch(() => this.opened.delete(key));
    this.dropOldest();
    return opening;
  }

  /** What the settings of a plugin are, for a form; and where its instance is in the draft, what they are now. */
  async describe(type: string, id: string): Promise<readonly SettingDescription[]> {
    const rollcall = await this.trial({ connections: [], syncs: [] });
    const definition = rollcall.plugins().find((plugin) => plugin.type.id === type && plugin.id === id);
    return definition?.config === undefined ? [] : describeConfig(definition.config, definition.preset);
  }

  /** Puts a connection into the draft, with its secrets sealed. Throws `ConfigProblems`, with paths from the settings, when it is not right. */
  async saveConnection(name: string, provider: string, entered: Settings): Promise<void> {
    const path = ['connections', name];
    const before = ((await this.draft.editor()).get(path) ?? {}) as Settings;
    const same = before.provider === provider ? before : {};
    const settings = await this.settle(PROVIDER, provider, { entered, before: same, prefix: name });
    await this.draft.edit((editor) => editor.set(path, { provider, ...settings }));
    // A secret that is typed twice has one name; what was opened with the first must not stay.
    this.forget();
  }

  /** Writes the draft to the file. Secrets that were replaced or belong to nothing any more are thrown away. */
  async save(): Promise<void> {
    await this.secrets.remove(...(await this.draft.save()));
    this.forget();
  }

  /** Throws the draft away, with the secrets that were typed for it. */
  async discard(): Promise<void> {
    await this.secrets.remove(...(await this.draft.discard()));
    this.forget();
  }

  /** Settings of a plugin as they go into the file: checked, with secrets sealed. Throws `ConfigProblems` with paths from the settings. */
  async settle(
    type: PluginType<unknown>,
    id: string,
    { entered, before, prefix }: { readonly entered: Settings; readonly before: Settings; readonly prefix: string },
  ): Promise<Settings> {
    const rollcall = await this.trial({ connections: [], syncs: [] });
    const described = await this.describe(type.id, id);
    new PluginManager(type, rollcall.plugins()).parse(id, withKept(described, entered, before));
    return sealSecrets(this.seal, { described, settings: entered, before, prefix });
  }

  /** Looks stage by stage whether a connection of the draft works. */
  async check(connection: string, signal: AbortSignal): Promise<CheckReport> {
    return (await this.trial({ connections: [connection], syncs: [] })).check(connection, signal);
  }

  /** What both systems of a sync of the draft have; believed for a minute. */
  async discover(sync: string, signal: AbortSignal): Promise<Discovery> {
    const { from, to } = await this.endsOf(sync);
    const editor = await this.draft.editor();
    const key = JSON.stringify([from, to, ...[from, to].map((name) => editor.get(['connections', name]))]);
    const known = this.discovered.get(key);
    if (known !== undefined && known.until > this.parts.now()) return known.found;
    const found = (await this.trialOf(sync)).sync(sync).discover(signal);
    this.discovered.set(key, { until: this.parts.now() + DISCOVERY_MS, found });
    found.catch(() => this.discovered.delete(key));
    return found;
  }

  /** A Rollcall of one sync of the draft, as far as that is set up. */
  async trialOf(sync: string): Promise<Rollcall> {
    const { from, to } = await this.endsOf(sync);
    return this.trial({ connections: [from, to], syncs: [sync] });
  }

  /** What was opened or discovered is looked at anew. */
  forget(): void {
    const old = [...this.opened.values()];
    this.opened.clear();
    this.discovered.clear();
    for (const opening of old) void opening.then((rollcall) => rollcall.close()).catch(() => {});
  }

  /** Under a name that the file does not have yet: what is at work goes on with the secret that it knows. */
  private readonly seal = async (name: string, secret: string): Promise<string> => {
    const held = await this.draft.holdSecret(name, await this.secrets.names());
    await this.secrets.seal(held, secret);
    return held;
  };

  private async endsOf(sync: string): Promise<{ readonly from: string; readonly to: string }> {
    const { from, to, between } = ((await this.draft.editor()).get(['syncs', sync]) ?? {}) as Settings;
    const [first, second] = Array.isArray(between) ? (between as readonly unknown[]) : [from, to];
    return { from: String(first ?? ''), to: String(second ?? '') };
  }

  private dropOldest(): void {
    for (const [key, opening] of this.opened) {
      if (this.opened.size <= 8) return;
      this.opened.delete(key);
      void opening.then((rollcall) => rollcall.close()).catch(() => {});
    }
  }

  private async shownSecrets(): Promise<readonly string[]> {
    const { connections = {}, syncs = {}, ...others } = (await this.draft.editor()).data;
    const rollcall = await this.trial({ connections: [], syncs: [] });
    const inHosted = Object.entries(this.parts.hosted ?? {}).flatMap(([name, config]) =>
      plainSecrets(describeConfig(config), (others[name] ?? {}) as Settings),
    );
    const of = (type: string, id: string, settings: unknown): readonly string[] => {
      const definition = rollcall.plugins().find((plugin) => plugin.type.id === type && plugin.id === id);
      if (definition?.config === undefined || typeof settings !== 'object' || settings === null) return [];
      return plainSecrets(describeConfig(definition.config), settings as Settings);
    };
    const inConnections = Object.values(connections as Record<string, Settings>).flatMap((settings) =>
      of(PROVIDER.id, String(settings?.provider), settings),
    );
    const inTriggers = Object.values(syncs as Record<string, Settings>).flatMap((sync) =>
      (Array.isArray(sync?.triggers) ? (sync.triggers as readonly unknown[]) : []).flatMap((entry) =>
        Object.entries((typeof entry === 'object' && entry !== null ? entry : {}) as Settings).flatMap(
          ([id, settings]) => of(TRIGGER.id, id, settings),
        ),
      ),
    );
    return [...inConnections, ...inTriggers, ...inHosted];
  }
}
