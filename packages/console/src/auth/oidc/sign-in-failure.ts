import { RollcallError, UnavailableError } from '@rollcall/contract';

/**
 * `unreachable`: the provider cannot be asked now. `refused`: it says no to the person. `stale`: this browser began no such sign-in, or
 * too long ago. `not-trusted`: what came back does not hold. `set-up`: provider and configuration do not fit; only an administrator helps.
 */
export type SignInFailureKind = 'unreachable' | 'refused' | 'stale' | 'not-trusted' | 'set-up';

const LONGEST = 300;
/** What the provider says when the console is set up wrongly, and nobody can get in (RFC 6749, 5.2 and 4.1.2.1). */
const SET_UP = [
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'unsupported_response_type',
  'invalid_request',
];

/** A sign-in that came to nothing. `kind` is for the page; the message is for the log, and has no secret in it. */
export class SignInFailure extends Error {
  constructor(
    readonly kind: SignInFailureKind,
    message: string,
    /** The provider's own word for it: `access_denied`. */
    readonly code?: string,
  ) {
    super(message);
    this.name = 'SignInFailure';
  }

  /** What the library or the client threw, told apart. `secret` is taken out of every text. */
  static from(error: unknown, secret?: string): SignInFailure {
    if (error instanceof SignInFailure) return error;
    const said = saidBy(error);
    const clean = (text: string): string =>
      (secret === undefined ? text : text.replaceAll(secret, '[secret]')).slice(0, LONGEST);
    const rollcall = rollcallErrorIn(error);
    if (rollcall !== undefined)
      return new SignInFailure(
        UnavailableError.is(rollcall) ? 'unreachable' : 'set-up',
        clean(rollcall.message),
        rollcall.code,
      );
    const message = clean(
      [said.message, said.error, said.error_description].filter((part) => part !== undefined && part !== '').join(': '),
    );
    return new SignInFailure(kindOf(said), message, said.error ?? said.code);
  }
}

interface Said {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  readonly error?: string;
  readonly error_description?: string;
}

function saidBy(error: unknown): Said {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, code, status, error: word, error_description } = error as Error & Partial<Said>;
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof word === 'string' ? { error: word } : {}),
    ...(typeof error_description === 'string' ? { error_description } : {}),
  };
}

function kindOf({ code, error, status }: Said): SignInFailureKind {
  if (code === 'OAUTH_TIMEOUT' || error === 'temporarily_unavailable' || error === 'server_error') return 'unreachable';
  if (error !== undefined && SET_UP.includes(error)) return 'set-up';
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return 'refused';
  // The code was used before, is too old, or was given to another.
  if (error === 'invalid_grant') return 'stale';
  if (status !== undefined && status >= 500) return 'unreachable';
  return 'not-trusted';
}

/** The library wraps what its `fetch` throws. */
function rollcallErrorIn(error: unknown): RollcallError | undefined {
  for (let one = error; one instanceof Error; one = one.cause) if (RollcallError.is(one)) return one;
  return undefined;
}
