import { SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import {
  describeConfig,
  KERNEL_TEXTS,
  type SettingDescription,
  type TranslatedPlugin,
  type Translation,
  templatesOf,
} from '@rollcall/plugin';
import { englishTexts } from '../../src/index.js';
import { DirectoryConfig, ServedConfig } from './open-console.js';

const SPEAKING = [['@rollcall/plugin', KERNEL_TEXTS]] as const;

/** A language that is English with other letters: what is still in plain letters was not translated. Places of messages stay. */
export function pseudo(): Translation {
  const texts = Object.fromEntries([...englishTexts()].map(([place, text]) => [place, disguise(text)]));
  return {
    language: 'en-XA',
    texts,
    extensions: Object.fromEntries(
      SPEAKING.map(([name, said]) => [
        name,
        {
          texts: Object.fromEntries(
            [...templatesOf(said)].map(([place, text]) => [
              place,
              disguise(typeof text === 'string' ? text : text.template),
            ]),
          ),
        },
      ]),
    ),
    plugins: {
      'provider:here': { label: disguise('here'), settings: settingsOf(describeConfig(DirectoryConfig)) },
      'provider:there': { settings: settingsOf(describeConfig(DirectoryConfig)) },
      'config:sync': { settings: settingsOf(describeConfig(SyncConfig)) },
      'config:two-way-sync': { settings: settingsOf(describeConfig(TwoWaySyncConfig)) },
      'config:server.console': { settings: settingsOf(groupOf(describeConfig(ServedConfig), 'console')) },
    },
  };
}

function settingsOf(described: readonly SettingDescription[], path = ''): NonNullable<TranslatedPlugin['settings']> {
  return Object.assign(
    {},
    ...described.map(({ name, label = name, description, choices, hints, settings = [] }) => ({
      [path + name]: {
        label: disguise(label),
        description: disguise(description),
        ...(choices === undefined ? {} : { choices: disguiseAll(choices) }),
        ...(hints === undefined ? {} : { hints: disguiseAll(hints) }),
      },
      ...settingsOf(settings, `${path}${name}.`),
    })),
  ) as NonNullable<TranslatedPlugin['settings']>;
}

function groupOf(described: readonly SettingDescription[], group: string): readonly SettingDescription[] {
  return described.find(({ name }) => name === group)?.settings ?? [];
}

function disguiseAll(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, disguise(text)]));
}

const LETTERS: Readonly<Record<string, string>> = { a: 'â', e: 'ê', i: 'î', o: 'ô', u: 'û' };

function disguise(text: string): string {
  let depth = 0;
  const letters = [...text].map((letter) => {
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    return depth > 0 ? letter : (LETTERS[letter] ?? letter);
  });
  return `[${letters.join('')}]`;
}
