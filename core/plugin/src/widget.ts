/** What a form shows for one setting instead of its plain field. It is given in `@setting(…, { widget })`, or named there by its id where an extension brings it. */
export interface Widget {
  /** Kebab-case, for messages. */
  readonly id: string;
  /**
   * The host calls it for each page, and renders what it returns: exactly one `input`, `select` or `textarea`, at any place in the tree.
   * Synchronous and pure. The host adds name, id, label, help, problems and the value; what it does not allow makes it show the plain field.
   */
  readonly render: (input: WidgetInput) => WidgetElement;
}

/** What a widget knows of its setting. Widgets of secrets are never asked. */
export interface WidgetInput {
  /** As it stands in the form; empty where there is none. */
  readonly value: string;
  /** What the host calls the setting. */
  readonly label: string;
  /** The setting's description; the host shows it. */
  readonly help: string;
  /** What is wrong with the value; the host shows it. */
  readonly problems: readonly string[];
  /** A text of the widget in the language of who looks, from a translation of the plugin's `texts`; else as it says itself. */
  readonly text: (name: string, own: string) => string;
}

/** An element as data. A `datalist` beside an `input` belongs to it. */
export interface WidgetElement {
  /** An option stands in a select or a datalist; text stands in option, span and small. */
  readonly tag: 'input' | 'select' | 'option' | 'textarea' | 'datalist' | 'span' | 'small';
  /** Of inputs and textareas those about limits and looks of the value (`type`, `min`, `placeholder`…); of options `value`. */
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** What stands in it, in order; texts are escaped by the host. */
  readonly children?: readonly (string | WidgetElement)[];
}
