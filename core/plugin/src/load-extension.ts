import { access, readFile } from 'node:fs/promises';
import { extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type LoadedExtension, loadDataFile } from './data-file.js';
import { definePackage, type Extension, isExtension } from './extension.js';
import { ExtensionError } from './extension-error.js';
import { packageEntry } from './package-entry.js';
import { definitionOf } from './plugin-type.js';
import { syntaxLine } from './syntax-line.js';

/**
 * Loads what a configuration names: a package (its `rollcall.extension` entry in package.json, found from the folder of
 * the configuration), a local file with plugins, or a YAML file with plugins that are only data. Throws `ExtensionError`.
 */
export async function loadExtension(spec: string, folder: string): Promise<LoadedExtension> {
  try {
    const path = localPath(spec, folder);
    if (path === undefined) return fromModule(spec, await importModule(spec, await packageEntry(spec, folder)));
    await access(path).catch(() => {
      throw new ExtensionError(spec, `there is no file ${path}; paths start from the folder of the configuration`);
    });
    if (['.yaml', '.yml'].includes(extname(path))) return await loadDataFile(spec, path);
    return fromModule(spec, await importModule(spec, path));
  } catch (error) {
    throw ExtensionError.from(spec, error);
  }
}

function localPath(spec: string, folder: string): string | undefined {
  if (spec.startsWith('file:')) return fileURLToPath(spec);
  return spec.startsWith('.') || isAbsolute(spec) ? resolve(folder, spec) : undefined;
}

async function importModule(spec: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = await readFile(path, 'utf8').catch(() => '');
    const whatToDo = isOnlyStripped(path, text, error)
      ? 'Node only takes types away here: use defineMapper() and the like, or start with NODE_OPTIONS=--import=tsx'
      : 'this is for its author to mend';
    throw new ExtensionError(spec, `it fails while loading${lineIn(path, text, error)}: ${reason}; ${whatToDo}`, {
      cause: error,
    });
  }
}

/** TypeScript that is more than types, such as decorators and parameter properties. */
function isOnlyStripped(path: string, text: string, error: unknown): boolean {
  if ((error as { readonly code?: unknown } | null)?.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return true;
  // Decorators are left in, and are then a mistake of the grammar.
  return error instanceof SyntaxError && /\.[cm]?ts$/.test(path) && /^\s*(?:export\s+)?@\w/m.test(text);
}

/** Where in the file it fails, ` at line 3`; empty where the error does not tell. */
function lineIn(path: string, text: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = [pathToFileURL(path).href, path]
    .map((at) => stack.split(`${at}:`)[1])
    .find((rest) => rest !== undefined);
  const [told] = /^\d+/.exec(place ?? '') ?? [];
  const line = told ?? (error instanceof SyntaxError ? syntaxLine(text, error.message) : undefined);
  return line === undefined ? '' : ` at line ${line}`;
}

/** A definePackage() among the exports, or else every plugin that the module exports, one by one or in lists. */
function fromModule(spec: string, module: Readonly<Record<string, unknown>>): Extension {
  const values = [module.default, ...Object.keys(module).flatMap((name) => (name === 'default' ? [] : [module[name]]))];
  const extension = values.find(isExtension);
  if (extension !== undefined) return extension;
  const found = values.flatMap((value) => pluginsIn(spec, value));
  if (found.length > 0) return definePackage({ name: spec, plugins: [...new Set(found)] });
  throw new ExtensionError(
    spec,
    'it exports no plugin; export a definePackage(), a decorated class or a defineMapper()',
  );
}

/** A list counts when it holds a plugin; what else it holds is then a mistake, not something to pass over. */
function pluginsIn(spec: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return definitionOf(value) === undefined ? [] : [value];
  const list = value as readonly unknown[];
  const stranger = list.findIndex((item) => definitionOf(item) === undefined);
  if (stranger === -1 || !list.some((item) => definitionOf(item) !== undefined)) return stranger === -1 ? list : [];
  throw new ExtensionError(
    spec,
    `item ${stranger} of the list it exports is no plugin; it lacks its decorator or its define…()`,
  );
}
