import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createProject, main } from 'create-rollcall-plugin';

const root = join(import.meta.dirname, '..', '..', '..');
const binary = (name: string, path: string): string => join(root, 'node_modules', name, path);
const started = promisify(execFile);
const contract = '0.1.0';
const KINDS = ['mapper', 'provider', 'trigger'] as const;

/** Runs a program of the workspace in a project, with the workspace's packages as they are in their sources. */
async function run(folder: string, script: string, ...args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '--conditions=@rollcall/source --import=tsx',
    TSX_TSCONFIG_PATH: join(folder, 'workspace.tsconfig.json'),
  };
  // The compiler's settings hold for the files that it includes only: those of the project, and the workspace's sources.
  writeFileSync(
    env.TSX_TSCONFIG_PATH,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      include: [join(root, '*', '*', 'src'), 'src', 'test'],
      exclude: [],
    }),
  );
  const { stdout } = await started(process.execPath, [script, ...args], { cwd: folder, env, timeout: 60_000 }).catch(
    (error: { readonly stdout?: string; readonly stderr?: string }) =>
      expect.fail(`${script} ${args.join(' ')}:\n${error.stdout ?? ''}\n${error.stderr ?? ''}`),
  );
  return stdout;
}

describe('a new plugin', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-create-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const kind of KINDS)
    for (const language of ['js', 'ts'] as const)
      it(`that is a ${kind} in ${language} keeps its contract as it comes, and is found as an extension`, async () => {
        const project = join(folder, 'rollcall-staff-number');
        await createProject({ folder: project, name: '@acme/rollcall-staff-number', kind, language, contract });
        const left = readdirSync(project, { recursive: true, encoding: 'utf8' }).join('\n');
        const report = await run(project, binary('mocha', 'bin/mocha.js'));
        expect(Number(/(\d+) passing/.exec(report)?.[1])).to.be.at.least(6);
        expect(report).to.not.match(/failing/);
        const { problems, brought } = await loaded(project, language);
        expect(problems).to.deep.equal([]);
        expect(brought).to.deep.equal([`${kind} staff-number`]);
        expect(`${left}\n${readFileSync(join(project, 'README.md'), 'utf8')}`).to.not.match(
          /sample|acme\/rollcall-sample/i,
        );
      }).timeout(60_000);

  it('in TypeScript passes the compiler, by its own settings', async () => {
    for (const kind of KINDS)
      await createProject({ folder: join(folder, kind), name: `rollcall-${kind}`, kind, language: 'ts', contract });
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
      readonly compilerOptions: { readonly lib: readonly string[] };
    };
    const settings = {
      extends: './mapper/tsconfig.json',
      // The workspace's sources, which stand in for what is published, need a newer library.
      compilerOptions: { lib: compilerOptions.lib, customConditions: ['@rollcall/source'], noEmit: true, rootDir: '/' },
      include: KINDS.flatMap((kind) => [`${kind}/src`, `${kind}/test`]),
    };
    writeFileSync(join(folder, 'check.tsconfig.json'), JSON.stringify(settings));
    await run(folder, binary('typescript', 'bin/tsc'), '-p', 'check.tsconfig.json');
  }).timeout(60_000);

  it('has a manifest by which it is found, with the shared packages as peers', async () => {
    const project = join(folder, 'rollcall-badge');
    await createProject({ folder: project, name: 'rollcall-badge', kind: 'mapper', language: 'ts', contract: '3.2.1' });
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, object>;
    expect(manifest.rollcall).to.deep.equal({ extension: '.' });
    expect(manifest.peerDependencies).to.include({ '@rollcall/contract': '^3.2.1' });
    expect(Object.keys(manifest.peerDependencies ?? {})).to.have.members([
      '@rollcall/contract',
      'inversify',
      'reflect-metadata',
    ]);
    expect(readFileSync(join(project, 'src', 'index.ts'), 'utf8')).to.contain("core: '^3.2.1'");
  });

  async function loaded(project: string, language: string): Promise<{ problems: unknown; brought: readonly string[] }> {
    const script = join(folder, 'load.mts');
    writeFileSync(
      script,
      `import 'reflect-metadata';
import { ExtensionCatalogue } from '@rollcall/plugin';
const catalogue = await ExtensionCatalogue.load([${JSON.stringify(`./src/index.${language}`)}], { folder: ${JSON.stringify(project)}, contractVersion: '${contract}' });
console.log(JSON.stringify({ problems: catalogue.problems(), brought: catalogue.definitions.map(({ type, id }) => type.id + ' ' + id) }));`,
    );
    return JSON.parse(await run(project, script)) as { problems: unknown; brought: readonly string[] };
  }
});

describe('npm create rollcall-plugin', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-create-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function create(
    args: readonly string[],
    answers?: readonly string[],
  ): Promise<{ code: number; out: string; err: string }> {
    const texts = { out: '', err: '' };
    const left = [...(answers ?? [])];
    const code = await main(args, {
      folder,
      out: (text) => {
        texts.out += text;
      },
      err: (text) => {
        texts.err += text;
      },
      ...(answers === undefined ? {} : { ask: async () => left.shift() ?? '' }),
    });
    return { code, ...texts };
  }

  it('makes what its arguments say, and tells what to do next', async () => {
    const { code, out, err } = await create(['rollcall-badge', '--kind', 'trigger', '--language', 'js']);
    expect([code, err]).to.deep.equal([0, '']);
    expect(out).to.contain('cd rollcall-badge\n  npm install\n  npm test');
    expect(readdirSync(join(folder, 'rollcall-badge', 'src')).toSorted()).to.deep.equal(['badge.js', 'index.js']);
  });

  it('asks for what is not given', async () => {
    expect((await create([], ['rollcall-badge', ' mapper ', 'ts'])).code).to.equal(0);
    expect(readdirSync(join(folder, 'rollcall-badge', 'test'))).to.deep.equal(['badge.test.ts']);
  });

  it('shows its help with an example', async () => {
    expect((await create(['--help'])).out).to.match(/Example: npm create rollcall-plugin/);
  });

  for (const [title, args, expected] of [
    ['nothing, and nobody to ask', [], /Name of the package is missing/],
    ['an unknown kind', ['a', '--kind', 'robot', '--language', 'js'], /"robot" is not known; kind is one of mapper/],
    ['an unknown option', ['a', '--colour'], /--colour/],
    ['a name with capitals', ['Badge', '--kind', 'mapper', '--language', 'js'], /"Badge" cannot be the name/],
    ['a path', ['../badge', '--kind', 'mapper', '--language', 'js'], /"\.\.\/badge" cannot be the name/],
    ['a folder that is full', ['full', '--kind', 'mapper', '--language', 'js'], /the folder is not empty/],
    ['a file in the way', ['file', '--kind', 'mapper', '--language', 'js'], /a file of that name is there/],
  ] as const)
    it(`writes nothing and exits with 2 for ${title}`, async () => {
      mkdirSync(join(folder, 'full'));
      writeFileSync(join(folder, 'full', 'mine.txt'), 'mine');
      writeFileSync(join(folder, 'file'), 'mine');
      const { code, out, err } = await create(args);
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.match(expected);
      expect(readdirSync(folder, { recursive: true }).toSorted()).to.deep.equal(['file', 'full', 'full/mine.txt']);
    });
});
