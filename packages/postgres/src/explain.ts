import { ConfigError, RejectedError, RollcallError, UnauthorizedError, UnavailableError } from '@rollcall/contract';

/** What was being done when the database complained; it becomes the first half of the message. */
export interface Occasion {
  /** Gerund: what we were doing, to what. */
  readonly doing: string;
  /** May the transaction have been stored? */
  readonly outcome: 'not-sent' | 'unknown';
}

/** What went wrong and what to do, by the code that PostgreSQL, the system or TLS gave. What nobody foresaw is given back as it is. */
export function explain(error: unknown, occasion: Occasion): unknown {
  if (RollcallError.is(error)) return error;
  const { code } = error as { readonly code?: unknown };
  // Without a code, the connection ended: the driver has words only for that.
  if (typeof code !== 'string') return unreachable(error, occasion);
  const made = BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)];
  if (made !== undefined) return made(error, occasion);
  // Codes of PostgreSQL have five characters; those of the system and of TLS are words.
  if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)) return error;
  return /CERT|TLS|SSL|DEPTH_ZERO/.test(code) ? badCertificate(error, occasion) : unreachable(error, occasion);
}

type Make = (error: unknown, occasion: Occasion) => RollcallError;

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : 'no answer';

const unreachable: Make = (error, { doing, outcome }) =>
  new UnavailableError({
    code: 'postgres-unreachable',
    doing,
    happened: reasonOf(error),
    hint: 'see whether the database runs, and whether host and port are right',
    outcome,
    cause: error,
  });

/** An attempt at several addresses of a host fails with a list and no words. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? [...new Set(error.errors.map(messageOf))].join(', ') : messageOf(error);
}

const busy: Make = (error, { doing, outcome }) =>
  new UnavailableError({
    code: 'postgres-busy',
    doing,
    happened: messageOf(error),
    hint: 'it is tried again later; where it lasts, look at what else uses the database',
    outcome,
    cause: error,
  });

const badCertificate: Make = (error, { doing }) =>
  new ConfigError({
    code: 'postgres-certificate',
    doing,
    happened: messageOf(error),
    hint: 'name the certificate of its authority with "sslrootcert=" in the address',
    cause: error,
  });

const badCredential: Make = (error, { doing }) =>
  new UnauthorizedError({
    code: 'postgres-credential',
    doing,
    happened: 'the database refuses the account or its password',
    hint: 'see whether both are right in the address',
    cause: error,
  });

const noDatabase: Make = (error, { doing }) =>
  new ConfigError({
    code: 'postgres-no-database',
    doing,
    happened: 'there is no such database',
    hint: 'make it with "createdb", or name another one in the address',
    cause: error,
  });

const noRights: Make = (error, { doing }) =>
  new ConfigError({
    code: 'postgres-rights',
    doing,
    happened: messageOf(error),
    hint: 'let the account make a schema (GRANT CREATE ON DATABASE), or make it the owner of its schema',
    cause: error,
  });

const readOnly: Make = (error, { doing }) =>
  new ConfigError({
    code: 'postgres-read-only',
    doing,
    happened: 'this server only reads',
    hint: 'name the primary server in the address',
    cause: error,
  });

const full: Make = (error, { doing }) =>
  new ConfigError({
    code: 'postgres-full',
    doing,
    happened: 'the disk of the database is full',
    hint: 'free some space there; what was written before is safe',
    cause: error,
  });

const badValue: Make = (error, { doing }) =>
  new RejectedError({
    code: 'postgres-value',
    doing,
    happened: 'a text is too long to be looked up by, or has characters that PostgreSQL does not store',
    cause: error,
  });

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BY_CODE: Readonly<Record<string, Make>> = {
  '28P01': badCredential,
  '28000': badCredential,
  '3D000': noDatabase,
  '42501': noRights,
  '25006': readOnly,
  '53100': full,
  '22021': badValue,
  '22P05': badValue,
  '54000': badValue,
  '40001': busy,
  '40P01': busy,
  '55P03': busy,
  '57014': busy,
};
const BY_CLASS: Readonly<Record<string, Make>> = { '08': unreachable, '53': busy, '57': unreachable };
