import type { SettingDescription } from '@rollcall/plugin';

type Settings = Readonly<Record<string, unknown>>;

export interface SealInput {
  /** What the plugin's configuration class says. */
  readonly described: readonly SettingDescription[];
  /** What a person entered. A secret that is left out keeps what was there before. */
  readonly settings: Settings;
  /** What the configuration holds now. */
  readonly before: Settings;
  /** Begins the names of sealed secrets, such as the connection's name. */
  readonly prefix: string;
}

/** Seals a secret that belongs under a name, and gives the name under which it is now. */
export type Seal = (name: string, secret: string) => Promise<string>;

/** Settings as they go into the file: each secret that was entered is sealed, and its reference stands in its place. */
export async function sealSecrets(seal: Seal, { described, settings, before, prefix }: SealInput): Promise<Settings> {
  const sealed: Record<string, unknown> = { ...settings };
  for (const { name, secret, settings: group, type } of described) {
    const entered = settings[name];
    if (group !== undefined && type === 'object') {
      if (isSettings(entered))
        sealed[name] = await sealSecrets(seal, {
          described: group,
          settings: entered,
          before: isSettings(before[name]) ? before[name] : {},
          prefix: `${prefix}.${name}`,
        });
    } else if (secret) {
      if (entered === undefined || entered === '') sealed[name] = before[name];
      else if (typeof entered === 'string' && !isReference(entered)) {
        sealed[name] = `\${secret:${await seal(`${prefix}.${name}`, entered)}}`;
      }
    }
    if (sealed[name] === undefined) delete sealed[name];
  }
  return sealed;
}

/** A text that only names a secret, and is none. */
export function isReference(value: unknown): value is string {
  return typeof value === 'string' && /^\$\{(?:env|file|secret):[^}]+\}$/.test(value);
}

/** Secrets that stand in settings as they are; they must not be shown. */
export function plainSecrets(described: readonly SettingDescription[], settings: Settings): readonly string[] {
  return described.flatMap(({ name, secret, settings: group }) => {
    const value = settings[name];
    if (group !== undefined && Array.isArray(value))
      return value.flatMap((one: unknown) => (isSettings(one) ? plainSecrets(group, one) : []));
    if (group !== undefined && isSettings(value)) return plainSecrets(group, value);
    return secret && typeof value === 'string' && value !== '' && !isReference(value) ? [value] : [];
  });
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
