import { plainText, type Said, saidOf, type Text } from './define-texts.js';

/** One thing that is wrong in a configuration, and where. */
export interface Problem {
  /** Path of the setting: names, and indexes of lists. */
  readonly path: readonly (string | number)[];
  /** What must be otherwise, without the path, in English: `must be an address such as https://…`. */
  readonly message: string;
  /** The same by its name, where it has one, so that it can be said in another language. */
  readonly said?: Said;
  /**
   * What kind of problem it is, for programs: `unknown-setting`, `missing`, `empty`, `wrong-shape`, or the rule that was
   * broken, such as `is-url`. Hosts may add their own.
   */
  readonly code?: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** A problem that can be said in other languages, where its text can. */
export function problemOf(path: Problem['path'], code: string, text: Text): Problem {
  const said = saidOf(text);
  return { path, code, message: plainText(text), ...(said === undefined ? {} : { said }) };
}

const BRAND = Symbol.for('@rollcall/config-problems');

/** All problems of a configuration, together. */
export class ConfigProblems extends Error {
  readonly [BRAND] = true;

  constructor(
    /** The error's message has a line for each of them, in this order. */
    readonly problems: readonly Problem[],
  ) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ConfigProblems';
  }

  /** Works for errors of another copy of this package as well, where `instanceof` does not. */
  static is(value: unknown): value is ConfigProblems {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** `syncs.staff.mapping[0]: must be a string` */
export function formatProblem({ path, message }: Problem): string {
  const where = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
  return where === '' ? message : `${where}: ${message}`;
}
