import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { type Extension, definePackage, isExtension } from './extension.js';
import { definitionOf } from './plugin-type.js';

/** Why an extension could not be loaded, in a sentence that ends with what to do. */
export class ExtensionError extends Error {
  constructor(readonly extension: string, message: string, options?: ErrorOptions) {
    super(`loading extension "${extension}": ${message}`, options);
    this.name = 'ExtensionError';
  }
}

/** A plugin that is only data: an existing one with settings given in advance. */
export interface DataPlugin {
  readonly type: string;
  readonly base: string;
  readonly id: string;
  readonly label?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface LoadedExtension extends Extension {
  readonly dataPlugins?: readonly DataPlugin[];
}

/**
 * Loads what a configuration names: a package (its `rollcall.extension` entry in package.json, found from the folder of
 * the configuration), a local file with plugins, or a YAML file with plugins that are only data.
 */
export async function loadExtension(spec: string, folder: string): Promise<LoadedExtension> {
  const isFile = spec.startsWith('.') || isAbsolute(spec);
  if (isFile && ['.yaml', '.yml'].includes(extname(spec))) return loadData(spec, resolve(folder, spec));
  const path = isFile ? resolve(folder, spec) : await packageEntry(spec, folder);
  return fromModule(spec, await importModule(spec, path));
}

async function importModule(spec: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw new ExtensionError(spec, `it fails while loading: ${error instanceof Error ? error.message : String(error)}; this is for its author to mend`, { cause: error });
  }
}

function fromModule(spec: string, module: Record<string, unknown>): Extension {
  const values = [module.default, ...Object.entries(module).filter(([name]) => name !== 'default').map(([, value]) => value)];
  const extension = values.find(isExtension);
  if (extension !== undefined) return extension;
  const plugins = [...new Set(values.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : [value])))].filter((value) => definitionOf(value) !== undefined);
  if (plugins.length > 0) return definePackage({ name: spec, plugins });
  throw new ExtensionError(spec, 'it exports no plugin; export a definePackage(), a decorated class or a defineMapper()');
}

async function loadData(spec: string, path: string): Promise<LoadedExtension> {
  let data: unknown;
  try {
    data = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ExtensionError(spec, error instanceof Error ? error.message : String(error), { cause: error });
  }
  const dataPlugins = (data as { readonly plugins?: unknown } | null)?.plugins;
  if (!Array.isArray(dataPlugins)) throw new ExtensionError(spec, 'it has no list "plugins"');
  return { ...definePackage({ name: spec, plugins: [] }), dataPlugins: dataPlugins.map((plugin, index) => checkData(spec, plugin, index)) };
}

function checkData(spec: string, plugin: unknown, index: number): DataPlugin {
  const { type, base, id, label, config } = (plugin ?? {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof base !== 'string' || typeof id !== 'string') throw new ExtensionError(spec, `plugins[${index}] needs "type", "base" and "id"`);
  return { type, base, id, ...(typeof label === 'string' ? { label } : {}), config: (config ?? {}) as Record<string, unknown> };
}

/** The module that a package names as its extension. */
async function packageEntry(name: string, folder: string): Promise<string> {
  const require = createRequire(join(folder, 'rollcall.yaml'));
  const manifestPath = await findManifest(name, require.resolve.paths(name) ?? []);
  if (manifestPath === undefined) throw new ExtensionError(name, `it is not installed; "npm install ${name}" in ${folder}`);
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { readonly rollcall?: { readonly extension?: string } };
  const entry = manifest.rollcall?.extension;
  if (entry === undefined) throw new ExtensionError(name, 'the package is no Rollcall extension: its package.json has no "rollcall" key');
  return entry === '.' ? resolveMain(name, manifestPath) : resolve(dirname(manifestPath), entry);
}

async function findManifest(name: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const manifest = join(path, name, 'package.json');
    if (await readFile(manifest, 'utf8').then(() => true, () => false)) return manifest;
  }
  return undefined;
}

/** The package's main module, as Node resolves `import` of it from beside the package, with this process's conditions. */
function resolveMain(name: string, manifestPath: string): string {
  const { exports, main } = createRequire(manifestPath)(manifestPath) as { readonly exports?: unknown; readonly main?: string };
  const target = pickCondition((exports as Record<string, unknown> | undefined)?.['.'] ?? exports) ?? main ?? 'index.js';
  if (typeof target !== 'string') throw new ExtensionError(name, 'its package.json names no module to import');
  return resolve(dirname(manifestPath), target);
}

function pickCondition(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const active = new Set(['import', 'node', 'default', ...process.execArgv.filter((flag) => /^(--conditions|-C)=/.test(flag)).map((flag) => flag.split('=')[1])]);
  for (const [condition, target] of Object.entries(exports)) {
    if (!active.has(condition)) continue;
    const found = pickCondition(target);
    if (found !== undefined) return found;
  }
  return undefined;
}
