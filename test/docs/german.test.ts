import { englishTexts, shippedTranslations } from '@rollcall/console';
import { CONTRACT_TEXTS } from '@rollcall/contract';
import directory from '@rollcall/directory';
import drupal from '@rollcall/drupal';
import { SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import joomla from '@rollcall/joomla';
import mappers from '@rollcall/mappers';
import {
  definitionOf,
  describeConfig,
  type Extension,
  isMessage,
  KERNEL_TEXTS,
  type Message,
  placesOf,
  type SettingDescription,
  type TranslatedTexts,
  type Translation,
  templatesOf,
} from '@rollcall/plugin';
import scim from '@rollcall/scim';
import { ServerConfig } from '@rollcall/server';
import triggers from '@rollcall/triggers';
import { expect } from 'chai';

const EXTENSIONS: readonly Extension[] = [directory, drupal, joomla, mappers, scim, triggers];
/** Settings of a sync that no form is made of: their pages have texts in the catalogue. */
const WITHOUT_A_FORM = ['from', 'to', 'between', 'scope', 'correlate', 'mapping', 'groups', 'triggers'];

function flat(texts: TranslatedTexts, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value] as const] : flat(value, `${path}${name}.`),
  );
}

/** What a translation lacks, has too much, or says with other places than the English. */
function lacks(translation: Translation): readonly string[] {
  const { language, texts = {}, extensions = {}, plugins = {} } = translation;
  const compare = (
    of: string,
    english: ReadonlyMap<string, string | Message>,
    own: TranslatedTexts,
  ): readonly string[] => {
    const said = new Map(flat(own));
    const places = (text: string, tag: string): string => [...placesOf(text, tag)].toSorted().join(' ');
    return [
      ...[...said.keys()].filter((place) => !english.has(place)).map((place) => `${of} ${place} is no text`),
      ...[...english].flatMap(([place, text]) => {
        const other = said.get(place);
        if (other === undefined || other.trim() === '') return [`${of} ${place} is not translated`];
        if (!isMessage(text) || places(text.template, 'en') === places(other, language)) return [];
        return [`${of} ${place} has other places`];
      }),
    ];
  };
  const settings = (key: string, described: readonly SettingDescription[], path = ''): readonly string[] =>
    described.flatMap(({ name, choices = {}, hints = {}, settings: inner = [] }) => {
      const own = plugins[key]?.settings?.[path + name];
      const parts = [
        own?.label,
        own?.description,
        ...Object.keys(choices).map((one) => own?.choices?.[one]),
        ...Object.keys(hints).map((one) => own?.hints?.[one]),
      ];
      return [
        ...(parts.some((part) => part === undefined) ? [`${key} ${path}${name} is not translated`] : []),
        ...settings(key, inner, `${path}${name}.`),
      ];
    });
  const formsOf = (config: new () => object): readonly SettingDescription[] =>
    describeConfig(config).filter(({ name }) => !WITHOUT_A_FORM.includes(name));
  const console = describeConfig(ServerConfig).find(({ name }) => name === 'console')?.settings ?? [];
  const described = EXTENSIONS.flatMap((extension) => extension.plugins).flatMap((plugin) => {
    const definition = definitionOf(plugin);
    if (definition === undefined) return [];
    const { type, id, config } = definition;
    return [{ key: `${type.id}:${id}`, settings: config === undefined ? [] : describeConfig(config) }];
  });
  return [
    ...compare('texts', englishTemplates(), texts),
    ...compare('@rollcall/plugin', templatesOf(KERNEL_TEXTS), extensions['@rollcall/plugin']?.texts ?? {}),
    ...compare('@rollcall/contract', templatesOf(CONTRACT_TEXTS), extensions['@rollcall/contract']?.texts ?? {}),
    ...EXTENSIONS.flatMap(({ name, texts: own }) => compare(name, templatesOf(own), extensions[name]?.texts ?? {})),
    ...described.flatMap(({ key, settings: own }) => [
      ...(plugins[key]?.description === undefined ? [`${key} is not described`] : []),
      ...settings(key, own),
    ]),
    ...settings('config:sync', formsOf(SyncConfig)),
    ...settings('config:two-way-sync', formsOf(TwoWaySyncConfig)),
    ...settings('config:server.console', console),
  ];
}

/** Texts without places may have braces of their own. */
function englishTemplates(): ReadonlyMap<string, string | Message> {
  return new Map([...englishTexts()].map(([place, text]) => [place, isTemplate(text) ? asMessage(text) : text]));
}

function isTemplate(text: string): boolean {
  return /\{\w+(?:\}|,)/.test(text.replaceAll('${', ''));
}

function asMessage(template: string): Message {
  return Object.assign(() => template, { template, names: [...placesOf(template, 'en')] });
}

describe('the German that comes with the console', () => {
  const german = shippedTranslations().find(({ language }) => language === 'de');

  it('says every text of the console, of the packages and of their settings, with the same places', () => {
    expect(german).to.not.equal(undefined);
    expect(lacks(german as Translation)).to.deep.equal([]);
  });

  it('would be found incomplete with one text less, one too many, or another place', () => {
    const { texts = {}, plugins = {}, ...others } = structuredClone(german as Translation);
    const { overview: _, ...fewer } = texts;
    expect(lacks({ ...others, plugins, texts: fewer })).to.include('texts overview.title is not translated');
    expect(lacks({ ...others, plugins, texts: { ...texts, extra: 'zu viel' } })).to.deep.equal([
      'texts extra is no text',
    ]);
    const setup = { ...(texts.setup as TranslatedTexts), stepOf: 'Schritt {at}' };
    expect(lacks({ ...others, plugins, texts: { ...texts, setup } })).to.deep.equal([
      'texts setup.stepOf has other places',
    ]);
    expect(lacks({ ...others, texts, plugins: { ...plugins, 'mapper:trim': { label: 'x' } } })).to.include.members([
      'mapper:trim is not described',
      'mapper:trim side is not translated',
    ]);
  });
});
