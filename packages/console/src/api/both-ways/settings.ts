/** Settings of a sync as the configuration writes them. */
export type Settings = Readonly<Record<string, unknown>>;

/** Lines that say more than a name; the short form, where nothing but the name is left. */
export function mapLines(mapping: unknown, change: (line: Settings) => Settings): Settings {
  return Object.fromEntries(
    Object.entries(record(mapping)).map(([target, line]) => {
      if (typeof line !== 'object' || line === null || Array.isArray(line)) return [target, line];
      const next = change(line as Settings);
      const { from, ...rest } = next;
      return [target, from !== undefined && Object.keys(rest).length === 0 ? from : next];
    }),
  );
}

export function compact(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

export function record(value: unknown): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}
