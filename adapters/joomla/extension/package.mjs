// Builds the package that Joomla's installer takes: "node extension/package.mjs [FOLDER]". The same sources make the same bytes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const here = dirname(fileURLToPath(import.meta.url));
const licence = readFileSync(join(here, 'LICENSE.txt'));
const PLUGINS = ['plg_user_rollcall', 'plg_task_rollcall'];

/** Files of a folder by their path in it, in a fixed order. */
function filesOf(folder) {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)]),
  );
}

/** Time of day would make each build another file. */
const zipped = (files) => zipSync(files, { level: 9, mtime: '1980-01-02T00:00:00' });

const version = /<version>(.+)<\/version>/.exec(readFileSync(join(here, 'pkg_rollcall.xml'), 'utf8'))?.[1];
const target = process.argv[2] ?? join(here, 'dist');
mkdirSync(target, { recursive: true });
const path = join(target, `pkg_rollcall-${version}.zip`);
writeFileSync(
  path,
  zipped({
    ...Object.fromEntries(
      PLUGINS.map((plugin) => [`${plugin}.zip`, zipped({ ...filesOf(join(here, plugin)), 'LICENSE.txt': licence })]),
    ),
    'LICENSE.txt': licence,
    'language/en-GB/pkg_rollcall.sys.ini': readFileSync(join(here, 'language/en-GB/pkg_rollcall.sys.ini')),
    'pkg_rollcall.xml': readFileSync(join(here, 'pkg_rollcall.xml')),
  }),
);
console.log(path);
