import { execFile } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createProject, main } from 'create-rollcall-plugin';

const root = join(import.meta.dirname, '..', '..', '..');
const binary = (name: string, path: string): string => join(root, 'node_modules', name, path);
const started = promisify(execFile);
const contract = '0.1.0';
const KINDS = ['mapper', 'provider', 'trigger'] as const;

const LANGUAGES = ['js', 'ts'] as const;
const VARIANTS = KINDS.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language, at: `${kind}-${language}` })));

interface Reported {
  readonly passes: readonly { readonly file: string }[];
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message: string } }[];
}
type Loaded = Readonly<Record<string, { readonly problems: unknown; readonly brought: readonly string[] }>>;

/** All variants lie side by side, and are tested by one process and loaded by another: starting each takes longer than it runs. */
describe('a new plugin', () => {
  let folder: string;
  let reported: Reported;
  let loaded: Loaded;
  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'rollcall-create-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { kind, language, at } of VARIANTS)
      await createProject({ folder: join(folder, at), name: '@acme/rollcall-staff-number', kind, language, contract });
    const specs = VARIANTS.map(({ language, at }) => join(at, 'test', `*.test.${language}`));
    const [tests, extensions] = await Promise.all([
      run(binary('mocha', 'bin/mocha.js'), '--no-config', '--import=reflect-metadata', '--reporter=json', ...specs),
      run(loader()),
    ]);
    reported = JSON.parse(tests) as Reported;
    loaded = JSON.parse(extensions) as Loaded;
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { kind, language, at } of VARIANTS)
    it(`that is a ${kind} in ${language} keeps its contract as it comes, and is found as an extension`, () => {
      expect(reported.failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)).to.deep.equal([]);
      const own = reported.passes.filter(({ file }) => file.includes(`${sep}${at}${sep}`));
      expect(own.length).to.be.at.least(6);
      expect(loaded[at]).to.deep.equal({ problems: [], brought: [`${kind} staff-number`] });
    });

  for (const { kind, language, at } of VARIANTS)
    it(`that is a ${kind} in ${language} has nothing left of the sample, and tests that npm finds`, () => {
      const project = join(folder, at);
      const texts = readdirSync(project, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`);
      expect(texts.filter((text) => /sample/i.test(text))).to.deep.equal([]);
      const { spec, 'node-option': options } = JSON.parse(readFileSync(join(project, '.mocharc.json'), 'utf8')) as {
        readonly spec: string;
        readonly 'node-option': readonly string[];
      };
      expect(globSync(spec, { cwd: project })).to.deep.equal([join('test', `staff-number.test.${language}`)]);
      expect(options).to.deep.equal([...(language === 'ts' ? ['import=tsx'] : []), 'import=reflect-metadata']);
    });

  it('in TypeScript has settings of a compiler that are no looser than those by which its template is checked', () => {
    const { compilerOptions: workspace } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as Settings;
    for (const kind of KINDS) {
      const { compilerOptions } = JSON.parse(
        readFileSync(join(folder, `${kind}-ts`, 'tsconfig.json'), 'utf8'),
      ) as Settings;
      const { declaration, rootDir, outDir, ...checks } = compilerOptions;
      expect([declaration, rootDir, outDir]).to.deep.equal([true, 'src', 'dist']);
      expect(workspace).to.deep.include(checks);
    }
  });

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

  /** Runs a program of the workspace in the folder, with the workspace's packages as they are in their sources. */
  async function run(script: string, ...args: readonly string[]): Promise<string> {
    const config = join(folder, 'workspace.tsconfig.json');
    // The compiler's settings hold for the files that it includes only: those of the projects, and the workspace's sources.
    const include = [join(root, '*', '*', 'src'), '*/src', '*/test'];
    writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), include, exclude: [] }));
    const env = {
      ...process.env,
      NODE_OPTIONS: '--conditions=@rollcall/source --import=tsx',
      TSX_TSCONFIG_PATH: config,
    };
    const ran = started(process.execPath, [script, ...args], { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 });
    // What fails is in the report, too.
    const { stdout } = await ran.catch((error: { readonly stdout?: string; readonly stderr?: string }) =>
      error.stdout?.startsWith('{') === true
        ? { stdout: error.stdout }
        : expect.fail(`${script} ${args.join(' ')}:\n${error.stdout ?? ''}\n${error.stderr ?? ''}`),
    );
    return stdout;
  }

  /** A script that loads each variant as an extension, and tells what became of it. */
  function loader(): string {
    const script = join(folder, 'load.mts');
    writeFileSync(
      script,
      `import 'reflect-metadata';
import { ExtensionCatalogue } from '@rollcall/plugin';
const loaded = {};
for (const { language, at } of ${JSON.stringify(VARIANTS)}) {
  const catalogue = await ExtensionCatalogue.load(['./' + at + '/src/index.' + language], { folder: ${JSON.stringify(folder)}, contractVersion: '${contract}' });
  loaded[at] = { problems: catalogue.problems(), brought: catalogue.definitions.map(({ type, id }) => type.id + ' ' + id) };
}
console.log(JSON.stringify(loaded));`,
    );
    return script;
  }
});

interface Settings {
  readonly compilerOptions: Readonly<Record<string, unknown>>;
}

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
