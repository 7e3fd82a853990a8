import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root.js';
import type { Plant } from './plants.js';

export interface TestOutcome {
  readonly code: number;
  readonly output: string;
}

/** A copy of the engine and its tests outside the repository, with a bug in it or none. The rest is the repository's own. */
export function copyEngine(plant: Plant | undefined): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-planted-'));
  const engine = join(folder, 'core', 'engine');
  mkdirSync(join(folder, 'packages'), { recursive: true });
  for (const part of ['src', 'test', 'package.json'])
    cpSync(join(root, 'core', 'engine', part), join(engine, part), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  // tsx takes compiler options only for files that are included, and the copy and the repository are loaded together.
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [join(folder, '**/*'), join(root, '**/*')] }),
  );
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'core', 'engine', 'node_modules'), join(engine, 'node_modules'));
  symlinkSync(join(root, 'packages', 'testing'), join(folder, 'packages', 'testing'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    if (plant !== undefined) sow(plant, join(engine, 'src', plant.file));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

/** Runs tests of the copy in a process of their own, up to the first that fails. */
export function runTests(folder: string, specs: readonly string[], histories: number): Promise<TestOutcome> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@rollcall/source',
      '--import=tsx',
      '--import=reflect-metadata',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      '--no-config',
      '--bail',
      '--exit',
      '--timeout=20000',
      ...specs.map((spec) => join('core', 'engine', 'test', spec)),
    ],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json'),
        ROLLCALL_HISTORIES: String(histories),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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

function sow({ id, find, replace }: Plant, path: string): void {
  const text = readFileSync(path, 'utf8');
  const places = text.split(find).length - 1;
  if (places !== 1)
    throw new Error(`planting "${id}": its text stands ${places} times in ${path}; adapt it in test/planted/plants.ts`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}
