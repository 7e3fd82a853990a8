import type { ProjectOptions } from './project-options.js';

/** The `package.json` of a new plugin: found by its `rollcall` key, with the shared packages as peers so that there is one copy. */
export function manifest({ name, kind, language, contract }: ProjectOptions): object {
  const typed = language === 'ts';
  const range = `^${contract}`;
  return {
    name,
    version: '0.1.0',
    description: `A Rollcall ${kind}.`,
    license: 'MIT',
    type: 'module',
    engines: { node: '>=22.13' },
    exports: { '.': typed ? { types: './dist/index.d.ts', default: './dist/index.js' } : './src/index.js' },
    files: [typed ? 'dist' : 'src'],
    rollcall: { extension: '.' },
    scripts: {
      ...(typed ? { build: 'tsc', prepare: 'tsc' } : {}),
      test: 'mocha',
    },
    dependencies: { 'class-validator': '^0.15.1' },
    peerDependencies: { '@rollcall/contract': range, inversify: '^8.2.0', 'reflect-metadata': '^0.2.2' },
    devDependencies: {
      '@rollcall/contract': range,
      ...(kind === 'mapper' ? {} : { '@rollcall/plugin': range }),
      '@rollcall/testing': range,
      ...(typed ? { '@types/mocha': '^10.0.10', '@types/node': '^24.19.2' } : {}),
      inversify: '^8.2.3',
      mocha: '^12.0.3',
      'reflect-metadata': '^0.2.2',
      ...(typed ? { tsx: '^4.23.15', typescript: '~6.0.3' } : {}),
    },
  };
}
