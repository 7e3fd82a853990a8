import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

/** Packages whose exports have pages, each with its entry. */
const PACKAGES = ['plugin', 'contract', 'engine'] as const;

/** Writes a page for each export of the public packages into a folder. Throws when TypeDoc has anything to complain about. */
export async function writeApiPages(root: string, out: string): Promise<void> {
  const options: TypeDocOptions & PluginOptions = {
    entryPoints: PACKAGES.map((name) => join(root, 'core', name, 'src', 'index.ts')),
    tsconfig: join(root, 'docs', 'site', 'tsconfig.api.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: 'API',
    readme: 'none',
    out,
    cleanOutputDir: true,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    skipErrorChecking: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    indexFormat: 'table',
    interfacePropertiesFormat: 'table',
    entryFileName: 'index',
    logLevel: 'Warn',
    validation: { invalidLink: true, notExported: false },
  };
  const app = await Application.bootstrapWithPlugins(options as TypeDocOptions);
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages');
  for (const module of project.children ?? []) module.name = module.name.replace('/src', '');
  app.validate(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc complains; see above');
  await app.generateOutputs(project);
  writeTitles(root, out);
}

/** TypeDoc calls a package by its folder and says nothing about it; readers know the name that they install. */
function writeTitles(root: string, out: string): void {
  const about = PACKAGES.map((name) => {
    const { name: full, description } = JSON.parse(readFileSync(join(root, 'core', name, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly description: string;
    };
    const page = join(out, name, 'index.md');
    const lead = `# ${full}\n\n${description} [How it is used](/core/${name}).\n`;
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace(/^# .*\n/m, () => lead),
    );
    return `| [${full}](${name}/index.md) | ${description} |`;
  });
  writeFileSync(
    join(out, 'index.md'),
    `# API of the packages\n\nEvery name that these packages make public, with its members, as the sources explain them.\n\n| package | what |\n|---|---|\n${about.join('\n')}\n`,
  );
}
