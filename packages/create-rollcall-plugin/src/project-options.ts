export interface ProjectOptions {
  /** Where to put it; made where it is not there. Must be empty. */
  readonly folder: string;
  /** Name of the npm package: `rollcall-staff-number`, `@acme/rollcall-badge`. */
  readonly name: string;
  readonly kind: Kind;
  readonly language: Language;
  /** Version of the contract that the plugin is made for: that of this package. */
  readonly contract: string;
}

export const KINDS = ['mapper', 'provider', 'trigger'] as const;
export type Kind = (typeof KINDS)[number];
export const LANGUAGES = ['ts', 'js'] as const;
export type Language = (typeof LANGUAGES)[number];
