import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CatalogueEntry, nearest } from '@rollcall/plugin';

/** Rollcall's own packages that bring providers, by the provider's id. What is derived from one (`scim:okta`) comes with it. */
export const PROVIDER_PACKAGES: Readonly<Record<string, string>> = {
  directory: '@rollcall/directory',
  drupal: '@rollcall/drupal',
  joomla: '@rollcall/joomla',
  scim: '@rollcall/scim',
};

/** Those without which there are no built-in plugins of a type; the command line has them, a host names them. */
export const BUILT_IN_PACKAGES: Readonly<Record<string, string>> = {
  mapper: '@rollcall/mappers',
  trigger: '@rollcall/triggers',
};

export interface Searched {
  /** Id of the plugin type. */
  readonly type: string;
  /** What the configuration and the host name. */
  readonly entries: readonly Pick<CatalogueEntry, 'name' | 'enabled'>[];
  /** Folder of the configuration. */
  readonly folder: string;
}

/** What to do to get a plugin that no extension in use brings, for its error; undefined where nothing is known of it. */
export function whereToFind({ type, entries, folder }: Searched): (id: string) => string | undefined {
  const has = (name: string) => entries.find((entry) => entry.name === name);
  return (id) => {
    const builtIn = BUILT_IN_PACKAGES[type];
    if (builtIn !== undefined)
      return has(builtIn) === undefined
        ? `The built-in ones come with ${builtIn}: name it under "extensions".`
        : otherwise(type);
    if (type !== 'provider') return undefined;
    const [family = id] = id.split(':');
    const meant = family in PROVIDER_PACKAGES ? family : nearest(family, Object.keys(PROVIDER_PACKAGES));
    if (meant === undefined) return otherwise(type);
    const name = PROVIDER_PACKAGES[meant] ?? '';
    const named = has(name);
    if (named?.enabled === true) return undefined;
    const it = meant === family ? `It comes with ${name}` : `Did you mean "${meant}"? That comes with ${name}`;
    if (named !== undefined) return `${it}, which is disabled under "extensions".`;
    if (isInstalled(name, folder)) return `${it}, which is installed: name it under "extensions".`;
    return `${it}: "npm install ${name}" in ${folder}, and name it under "extensions".`;
  };
}

function otherwise(type: string): string {
  return `A ${type} comes with an extension, a package or a file, that is named under "extensions"; "rollcall extension list" shows what is installed.`;
}

/** As Node would find it from beside the configuration. */
function isInstalled(name: string, folder: string): boolean {
  const places = createRequire(join(folder, 'rollcall.yaml')).resolve.paths(name) ?? [];
  return places.some((place) => existsSync(join(place, name, 'package.json')));
}
