import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { CleanFolder, type Ran } from './support/clean-folder.js';
import { HOOK, present, sendEvent } from './support/host-events.js';
import { type Packed, packAll } from './support/packages.js';
import { configOf, type Systems, startSystems } from './support/systems.js';

const ASSETS = join(import.meta.dirname, 'assets');
const EXAMPLES = join(root, 'docs', 'examples', 'hosts');
const EVERYBODY = ['ada', 'bob', 'cem'];
const PEERS = { '@rollcall/contract': '*', '@rollcall/plugin': '*', inversify: '^8.2.0', 'reflect-metadata': '^0.2.2' };
/** An extension whose provider is made by the copies of what is shared that the extension itself finds. */
const ODD = `import 'reflect-metadata';
import { definePackage, PLUGIN_CONFIG, provider, setting } from '@rollcall/contract';
import { IsString } from 'class-validator';
import { inject } from 'inversify';
class OddConfig { name; }
setting('Name.')(OddConfig.prototype, 'name');
IsString()(OddConfig.prototype, 'name');
class OddProvider {
  constructor(config) { this.config = config; }
  async check() { return { stages: [{ stage: 'read', label: 'Odd', status: 'passed', detail: this.config.name }] }; }
  async schema() { return { attributes: [] }; }
}
inject(PLUGIN_CONFIG)(OddProvider, undefined, 0);
provider({ id: 'odd', label: 'Odd', config: OddConfig })(OddProvider);
export default definePackage({ name: 'rollcall-odd', plugins: [OddProvider] });
`;
const ROLLCALL = 'node_modules/@rollcall/cli/bin/rollcall.mjs';

