/** What the package to be written is like. */
export interface ProjectOptions {
  /** Where to put it; made where it is not there. Must be empty. */
  readonly folder: string;
  /** Name of the npm package: `rollcall-staff-number`, `@acme/rollcall-badge`. */
  readonly name: string;
  /** Which type of plugin it brings, with the contract suite for that type as its test. */
  readonly kind: Kind;
  /** TypeScript with a decorated class and a build step, or JavaScript with a plain function and none. */
  readonly language: Language;
  /** Version of the contract that the plugin is made for: that of this package. */
  readonly contract: string;
}

export const KINDS = ['mapper', 'provider', 'trigger'] as const;
/** A type of plugin that there is a template for. */
export type Kind = (typeof KINDS)[number];
export const LANGUAGES = ['ts', 'js'] as const;
/** `ts` or `js`. */
export type Language = (typeof LANGUAGES)[number];
