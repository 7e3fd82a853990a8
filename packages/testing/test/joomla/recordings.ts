import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** The folder with the recordings of Joomla, beside the repository unless the environment says where. */
export const RECORDINGS = join(process.env.ROLLCALL_RECORDINGS ?? join(repository, '../shared/recordings'), 'joomla');

export const hasRecordings = existsSync(RECORDINGS);

/** One recorded exchange. Bodies are the bytes that went over the wire, as text. */
export interface Recording {
  /** File name without `.json`. */
  readonly name: string;
  readonly number: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
}

/** Names of all JSON files, exchanges or not, in order of their number. */
export function recordingNames(): readonly string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The exchanges in the order in which they were made, which is not that of their numbers. */
export function recordedExchanges(): readonly Recording[] {
  return recordingNames()
    .map((name) => ({
      name,
      number: Number.parseInt(name, 10),
      ...(JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), 'utf8')) as Partial<Recording>),
    }))
    .filter((file): file is Recording => file.response !== undefined)
    .sort((a, b) => timeOf(a) - timeOf(b) || a.number - b.number);
}

export function timeOf({ response }: Recording): number {
  return Date.parse(response.headers.date ?? '');
}
