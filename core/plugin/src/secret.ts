const HIDDEN = '[secret]';
const BRAND = Symbol.for('@rollcall/secret');

/** A text that does not show itself: printing, inspecting and serialising give a mask. Only `reveal()` gives the text. */
export class Secret {
  /** Makes `@IsInstance(Secret)` hold for secrets of another copy of this package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get [BRAND](): true {
    return true;
  }

  /** The text. Called by a provider when it sends it, and nowhere else. */
  reveal(): string {
    return this.#text;
  }

  /** A mask. */
  toString(): string {
    return HIDDEN;
  }

  /** A mask. */
  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
