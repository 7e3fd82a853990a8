import type { Rollcall } from '@rollcall/engine';
import {
  describeConfig,
  type PluginDefinition,
  type SettingDescription,
  type TranslatedPlugin,
} from '@rollcall/plugin';
import { currentLanguage } from '../texts/language.js';

interface Named {
  readonly label: string;
  readonly description: string | undefined;
}

/** Settings of a plugin for a form: in the language of who asks, with the widgets that they name. */
export function pluginSettings(rollcall: Rollcall, plugin: PluginDefinition): readonly SettingDescription[] {
  if (plugin.config === undefined) return [];
  const widgets = new Map(rollcall.extensions().flatMap((entry) => entry.widgets.map((widget) => [widget.id, widget])));
  const named = (described: readonly SettingDescription[]): readonly SettingDescription[] =>
    described.map((setting) => {
      const widget = typeof setting.widget === 'string' ? widgets.get(setting.widget) : undefined;
      return {
        ...setting,
        ...(widget === undefined ? {} : { widget }),
        ...(setting.settings === undefined ? {} : { settings: named(setting.settings) }),
      };
    });
  return spokenSettings(keyOf(plugin), named(describeConfig(plugin.config, plugin.preset)));
}

/** Name and description of a plugin in the language of who asks. */
export function spokenPlugin(plugin: PluginDefinition): Named {
  const { label, description } = currentLanguage().plugins[keyOf(plugin)] ?? {};
  return { label: label ?? plugin.label, description: description ?? plugin.description };
}

/** The same of an extension. */
export function spokenExtension(name: string, own: Named): Named {
  const { label, description } = currentLanguage().extensions[name] ?? {};
  return { label: label ?? own.label, description: description ?? own.description };
}

/** Settings in the language of who asks; what a translation has not is as its author wrote it. `key` is as in a translation: `provider:drupal`. */
export function spokenSettings(key: string, described: readonly SettingDescription[]): readonly SettingDescription[] {
  const translations = translationsOf(key);
  const texts = Object.assign({}, ...translations.map((one) => one.texts)) as Readonly<Record<string, string>>;
  const speak = (settings: readonly SettingDescription[], path: string): readonly SettingDescription[] =>
    settings.map((setting) => {
      const at = path + setting.name;
      const own = Object.assign({}, ...translations.map((one) => one.settings?.[at])) as object;
      const { widget } = setting;
      return {
        ...setting,
        ...own,
        ...(typeof widget === 'object'
          ? {
              widget: {
                ...widget,
                render: (input) => widget.render({ ...input, text: (name, plain) => texts[name] ?? plain }),
              },
            }
          : {}),
        ...(setting.settings === undefined ? {} : { settings: speak(setting.settings, `${at}.`) }),
      };
    });
  return translations.length === 0 ? described : speak(described, '');
}

/** Of a plugin that a deriver made, those of its base first. */
function translationsOf(key: string): readonly TranslatedPlugin[] {
  const { plugins } = currentLanguage();
  const parts = key.split(':');
  return parts
    .map((_, index) => plugins[parts.slice(0, index + 1).join(':')])
    .filter((translation) => translation !== undefined);
}

function keyOf({ type, id }: Pick<PluginDefinition, 'type' | 'id'>): string {
  return `${type.id}:${id}`;
}
