import type { SettingDescription } from '@rollcall/plugin';

type Settings = Readonly<Record<string, unknown>>;

/** What was entered, with secrets that were left out as they were before, for validation. */
export function withKept(described: readonly SettingDescription[], entered: Settings, before: Settings): Settings {
  const kept: Record<string, unknown> = { ...entered };
  for (const { name, secret, settings } of described) {
    const [now, old] = [entered[name], before[name]];
    if (secret && (now === undefined || now === '') && old !== undefined) kept[name] = old;
    else if (secret && now === '') delete kept[name];
    if (settings !== undefined && typeof now === 'object' && now !== null && !Array.isArray(now))
      kept[name] = withKept(
        settings,
        now as Settings,
        (typeof old === 'object' && old !== null ? old : {}) as Settings,
      );
  }
  return kept;
}
