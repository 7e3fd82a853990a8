import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../support/root.js';
import type { Plant } from './plants.js';

const SOURCES = join(root, 'core', 'engine', 'src');
const TESTS = join(root, 'core', 'engine', 'test');
/** What comes from npm is the same in each of the processes, and need not be compiled in each. */
const compiled = join(root, 'node_modules', '.cache', 'planted');

export interface TestOutcome {
  readonly code: number;
  readonly output: string;
}

/** Tests of the engine in one file, with the engine and all else of this repository in it; with a bug in the engine, or none. */
export interface BundledTests {
  /** Runs them in a process of their own, up to the first that fails. */
  run(histories: number): Promise<TestOutcome>;
  remove(): void;
}

export async function bundleTests(specs: readonly string[], plant: Plant | undefined): Promise<BundledTests> {
  mkdirSync(join(root, '.rollcall'), { recursive: true });
  // Inside the repository, where Node finds what stays outside the bundle.
  const folder = mkdtempSync(join(root, '.rollcall', 'planted-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const sown = new Set<string>();
  try {
    await build({
      stdin: {
        contents: ['reflect-metadata', ...specs.map((spec) => join(TESTS, spec))]
          .map((path) => `import ${JSON.stringify(path)};`)
          .join('\n'),
        resolveDir: root,
      },
      outfile: join(folder, 'tests.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@rollcall/source'],
      tsconfig: join(root, 'tsconfig.json'),
      // The packages say that importing them does nothing, which is not so for their tests.
      ignoreAnnotations: true,
      logLevel: 'silent',
      plugins: [ownSourcesOnly, ...(plant === undefined ? [] : [sowing(plant, sown)])],
    });
    if (plant !== undefined && !sown.has(plant.id))
      throw new Error(`planting "${plant.id}": the tests do not import ${plant.file}`);
  } catch (error) {
    remove();
    throw error;
  }
  return { run: (histories) => runMocha(join(folder, 'tests.mjs'), histories), remove };
}

/** What comes from npm is loaded as it is. */
const ownSourcesOnly: Plugin = {
  name: 'own-sources-only',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith('@rollcall/') ? undefined : { path, external: true },
    ),
};

function sowing({ id, file, find, replace }: Plant, sown: Set<string>): Plugin {
  return {
    name: 'sowing',
    setup: ({ onLoad }) =>
      onLoad({ filter: endingWith(file) }, ({ path }) => {
        if (path !== join(SOURCES, file)) return undefined;
        const text = readFileSync(path, 'utf8');
        const places = text.split(find).length - 1;
        if (places !== 1)
          throw new Error(
            `planting "${id}": its text stands ${places} times in ${file}; adapt it in test/planted/plants.ts`,
          );
        sown.add(id);
        return { contents: text.replace(find, () => replace), loader: 'ts' };
      }),
  };
}

/** So that esbuild asks for files of this name alone, and reads the others itself. */
function endingWith(file: string): RegExp {
  return new RegExp(`${file.split('/').at(-1)?.replaceAll('.', '\\.')}$`);
}

function runMocha(file: string, histories: number): Promise<TestOutcome> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const flags = ['--no-config', '--bail', '--exit', '--timeout=20000'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', mocha, ...flags, file], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ROLLCALL_HISTORIES: String(histories), NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}