/** Packs everything, installs the tarballs in clean folders outside the workspace, and does what a person would do there. */
describe('what a person installs', function () {
  this.timeout(300_000);
  let temporary: string;
  let packed: readonly Packed[];
  let simulators: CleanFolder;
  let story: CleanFolder;
  let systems: Systems;
  let oldNode: string;
  let tooOldNode: string;
  const clean = (name: string): CleanFolder => new CleanFolder(join(temporary, name), packed);

  before(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-consumer-'));
    packed = await packAll(temporary);
    simulators = clean('simulators');
    story = clean('story');
    const old = clean('node-22');
    const tooOld = clean('node-20');
    await Promise.all([
      simulators.install({ '@rollcall/testing': '*', ...PEERS }),
      story.install({ '@rollcall/cli': '*', '@rollcall/drupal': '*', '@rollcall/joomla': '*' }),
      old.install({ node: '~22.13.0' }, { allowScripts: { node: true } }),
      tooOld.install({ node: '~20.9.0', 'create-rollcall-plugin': '*' }, { allowScripts: { node: true } }),
    ]);
    oldNode = join(old.path, 'node_modules', 'node', 'bin', 'node');
    tooOldNode = join(tooOld.path, 'node_modules', 'node', 'bin', 'node');
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));
  beforeEach(async () => {
    systems = await startSystems(simulators);
  });
  afterEach(() => systems.close());

  const told = (ran: Ran, code = 0): string => {
    expect(ran.code, ran.out).to.equal(code);
    return ran.out;
  };

  /** init, check, plan and run, in a folder that has nothing but the three packages. */
  async function tellStory(folder: CleanFolder, node: string): Promise<void> {
    const rollcall = (...args: readonly string[]) => folder.run(node, [ROLLCALL, ...args], systems.env);
    rmSync(join(folder.path, 'rollcall.yaml'), { force: true });
    rmSync(join(folder.path, '.rollcall'), { recursive: true, force: true });
    told(await rollcall('init', '--source-url', systems.drupal, '--target', 'joomla', '--target-url', systems.joomla));
    expect(told(await rollcall('check'))).to.match(/Sync staff: 3 attributes/);
    expect(told(await rollcall('doctor'))).to.match(/✓ packages: one copy of each shared package/);
    told(await rollcall('plan'));
    expect(await systems.inJoomla()).to.deep.equal([]);
    told(await rollcall('run'));
    expect(await systems.inJoomla()).to.include.members(EVERYBODY);
    expect(told(await rollcall('plan', '--exit-code'))).to.match(/nothing/i);
  }

  it('works as the README tells it', () => tellStory(story, process.execPath));

  it('has "rollcall" where npx looks for it', async () => {
    expect(told(await story.run('npx', ['--no-install', 'rollcall', '--version']))).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('is listed, package by package, in the bill of materials', async () => {
    const { components } = JSON.parse(
      told(await new CleanFolder(root, packed).run('npm', ['run', '--silent', 'sbom'])),
    ) as {
      readonly components: readonly { readonly 'bom-ref': string }[];
    };
    const listed = components.map((component) => component['bom-ref'].replace(/(?<=.)@.*$/, ''));
    const { packages } = JSON.parse(readFileSync(join(story.path, 'node_modules', '.package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    const installed = Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, ''));
    expect(installed.length).to.be.greaterThan(40);
    expect(installed.filter((name) => !listed.includes(name))).to.deep.equal([]);
    expect(listed.filter((name) => ['mocha', 'typescript', 'esbuild', 'fast-check'].includes(name))).to.deep.equal([]);
  });

  it('works with the oldest Node that is promised', async () => {
    expect(told(await story.run(oldNode, ['--version']))).to.match(/^v22\.13\./);
    await tellStory(story, oldNode);
  });

  it('says which Node it needs where Node is older', async () => {
    const maker = join('..', 'node-20', 'node_modules', 'create-rollcall-plugin', 'bin', 'create-rollcall-plugin.mjs');
    for (const program of [ROLLCALL, maker])
      expect(told(await story.run(tooOldNode, [program, '--version']), 2)).to.match(
        /^(rollcall|create-rollcall-plugin) needs Node 22\.13 or later, and this is 20\.9\.\d+\.\n$/,
      );
  });

  it('takes a mapper of one file, and says what is wrong with a bad one', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, example = ''] = /```js\n\/\/ mappers\/staff-number\.mjs\n([\s\S]*?)```/.exec(readme) ?? [];
    // Each test has systems of its own; what the story remembered is about others.
    rmSync(join(story.path, '.rollcall'), { recursive: true, force: true });
    story.write('mappers/staff-number.mjs', example);
    story.write(
      'mapper.yaml',
      configOf(systems, '[]')
        .replace("'@rollcall/joomla'", "'@rollcall/joomla', ./mappers/staff-number.mjs")
        .replace('userName: name,', 'userName: { from: name, through: [staff-number] },'),
    );
    told(await story.run(process.execPath, [ROLLCALL, 'run', '-c', 'mapper.yaml'], systems.env));
    expect(await systems.inJoomla()).to.deep.equal(EVERYBODY.map((name) => `S-000${name}`));
    story.write('mappers/staff-number.mjs', example.replace('defineMapper', 'defineMappr'));
    const bad = await story.run(process.execPath, [ROLLCALL, 'extension', 'list', '-c', 'mapper.yaml']);
    expect(told(bad, 1))
      .to.match(/staff-number\.mjs/)
      .and.to.match(/defineMappr/);
  });

  describe('from the scaffold', () => {
    const variants = (['mapper', 'provider', 'trigger'] as const).flatMap((kind) =>
      (['js', 'ts'] as const).map((language) => ({ kind, language, name: `rollcall-people-${kind}-${language}` })),
    );
    let maker: CleanFolder;
    /** All are made in one folder, and find what they need in the folder above: one installation for all. */
    before(async () => {
      maker = clean('maker');
      await maker.install({ 'create-rollcall-plugin': '*' });
      const wanted: Record<string, string> = { 'create-rollcall-plugin': '*' };
      for (const { kind, language, name } of variants) {
        told(
          await maker.run('npx', [
            '--no-install',
            'create-rollcall-plugin',
            name,
            '--kind',
            kind,
            '--language',
            language,
          ]),
        );
        const { dependencies, peerDependencies, devDependencies } = JSON.parse(
          readFileSync(join(maker.path, name, 'package.json'), 'utf8'),
        ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
        Object.assign(wanted, dependencies, peerDependencies, devDependencies);
      }
      await maker.install(wanted);
    });

    it('all in TypeScript pass the compiler, by their own settings', async () => {
      const typed = variants.filter(({ language }) => language === 'ts').map(({ name }) => name);
      const settings = typed.map((name) => readFileSync(join(maker.path, name, 'tsconfig.json'), 'utf8'));
      expect(new Set(settings)).to.have.property('size', 1);
      const include = typed.flatMap((name) => [`${name}/src`, `${name}/test`]);
      const compilerOptions = { noEmit: true, rootDir: '.' };
      maker.write(
        'tsconfig.json',
        JSON.stringify({ extends: `./${typed[0]}/tsconfig.json`, include, compilerOptions }),
      );
      told(await maker.run(process.execPath, ['node_modules/typescript/bin/tsc']));
    });

    for (const { kind, language, name } of variants)
      it(`a ${kind} in ${language} keeps its contract at once, with Node 22.13 and with today's`, async () => {
        const project = new CleanFolder(join(maker.path, name), packed);
        for (const node of [oldNode, process.execPath]) {
          const report = told(await project.run(node, ['../node_modules/mocha/bin/mocha.js']));
          expect(report)
            .to.match(/\d+ passing/)
            .and.to.not.match(/failing/);
        }
      });

    for (const language of ['js', 'ts'] as const)
      it(`a provider in ${language} is packed, installed and used`, async () => {
        const name = `rollcall-people-provider-${language}`;
        const project = new CleanFolder(join(maker.path, name), packed);
        told(await project.run('npm', ['pack', '--silent']));
        const user = clean(`scaffold-${language}`);
        const tarball = `file:${join(project.path, `${name}-0.1.0.tgz`)}`;
        await user.install({ '@rollcall/cli': '*', '@rollcall/joomla': '*', [name]: tarball });
        user.write(
          'rollcall.yaml',
          `extensions: ['${name}', '@rollcall/joomla']
connections:
  people: { provider: people-provider-${language}, baseUrl: ${systems.people}, token: '\${env:PEOPLE_TOKEN}' }
  website: { provider: joomla, baseUrl: ${systems.joomla}, token: '\${env:JOOMLA_TOKEN}' }
syncs:
  staff: { from: people, to: website, correlate: [userName], mapping: { userName: login, 'emails[type eq "work"].value': mail, displayName: login }, operations: [create] }
`,
        );
        told(await user.run(process.execPath, [ROLLCALL, 'check'], systems.env));
        told(await user.run(process.execPath, [ROLLCALL, 'run'], systems.env));
        expect(await systems.inJoomla()).to.deep.equal(['eva', 'fay', 'gus']);
      });
  });

  it('explains a second copy of a shared package', async () => {
    story.write(
      'node_modules/rollcall-odd/package.json',
      '{"name":"rollcall-odd","version":"1.0.0","type":"module","exports":"./index.js","rollcall":{"extension":"."}}',
    );
    story.write(
      'node_modules/rollcall-odd/index.js',
      "import { definePackage } from '@rollcall/contract';\nexport default definePackage({ name: 'rollcall-odd', plugins: [] });\n",
    );
    for (const name of ['plugin', 'contract'])
      cpSync(
        join(story.path, 'node_modules/@rollcall', name),
        join(story.path, 'node_modules/rollcall-odd/node_modules/@rollcall', name),
        { recursive: true },
      );
    story.write('odd.yaml', "extensions: ['rollcall-odd']\n");
    const ran = await story.run(process.execPath, [ROLLCALL, 'extension', 'list', '-c', 'odd.yaml']);
    expect(told(ran, 1)).to.match(/own copy of @rollcall\/plugin .*peerDependencies.*npm dedupe/);
    expect(told(await story.run(process.execPath, [ROLLCALL, 'doctor', '-c', 'odd.yaml']), 1)).to.match(
      /2 copies of @rollcall\/contract/,
    );
    rmSync(join(story.path, 'node_modules/rollcall-odd'), { recursive: true });
  });

  for (const [shared, copied, harms] of [
    ['inversify', ['inversify', '@inversifyjs'], true],
    // What it keeps is the process's, and copies of one version share it.
    ['reflect-metadata', ['reflect-metadata'], false],
  ] as const)
    it(`explains a second copy of ${shared}`, async () => {
      const at = 'node_modules/rollcall-odd';
      story.write(
        `${at}/package.json`,
        '{"name":"rollcall-odd","version":"1.0.0","type":"module","exports":"./index.js","rollcall":{"extension":"."}}',
      );
      story.write(`${at}/index.js`, ODD);
      for (const name of copied)
        cpSync(join(story.path, 'node_modules', name), join(story.path, at, 'node_modules', name), { recursive: true });
      story.write('odd.yaml', "extensions: ['rollcall-odd']\nconnections: { odd: { provider: odd, name: here } }\n");
      const rollcall = (command: string) => story.run(process.execPath, [ROLLCALL, command, '-c', 'odd.yaml']);
      const doctor = told(await rollcall('doctor'), harms ? 1 : 0);
      expect(doctor).to.match(
        new RegExp(`${harms ? '✗' : '!'} packages: there are 2 copies of ${shared}: .*rollcall-odd`),
      );
      expect(told(await rollcall('check'), harms ? 1 : 0)).to.match(
        harms ? /own copy of inversify \(.*rollcall-odd.*\).*peerDependencies.*npm dedupe/ : /✓ Odd: here/,
      );
      rmSync(join(story.path, at), { recursive: true });
    });

  it('has types that a TypeScript program is checked against, without the sources', async () => {
    const typed = clean('typed');
    await typed.install({
      ...PEERS,
      '@rollcall/drupal': '*',
      '@rollcall/engine': '*',
      '@rollcall/joomla': '*',
      '@rollcall/mappers': '*',
      '@rollcall/server': '*',
      '@rollcall/testing': '*',
      '@rollcall/triggers': '*',
      '@types/node': '^24.19.2',
      'class-validator': '^0.15.1',
      typescript: '~6.0.3',
    });
    typed.write('main.ts', readFileSync(join(ASSETS, 'typed.ts'), 'utf8'));
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2024', 'dom'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      experimentalDecorators: true,
      skipLibCheck: false,
      noEmitOnError: true,
      outDir: 'dist',
    };
    typed.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    told(await typed.run('npx', ['--no-install', 'tsc']));
    expect(told(await typed.run(process.execPath, ['dist/main.js']))).to.equal('typed\n');
  });

  describe('in a host application', () => {
    let hosts: CleanFolder;
    before(async () => {
      hosts = clean('hosts');
      const names = ['express', 'fastify', 'hono', 'worker', 'serverless'];
      const manifests = names.map(
        (name) =>
          JSON.parse(readFileSync(join(EXAMPLES, name, 'package.json'), 'utf8')) as {
            dependencies: Record<string, string>;
          },
      );
      await hosts.install({
        inversify: '^8.2.0',
        'reflect-metadata': '^0.2.2',
        ...(Object.assign({}, ...manifests.map(({ dependencies }) => dependencies)) as Record<string, string>),
      });
    });

    const example = (name: string, triggers: string): CleanFolder => {
      const folder = new CleanFolder(join(hosts.path, name), packed);
      cpSync(join(EXAMPLES, name), folder.path, { recursive: true });
      folder.write('rollcall.yaml', configOf(systems, triggers));
      return folder;
    };
    for (const name of ['express', 'fastify', 'hono'])
      it(`${name}: takes signed events, provisions on demand, and ends when the host does`, async () => {
        const folder = example(name, HOOK);
        const server = await folder.start('server.js', /port (\d+)/, { ...systems.env, PORT: '0' });
        const url = `http://127.0.0.1:${server.match[1]}`;
        expect(await sendEvent(systems, url, 'ada')).to.equal(202);
        await present(systems, 'ada');
        const answer = await fetch(`${url}/people/bob/provision`, { method: 'POST' });
        expect(await answer.json()).to.include({ status: 'done' });
        expect(await systems.inJoomla()).to.deep.equal(['ada', 'bob']);
        const nobody = await fetch(`${url}/people/nobody/provision`, { method: 'POST' });
        expect(nobody.status).to.equal(404);
        expect(await nobody.json())
          .to.have.property('error')
          .that.includes('nobody fits')
          .and.not.includes('node_modules');
        expect((await fetch(`${url}/rollcall/health/ready`)).status).to.equal(200);
        expect(await server.end(), server.output()).to.equal(0);
        expect(server.output()).to.match(/^port \d+\n$/);
      });

    it('worker: polls without any port', async () => {
      const worker = await example('worker', '[{ poll: { seconds: 5 } }]').start(
        'worker.js',
        /staff: done/,
        systems.env,
      );
      expect(await systems.inJoomla()).to.deep.equal(EVERYBODY);
      expect(await worker.end(), worker.output()).to.equal(0);
    });

    it('serverless: a tick does what changed, and the next one finds nothing to do', async () => {
      const folder = example('serverless', '[]');
      folder.write('driver.mjs', readFileSync(join(ASSETS, 'serverless-driver.mjs'), 'utf8'));
      const [first, second] = JSON.parse(
        told(await folder.run(process.execPath, ['driver.mjs'], systems.env)),
      ) as readonly {
        readonly staff: { readonly status: string; readonly counts: Readonly<Record<string, number>> };
      }[];
      expect([first?.staff.status, second?.staff.status]).to.deep.equal(['done', 'done']);
      expect(first?.staff.counts['create:done']).to.equal(3);
      expect(second?.staff.counts['create:done'] ?? 0).to.equal(0);
      expect(await systems.inJoomla()).to.deep.equal(EVERYBODY);
    });
  });
});
