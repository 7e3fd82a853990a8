export type { CatalogueOptions, ExtensionSpec } from './candidate.js';
export type { JsonSchema } from './config-json-schema.js';
export { configJsonSchema } from './config-json-schema.js';
export type { Said, Sentence, Text, Texts, TextTree } from './define-texts.js';
export { defineTexts, plainText, saidOf, templatesOf } from './define-texts.js';
export type { Alteration } from './definition-registry.js';
export type { SettingDescription, SettingType } from './describe-config.js';
export { describeConfig } from './describe-config.js';
export { PluginCreationError } from './explain-injection.js';
export type { Extension, MutableDefinitions } from './extension.js';
export { definePackage } from './extension.js';
export type { CatalogueEntry } from './extension-catalogue.js';
export { ExtensionCatalogue } from './extension-catalogue.js';
export type { InstalledExtension } from './find-installed-extensions.js';
export { findInstalledExtensions } from './find-installed-extensions.js';
export { IsRecordOf } from './is-record-of.js';
export { KERNEL_TEXTS } from './kernel-texts.js';
export { lintConfig, lintConfigClass } from './lint-config.js';
export type { Message, Value } from './message.js';
export { isMessage, message, placesOf, translated } from './message.js';
export { nested } from './nested.js';
export type { ParseResult } from './parse-config.js';
export { parseConfig, tryParseConfig } from './parse-config.js';
export type { CreateOptions } from './plugin-manager.js';
export { PluginManager } from './plugin-manager.js';
export type {
  CreateContext,
  Derivative,
  PluginClass,
  PluginDefinition,
  PluginInfo,
  PluginType,
} from './plugin-type.js';
export { createPluginType, definePlugin, definitionOf, pluginDecorator } from './plugin-type.js';
export { PluginTypes } from './plugin-types.js';
export type { Problem } from './problem.js';
export { ConfigProblems, formatProblem, problemOf } from './problem.js';
export { Secret } from './secret.js';
export type { ConfigClass, SettingOptions } from './setting.js';
export { setting } from './setting.js';
export { nearest, suggestion } from './suggest.js';
export { PLUGIN_CONFIG, PLUGIN_DEFINITION, PLUGIN_ID, token } from './token.js';
export type {
  TranslatedExtension,
  TranslatedPlugin,
  TranslatedSetting,
  TranslatedTexts,
  Translation,
} from './translation.js';
export { UnknownPluginError, type UnknownPluginHelp } from './unknown-plugin-error.js';
export type { Widget, WidgetElement, WidgetInput } from './widget.js';
