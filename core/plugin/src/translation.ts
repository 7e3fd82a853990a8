/** Texts in another language, as data: of the console, of extensions and of plugins. What is missing stays in the language of its author. */
export interface Translation {
  /** Tag of the language, such as `de` or `pt-BR`. */
  readonly language: string;
  /** The console's own, by their place in its catalogue. Groups or dotted names: `overview.title`. */
  readonly texts?: TranslatedTexts;
  /** By the name of the package. */
  readonly extensions?: Readonly<Record<string, TranslatedExtension>>;
  /** By type and id: `provider:drupal`, `mapper:trim`. The setting classes of Rollcall itself are `config:sync`, `config:two-way-sync` and `config:server.console`. */
  readonly plugins?: Readonly<Record<string, TranslatedPlugin>>;
}

/** Texts of a package in another language: what it is called, and what its plugins say. */
export interface TranslatedExtension {
  /** In place of its own. */
  readonly label?: string;
  /** In place of its own. */
  readonly description?: string;
  /** What its plugins say to people, by their place in its texts. Groups or dotted names. */
  readonly texts?: TranslatedTexts;
}

/**
 * Texts by name, in groups: `{ overview: { title: 'Übersicht' } }` is the same as `{ 'overview.title': 'Übersicht'
 * }`.
 */
export interface TranslatedTexts {
  readonly [name: string]: string | TranslatedTexts;
}

/** The texts of one plugin in another language. */
export interface TranslatedPlugin {
  /** In place of the definition's. */
  readonly label?: string;
  /** In place of the definition's. */
  readonly description?: string;
  /** By path: `baseUrl`, `auth.password`. */
  readonly settings?: Readonly<Record<string, TranslatedSetting>>;
  /** Further texts of the plugin, such as those of its widgets, by a name that it chooses. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** The texts of one setting in another language. */
export interface TranslatedSetting {
  /** In place of the one in `@setting`. */
  readonly label?: string;
  /** In place of the sentence in `@setting`. */
  readonly description?: string;
  /** In place of the one in `@setting`. */
  readonly placeholder?: string;
  /** What its values are called. */
  readonly choices?: Readonly<Record<string, string>>;
  /** What each of its values comes to. */
  readonly hints?: Readonly<Record<string, string>>;
  /** What is wrong with a value, by the code of the rule that it breaks: `matches`, `is-url`. */
  readonly problems?: Readonly<Record<string, string>>;
}
