// "npm run lint:packages": each package as it would be published: what it exports and its types.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './prepare.mjs';

for (const parent of ['core', 'adapters', 'packages']) {
  for (const name of readdirSync(join(root, parent))) {
    const folder = join(root, parent, name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    run('publint', ['--strict', '--level', 'warning', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    run('attw', ['--pack', folder, '--profile', 'esm-only', '--quiet']);
  }
}
