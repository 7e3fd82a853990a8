import { compact, mapLines, record, type Settings } from './settings.js';

/** In all settings that are kept by connection: the name that it has now. */
export function withRenamedSide(settings: Settings, old: string, now: string): Settings {
  const keyed = (value: unknown): unknown =>
    Object.fromEntries(Object.entries(record(value)).map(([name, item]) => [name === old ? now : name, item]));
  const named = (value: unknown): unknown => (value === old ? now : value);
  const listed = (value: unknown): unknown => (Array.isArray(value) ? value.map(named) : value);
  const { scope, clocks, gone, credential, create, groups, conflicts, signIn, mapping } = settings;
  return compact({
    ...settings,
    between: listed(settings.between),
    scope: scope === undefined ? undefined : keyed(scope),
    clocks: clocks === undefined ? undefined : keyed(clocks),
    gone: gone === undefined ? undefined : keyed(gone),
    credential: credential === undefined ? undefined : keyed(credential),
    create: listed(create),
    groups: groups === undefined ? undefined : compact({ ...record(groups), create: listed(record(groups).create) }),
    conflicts: named(conflicts),
    signIn: named(signIn),
    mapping:
      mapping === undefined
        ? undefined
        : mapLines(mapping, (line) =>
            compact({ ...line, authority: named(line.authority), conflict: named(line.conflict) }),
          ),
  });
}
