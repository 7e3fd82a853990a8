import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@rollcall/contract';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';

/** A configuration as it was read: not checked yet. */
export interface ConfigFile {
  /** Where it stands, for messages. Relative paths in it start from its folder. */
  readonly path: string;
  /** The plain data, references not yet replaced. */
  readonly data: unknown;
  /** Where a setting stands in the file, as `line:column`; `undefined` for files that are programs. */
  locate(path: readonly (string | number)[]): string | undefined;
}

/** Reads `rollcall.yaml` (or `.json`, `.js`, `.mjs`, `.ts`). Throws a `ConfigError` with line and column for bad YAML. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  if (['.js', '.mjs', '.cjs', '.ts', '.mts'].includes(extname(path))) return readProgram(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigError({
      code: 'config-unreadable',
      doing: `reading ${path}`,
      happened: code === 'ENOENT' ? 'there is no such file' : String(code),
      hint:
        code === 'ENOENT'
          ? 'make one with "rollcall init", or name another with --config'
          : 'see whether the file may be read',
      cause: error,
    });
  }
  return parseConfigText(text, path);
}

/** As `readConfigFile`, for text that is at hand. YAML 1.2, of which JSON is a part. */
export function parseConfigText(text: string, path: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new ConfigError({
      code: 'config-syntax',
      doing: `reading ${path}:${line}:${col}`,
      happened: error.message.split('\n')[0] ?? 'it is not YAML',
      hint: 'mend that line, or the one before it; a text with ": " or "#" in it needs quotes',
      cause: error,
    });
  }
  return { path, data: document.toJS() ?? {}, locate: (at) => locate(document, lines, at) };
}

function locate(document: Document.Parsed, lines: LineCounter, path: readonly (string | number)[]): string | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const range = keyRange(document, path.slice(0, depth));
    if (range === undefined) continue;
    const { line, col } = lines.linePos(range);
    return `${line}:${col}`;
  }
  return undefined;
}

/** Offset of the key of a setting; of the value for items of lists. */
function keyRange(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  if (last === undefined) return document.contents?.range?.[0];
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn([...path], true) as { readonly range?: readonly number[] } | undefined;
  return node?.range?.[0];
}

async function readProgram(path: string): Promise<ConfigFile> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    if (module.default === undefined) throw new Error('it has no default export');
    return { path, data: module.default, locate: () => undefined };
  } catch (error) {
    throw new ConfigError({
      code: 'config-unreadable',
      doing: `loading ${path}`,
      happened: error instanceof Error ? error.message : String(error),
      hint: 'it must export the configuration as default',
      cause: error,
    });
  }
}
