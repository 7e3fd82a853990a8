import { ConfigError, UnavailableError } from '@rollcall/contract';
import type { SqlitePlace } from './sqlite-place.js';

/**
 * What went wrong, and what to do, from SQLite's primary result code or the system's error code: an `UnavailableError` where another program has it
 * locked, else a `ConfigError`. What is of neither is given back as it is.
 */
export function explainSqlite(error: unknown, { doing, setting }: SqlitePlace): unknown {
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (primary === SQLITE.busy || primary === SQLITE.locked) {
    return new UnavailableError({
      code: 'sqlite-locked',
      doing,
      happened: 'another program keeps it locked',
      hint: 'end that program, or wait for it',
      outcome: 'not-sent',
      cause: error,
    });
  }
  if (primary === SQLITE.full || code === 'ENOSPC') {
    return new ConfigError({
      code: 'sqlite-full',
      doing,
      happened: 'the disk is full',
      hint: 'free some space and run again; what was written before is safe',
      cause: error,
    });
  }
  if (primary === SQLITE.readOnly || code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ConfigError({
      code: 'sqlite-read-only',
      doing,
      happened: 'it may not be written',
      hint: 'give this account the right to write the file and its folder',
      cause: error,
    });
  }
  if (primary === SQLITE.notADatabase || primary === SQLITE.corrupt) {
    return new ConfigError({
      code: 'sqlite-damaged',
      doing,
      happened: primary === SQLITE.corrupt ? 'it is damaged' : 'it is not a SQLite database',
      hint: `name another file under ${setting}, or bring back a backup of it`,
      cause: error,
    });
  }
  const inTheWay = Object.hasOwn(NO_FILE, code ?? '') ? NO_FILE[code ?? ''] : undefined;
  if (inTheWay !== undefined) {
    return new ConfigError({
      code: 'sqlite-unusable',
      doing,
      happened: inTheWay,
      hint: `name another place for it under ${setting}`,
      cause: error,
    });
  }
  if (primary === SQLITE.io || primary === SQLITE.cannotOpen) {
    return new ConfigError({
      code: 'sqlite-unusable',
      doing,
      happened: error instanceof Error ? error.message : String(error),
      hint: 'see whether the disk works, and whether the path is that of a file',
      cause: error,
    });
  }
  if (primary === SQLITE.error) {
    return new ConfigError({
      code: 'sqlite-unusable',
      doing,
      happened: error instanceof Error ? error.message : String(error),
      hint: `see whether the file is the one that is meant under ${setting}, and not that of another program`,
      cause: error,
    });
  }
  return error;
}

const SQLITE = {
  error: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;
const NO_FILE: Readonly<Record<string, string>> = {
  EISDIR: 'a folder is in its place',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENOENT: 'its folder cannot be made there',
  ENAMETOOLONG: 'its name is too long',
};
