import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Where `${env:NAME}` and `${file:PATH}` get their values from. */
export interface ReferenceSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file paths start from. */
  readonly folder: string;
}

export interface ReferenceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const REFERENCE = /\$\{(env|file):([^}]*)\}/g;

/**
 * Replaces `${env:NAME}` and `${file:PATH}` in every text of a configuration. A file's last line break is dropped.
 * What cannot be resolved is reported with its place; the values themselves never are.
 */
export async function resolveReferences(
  data: unknown,
  sources: ReferenceSources,
): Promise<{ readonly data: unknown; readonly problems: readonly ReferenceProblem[] }> {
  const problems: ReferenceProblem[] = [];
  const walk = async (value: unknown, path: readonly (string | number)[]): Promise<unknown> => {
    if (typeof value === 'string') return resolveText(value, path, sources, problems);
    if (Array.isArray(value)) return Promise.all(value.map((item, index) => walk(item, [...path, index])));
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await walk(item, [...path, key])] as const);
    return Object.fromEntries(await Promise.all(entries));
  };
  return { data: await walk(data, []), problems };
}

async function resolveText(
  text: string,
  path: readonly (string | number)[],
  sources: ReferenceSources,
  problems: ReferenceProblem[],
): Promise<string> {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, kind, name] = match;
    const found = kind === 'env' ? sources.env[name ?? ''] : await fileText(resolve(sources.folder, name ?? ''));
    if (found === undefined)
      problems.push({
        path,
        message:
          kind === 'env'
            ? `the environment variable ${name} is not set; set it for the process that runs Rollcall`
            : `the file ${name} cannot be read; see whether it is there, and whether this account may read it`,
      });
    result += text.slice(from, match.index) + (found ?? '');
    from = match.index + whole.length;
  }
  return result + text.slice(from);
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
