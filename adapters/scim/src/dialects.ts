import { readdirSync, readFileSync } from 'node:fs';
import type { Derivative } from '@rollcall/plugin';
import { parse } from 'yaml';

/** How one vendor's service differs from the standard: settings, each with its reason. */
export interface Dialect {
  /** What follows `scim:` in a configuration: `aws`. Never renamed. */
  readonly id: string;
  /** Name of the vendor's product, for people. */
  readonly label: string;
  /** One sentence about what is peculiar, shown where somebody chooses a provider. */
  readonly description: string;
  /**
   * Values in place of the provider's defaults, by name of the setting, each with what the vendor does that asks for
   * it. A connection may still set them.
   */
  readonly settings: Readonly<Record<string, { readonly value: unknown; readonly because: string }>>;
}

/** Beside the sources and beside the built modules alike. */
const FOLDER = new URL('../dialects/', import.meta.url);

/** The dialects that come with this package, one a file. Throws an `Error` for a file that is none. */
export function readDialects(folder: URL = FOLDER): readonly Dialect[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => checked(name, parse(readFileSync(new URL(name, folder), 'utf8'))));
}

/** One plugin for each dialect: `scim:aws`, `scim:slack` and so on. */
export function dialectPlugins(): readonly Derivative[] {
  return readDialects().map(({ id, label, description, settings }) => ({
    id,
    label,
    description,
    preset: Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])),
  }));
}

function checked(file: string, content: unknown): Dialect {
  const dialect = content as Partial<Dialect> | null;
  const wrong = (what: string): Error => new Error(`reading the SCIM dialect ${file}: ${what}`);
  for (const part of ['id', 'label', 'description'] as const)
    if (typeof dialect?.[part] !== 'string') throw wrong(`"${part}" must be a text`);
  for (const [name, quirk] of Object.entries(dialect?.settings ?? {}))
    if (quirk?.value === undefined || typeof quirk.because !== 'string')
      throw wrong(`"settings.${name}" needs "value" and "because"`);
  return { settings: {}, ...dialect } as Dialect;
}
