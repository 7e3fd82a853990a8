import type { SettingDescription } from '@rollcall/plugin';

/** Settings as a table of Markdown; those of groups stand under their group, with its name before a dot. */
export function settingsTable(settings: readonly SettingDescription[], prefix = ''): string {
  return `| setting | what | type | default |\n|---|---|---|---|\n${rows(settings, prefix).join('\n')}\n`;
}

function rows(settings: readonly SettingDescription[], prefix: string): readonly string[] {
  return settings.flatMap((setting) => {
    const { name, description, type, items, values, required, secret, defaultValue } = setting;
    const shape = secret
      ? 'secret'
      : values !== undefined
        ? values.map((value) => `\`${value}\``).join(', ')
        : items === undefined
          ? type
          : `list of ${items}`;
    const usual = required ? '**needed**' : defaultValue === undefined ? '' : `\`${JSON.stringify(defaultValue)}\``;
    return [
      `| \`${prefix}${name}\` | ${cell(description)} | ${shape} | ${cell(usual)} |`,
      ...(setting.settings === undefined ? [] : rows(setting.settings, `${prefix}${name}.`)),
    ];
  });
}

/** Text that stands in a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll(/\s+/g, ' ');
}
