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
}
