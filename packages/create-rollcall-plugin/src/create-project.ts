import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manifest } from './manifest.js';
import { mochaConfig, readme, typescriptConfig } from './project-files.js';
import type { ProjectOptions } from './project-options.js';

/** What a person asked for cannot be done. The message says why, and what to do. */
export class ProjectError extends Error {}

/** The templates are a plugin called this, so that they are code that can be checked. */
const SAMPLE = {
  id: 'sample-plugin',
  name: 'SamplePlugin',
  variable: 'samplePlugin',
  label: 'Sample plugin',
  contract: '^0.1.0',
};
const TEMPLATES = join(import.meta.dirname, '..', 'templates');

/** Writes a plugin package with its contract test. Returns the paths of its files. Throws a `ProjectError`. */
export async function createProject(options: ProjectOptions): Promise<readonly string[]> {
  const { folder, kind, language } = options;
  const id = pluginId(options.name);
  await refuseFull(folder);
  const files = new Map([
    ['package.json', `${JSON.stringify(manifest(options), null, 2)}\n`],
    ['README.md', readme(options, id)],
    ['.gitignore', 'node_modules/\ndist/\n'],
    ['.mocharc.json', mochaConfig(language)],
    ...(language === 'ts' ? ([['tsconfig.json', typescriptConfig()]] as const) : []),
    ...(await template(join(TEMPLATES, kind, language), id, options)),
  ]);
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  return [...files.keys()].toSorted();
}

/** Id of the plugin: the package's name without its scope and without `rollcall-`. */
export function pluginId(name: string): string {
  if (name.length > 100 || !/^(@[a-z0-9][a-z0-9-]*\/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new ProjectError(
      `"${name}" cannot be the name of a package here: use lower-case words with "-", such as rollcall-staff-number`,
    );
  return name.replace(/^@[^/]+\//, '').replace(/^rollcall-(?=[a-z])/, '');
}

async function template(
  folder: string,
  id: string,
  { name, kind, contract }: ProjectOptions,
): Promise<readonly (readonly [string, string])[]> {
  const words = id.split('-');
  const className = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  // With its kind, so that it is no word of the language: rollcall-default makes "defaultMapper".
  const variable =
    className.replace(/^./, (first) => first.toLowerCase()) + kind.replace(/^./, (first) => first.toUpperCase());
  const label = words.join(' ').replace(/^./, (first) => first.toUpperCase());
  const fill = (text: string): string =>
    text
      .replaceAll(`@acme/rollcall-${SAMPLE.id}`, name)
      .replaceAll(SAMPLE.contract, `^${contract}`)
      .replaceAll(SAMPLE.id, id)
      .replaceAll(SAMPLE.name, className)
      .replaceAll(SAMPLE.variable, variable)
      .replaceAll(SAMPLE.label, label);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return [fill(path.slice(folder.length + 1)), fill(await readFile(path, 'utf8'))] as const;
      }),
  );
}

async function refuseFull(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ProjectError(
      `making ${folder}: ${error.code === 'ENOTDIR' ? 'a file of that name is there' : error.message}`,
    );
  });
  if (there.length > 0) throw new ProjectError(`making ${folder}: the folder is not empty; choose another name`);
}
