import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Where `${env:NAME}`, `${file:PATH}` and `${secret:NAME}` get their values from. */
export interface ReferenceSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file paths start from. */
  readonly folder: string;
  /** The sealed store; asked only for `${secret:NAME}`. Without it there are no such secrets. */
  readonly secret?: (name: string) => Promise<string | undefined>;
}

export interface ReferenceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const REFERENCE = /\$\{(env|file|secret):([^}]*)\}/g;

/**
 * Replaces `${env:NAME}`, `${file:PATH}` and `${secret:NAME}` in every text of a configuration. A file's last line break is dropped.
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
    const found = await look(kind, name ?? '', sources);
    if (found === undefined) problems.push({ path, message: missing(kind, name ?? '') });
    result += text.slice(from, match.index) + (found ?? '');
    from = match.index + whole.length;
  }
  return result + text.slice(from);
}

async function look(kind: string | undefined, name: string, sources: ReferenceSources): Promise<string | undefined> {
  if (kind === 'env') return sources.env[name];
  return kind === 'secret' ? sources.secret?.(name) : fileText(resolve(sources.folder, name));
}

function missing(kind: string | undefined, name: string): string {
  if (kind === 'env') return `the environment variable ${name} is not set; set it for the process that runs Rollcall`;
  return kind === 'secret'
    ? `there is no secret "${name}" in the sealed store; type it into the console, or write another reference`
    : `the file ${name} cannot be read; see whether it is there, and whether this account may read it`;
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
