import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../support/child.js';
import { root } from '../support/root.js';
import { makeBaseImage, NODE_USER } from './support/base-image.js';
import { CleanFolder } from './support/clean-folder.js';
import { Contained } from './support/contained.js';
import { commandOf, type Instruction, parseContainerfile } from './support/containerfile.js';
import { HOOK, present, sendEvent } from './support/host-events.js';
import { type LocalRegistry, startLocalRegistry } from './support/local-registry.js';
import { type Packed, packAll } from './support/packages.js';
import { configOf, SIMULATORS, type Systems, startSystems } from './support/systems.js';

const RECIPE = join(root, 'packages', 'server', 'deploy', 'Containerfile');
/** What a container runtime waits before it kills. */
const GRACE_MS = 10_000;

/** What an image says about its containers. */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly StopSignal: string;
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** Why the image cannot be built here; undefined where it can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root of a Linux may mount';
  if (spawnSync('buildah', ['--version']).error !== undefined) return 'there is no buildah here';
  return spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 0
    ? undefined
    : 'nothing may be mounted here';
}

/** The recipe, unchanged, built by buildah; the image run as a runtime runs it, on a root that cannot be written. */
describe('the image of the recipe', function () {
  this.timeout(300_000);
  const instructions = parseContainerfile(readFileSync(RECIPE, 'utf8'));
  const one = (name: string): Instruction => instructions.find((each) => each.name === name) ?? { name, rest: '' };
  let temporary: string;
  let registry: LocalRegistry;
  let systems: Systems;
  let here: CleanFolder;
  let container: Contained;
  let config: ImageConfig;
  let mounted: string;
  let port: number;
  let url: string;

  /** Beside this process, which serves the packages that the recipe installs. */
  const buildah = async (...args: readonly string[]): Promise<string> => {
    const storage = ['--root', join(temporary, 'storage'), '--runroot', join(temporary, 'run')];
    const { code, out } = await here.run('buildah', [...storage, '--storage-driver', 'vfs', ...args]);
    expect(code, `buildah ${args.join(' ')}\n${out}`).to.equal(0);
    return out.trim();
  };
  /** As the recipe's first lines say it, with what is particular here. */
  const build = async (): Promise<void> => {
    const [, flags = ''] = /^# +podman build (.*?) \. /m.exec(readFileSync(RECIPE, 'utf8')) ?? [];
    expect(flags).to.match(/-t rollcall/);
    await buildah('bud', '--isolation', 'chroot', '--pull-never', ...flags.split(' '), '.');
  };
  const health = () => {
    const [kind, command = ''] = config.Healthcheck?.Test ?? [];
    expect(kind).to.equal('CMD-SHELL');
    return container.run(['sh', '-c', command.replaceAll('8080', String(port))]);
  };

  before(async function () {
    const reason = obstacle();
    if (reason !== undefined) {
      if (this.test !== undefined) this.test.title = reason;
      return this.skip();
    }
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-container-'));
    const packed: readonly Packed[] = await packAll(temporary);
    registry = await startLocalRegistry(packed);
    const simulators = new CleanFolder(join(temporary, 'simulators'), packed);
    await simulators.install(SIMULATORS);
    systems = await startSystems(simulators);
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    here = new CleanFolder(join(temporary, 'context'), packed);
    here.write('rollcall.yaml', `${configOf(systems, HOOK)}server: { port: ${port} }\n`);
    // As the console leaves it.
    chmodSync(join(here.path, 'rollcall.yaml'), 0o600);
    copyFileSync(RECIPE, join(here.path, 'Containerfile'));
    const base = join(temporary, 'base');
    makeBaseImage({ root: base, npmrc: registry.npmrc });
    const scratch = await buildah('from', 'scratch');
    await buildah('copy', scratch, base, '/');
    const certificates = process.env.NODE_EXTRA_CA_CERTS;
    const env = [
      'PATH=/usr/local/bin:/usr/bin:/bin',
      ...(certificates === undefined ? [] : [`NODE_EXTRA_CA_CERTS=${certificates}`]),
    ];
    await buildah('config', ...env.flatMap((each) => ['--env', each]), scratch);
    await buildah('commit', '--rm', scratch, `localhost/${one('FROM').rest}`);
    await build();
    config = (
      JSON.parse(await buildah('inspect', '--type', 'image', 'localhost/rollcall')) as {
        Docker: { config: ImageConfig };
      }
    ).Docker.config;
    mounted = await buildah('mount', await buildah('from', '--pull-never', 'localhost/rollcall'));
    const volume = join(temporary, 'volume');
    mkdirSync(volume, { mode: 0o755 });
    // A new volume of a name takes the owner and the mode of what the image has at its place.
    const [mountedAt = ''] = Object.keys(config.Volumes);
    const { uid, gid, mode } = statSync(mounted + mountedAt);
    execFileSync('chown', [`${uid}:${gid}`, volume]);
    chmodSync(volume, mode);
    const given = Object.fromEntries(config.Env.map((each) => each.split(/=(.*)/s) as [string, string]));
    container = new Contained(here, {
      root: mounted,
      volume,
      mountedAt,
      workdir: config.WorkingDir,
      user: NODE_USER,
      env: { ...given, HOME: '/var/node', ...systems.env },
    });
  });
  after(async () => {
    await systems?.close();
    await registry?.close();
    if (mounted !== undefined) await buildah('rm', '--all');
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  });

  it('tells a runtime what the recipe says, how to see whether it is well among it', () => {
    expect(config.User).to.equal('node');
    expect(config.StopSignal).to.equal('SIGTERM');
    expect(config.Cmd).to.deep.equal(commandOf(one('CMD')));
    expect(Object.keys(config.Volumes)).to.deep.equal(['/rollcall/.rollcall']);
    expect(Object.keys(config.ExposedPorts)).to.deep.equal([`${one('EXPOSE').rest}/tcp`]);
    expect(config.Healthcheck?.Test[1]).to.include('/health/ready');
  });

  it('has no program and no configuration that its user could change, and keeps no cache', () => {
    const writable: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isSymbolicLink()) continue;
        const { uid, gid, mode } = statSync(path);
        if (uid === NODE_USER || gid === NODE_USER || (mode & 0o002) !== 0) writable.push(path.slice(mounted.length));
        if (entry.isDirectory()) walk(path);
      }
    };
    walk(join(mounted, 'rollcall'));
    expect(writable).to.deep.equal(['/rollcall/.rollcall']);
    expect(readdirSync(join(mounted, 'root')).filter((name) => name !== '.npmrc' && name !== '.npm')).to.deep.equal([]);
    const cache = spawnSync('du', ['-sk', join(mounted, 'root')], { encoding: 'utf8' });
    expect(Number(cache.stdout.split('\t')[0]), 'kB left by npm').to.be.lessThan(1000);
  });

  it('works as process 1, as its user, where only the volume can be written', async () => {
    const touch = (path: string) => container.run(['touch', path]);
    expect((await container.run(['sh', '-c', 'id -u; id -G'])).out).to.equal('1000\n1000\n');
    for (const path of ['/rollcall/x', '/tmp/x']) expect((await touch(path)).out).to.include('Read-only file system');
    expect(await touch('/rollcall/.rollcall/x')).to.deep.equal({ code: 0, out: '' });
    expect((await health()).code, 'nothing runs yet').to.equal(1);
    const served = await container.start(config.Cmd, /Rollcall serves at/);
    try {
      expect((await health()).code, served.output()).to.equal(0);
      expect(await sendEvent(systems, url, 'ada', '/hooks/staff/webhook')).to.equal(202);
      await present(systems, 'ada');
    } finally {
      const since = performance.now();
      expect(await served.end(), served.output()).to.equal(0);
      expect(performance.now() - since).to.be.lessThan(GRACE_MS);
    }
    expect((await health()).code).to.equal(1);
  });

  it('has a console that shows the configuration and offers no change that could not be saved', async () => {
    const look = `import { MemoryState, Setup } from '@rollcall/engine';
      const { marks } = new MemoryState();
      const views = ['/rollcall/rollcall.yaml', '/rollcall/.rollcall/rollcall.yaml'].map((path) =>
        new Setup({ path, marks, env: {}, readOnly: false, now: () => 0, open: () => {} }).draft.view());
      console.log((await Promise.all(views)).map(({ readOnly }) => readOnly).join());`;
    const { code, out } = await container.run(['node', '--input-type=module', '-e', look]);
    expect({ code, out }).to.deep.equal({ code: 0, out: 'true,false\n' });
  });

  it('knows in its next container what it did in the last one', async () => {
    const links = await container.run([...config.Cmd.slice(0, 2), 'links', '--json']);
    expect(links.out).to.contain(await systems.uuid('ada'));
    const again = await container.run([...config.Cmd.slice(0, 2), 'provision', 'ada', '--yes']);
    expect(again.code, again.out).to.equal(0);
    expect(again.out).to.match(/nothing to do|unchanged|Nothing/i);
  });
});
