/** A request that Drupal refuses; the format of the answer decides how it is written. */
export class DrupalProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON pointer of the cause, for JSON:API. */
  readonly pointer: string | undefined;

  constructor(
    status: number,
    message: string,
    extra: { readonly headers?: Readonly<Record<string, string>>; readonly pointer?: string } = {},
  ) {
    super(message);
    this.name = 'DrupalProblem';
    this.status = status;
    this.headers = extra.headers ?? {};
    this.pointer = extra.pointer;
  }
}

/** One rule a user breaks, named as Drupal's validator names it. */
export interface Violation {
  /** `name`, or `mail.0.value` where a property breaks the rule. */
  readonly path: string;
  readonly message: string;
}

/** All rules a user breaks at once: 422. */
export class DrupalViolations extends Error {
  constructor(readonly violations: readonly Violation[]) {
    super(violations.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.name = 'DrupalViolations';
  }
}

/** Reason phrases as Symfony writes them. */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
