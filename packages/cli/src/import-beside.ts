import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package that only some need, from beside the configuration or beside this program; undefined where it is not installed. */
export async function importBeside(name: string, folder: string): Promise<unknown> {
  for (const from of [join(folder, 'rollcall.yaml'), import.meta.filename]) {
    const entry = entryOf(name, from);
    if (entry !== undefined) return import(pathToFileURL(entry).href);
  }
  return undefined;
}

function entryOf(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}
