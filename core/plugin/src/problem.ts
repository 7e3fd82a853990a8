/** One thing that is wrong in a configuration, and where. */
export interface Problem {
  /** Path of the setting: names, and indexes of lists. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const BRAND = Symbol.for('@rollcall/config-problems');

/** All problems of a configuration, together. */
export class ConfigProblems extends Error {
  readonly [BRAND] = true;

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ConfigProblems';
  }

  static is(value: unknown): value is ConfigProblems {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** `syncs.staff.from: must be a string` */
export function formatProblem({ path, message }: Problem): string {
  const where = path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
  return where === '' ? message : `${where}: ${message}`;
}
