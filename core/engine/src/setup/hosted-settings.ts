import { type ConfigClass, describeConfig, parseConfig, type SettingDescription } from '@rollcall/plugin';
import type { ConfigFile } from '../config/config-file.js';
import type { Rollcall } from '../rollcall.js';
import type { Draft } from './draft.js';
import { type Seal, sealSecrets } from './seal-secrets.js';
import { withKept } from './with-kept.js';

/** Parts of the file that the engine does not look into. */
export type HostedPart = 'server' | 'gateway';
/** A group of settings within such a part: `['server', 'console']`. */
export type HostedPath = readonly [part: HostedPart, ...groups: readonly string[]];
type Settings = Readonly<Record<string, unknown>>;

export interface HostedSettingsParts {
  readonly draft: Draft;
  readonly seal: Seal;
  readonly classes: Readonly<Record<string, ConfigClass>>;
  /** Makes a Rollcall of a configuration that is not saved. */
  readonly open: (config: ConfigFile) => Promise<Rollcall>;
  /** Of the configuration file, for messages. */
  readonly path: string;
}

/** Settings of the draft that the host reads by classes of its own, for forms: they are checked by those, and secrets are sealed. */
export class HostedSettings {
  constructor(private readonly parts: HostedSettingsParts) {}

  /** What settings a group has. Empty where the host has no such part. */
  describe([part, ...groups]: HostedPath): readonly SettingDescription[] {
    const config = this.parts.classes[part];
    if (config === undefined) return [];
    return groups.reduce<readonly SettingDescription[]>(
      (described, group) => described.find(({ name }) => name === group)?.settings ?? [],
      describeConfig(config),
    );
  }

  /** A group as the draft has it: references are not replaced. */
  async stored(path: HostedPath): Promise<Settings> {
    return recordOf((await this.parts.draft.editor()).get(path));
  }

  /** A part of the draft as the host would read it, with references replaced. Throws `ConfigProblems` with paths from the root. */
  async read(part: HostedPart): Promise<object> {
    return this.parse(part, await this.stored([part]));
  }

  /**
   * Puts these settings of a group into the draft, and leaves the others of it as they are; `undefined` takes one out. Secrets are sealed, and one
   * that is left out stays. Throws `ConfigProblems`, with paths from the root, before anything is changed.
   */
  async save(path: HostedPath, entered: Settings): Promise<void> {
    const { draft, seal } = this.parts;
    const [part, ...groups] = path;
    const described = this.describe(path).filter(({ name }) => name in entered);
    const before = await this.stored(path);
    await this.parse(
      part,
      within(await this.stored([part]), groups, { ...before, ...withKept(described, entered, before) }),
    );
    const settings = await sealSecrets(seal, { described, settings: entered, before, prefix: path.join('.') });
    await draft.edit((editor) => {
      for (const name of Object.keys(entered)) editor.set([...path, name], settings[name]);
    });
  }

  private async parse(part: HostedPart, settings: Settings): Promise<object> {
    const config = this.parts.classes[part];
    if (config === undefined) throw new TypeError(`the host has no settings under ${part}`);
    const data = { extensions: [], connections: {}, syncs: {}, [part]: settings };
    const rollcall = await this.parts.open({ path: this.parts.path, data, locate: () => undefined });
    await rollcall.close();
    return parseConfig(config, rollcall.config[part], [part]);
  }
}

/** The settings with a group of theirs replaced. */
function within(settings: Settings, [group, ...deeper]: readonly string[], value: Settings): Settings {
  return group === undefined ? value : { ...settings, [group]: within(recordOf(settings[group]), deeper, value) };
}

function recordOf(value: unknown): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}
