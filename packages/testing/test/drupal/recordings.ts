import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** The folder with the recordings of Drupal, beside the repository unless the environment says where. */
export const RECORDINGS = join(process.env.ROLLCALL_RECORDINGS ?? join(repository, '../shared/recordings'), 'drupal');

export const hasRecordings = existsSync(RECORDINGS);

/** One recorded exchange. */
export interface Recording {
  /** File name without `.json`. */
  readonly name: string;
  readonly about: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string | number>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly body: unknown;
  };
}

/** Names of all JSON files, exchanges or not. */
export function recordingNames(): string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The numbered exchanges in the order they were made. */
export function recordedExchanges(): Recording[] {
  return recordingNames()
    .filter((name) => /^\d{3}-/.test(name))
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), 'utf8')) }));
}
