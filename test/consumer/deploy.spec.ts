import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../support/child.js';
import { root } from '../support/root.js';
import { CleanFolder, type Started } from './support/clean-folder.js';
import { commandOf, type Instruction, parseContainerfile, parseUnit } from './support/containerfile.js';
import { HOOK, present, sendEvent } from './support/host-events.js';
import { type LocalRegistry, startLocalRegistry } from './support/local-registry.js';
import { type Packed, packAll } from './support/packages.js';
import { configOf, SIMULATORS, type Systems, startSystems } from './support/systems.js';

const DEPLOY = join(root, 'packages', 'server', 'deploy');
const UNIT = readFileSync(join(DEPLOY, 'rollcall.service'), 'utf8');
/** The one who is nobody; used where the tests run as root, as they do in containers. */
const NOBODY = 65_534;
/** What a container runtime waits before it kills. */
const GRACE_MS = 10_000;

/**
 * Neither a registry of images nor a running systemd is promised where tests run. So the Containerfile is walked line by line, as it is
 * written, in a folder, by somebody without rights; and the unit is checked by systemd's own tool and its command is run alike.
 */
describe('run for good', function () {
  this.timeout(240_000);
  const instructions = parseContainerfile(readFileSync(join(DEPLOY, 'Containerfile'), 'utf8'));
  const of = (name: string): readonly Instruction[] => instructions.filter((one) => one.name === name);
  const one = (name: string): Instruction => {
    const [only, ...more] = of(name);
    if (only === undefined || more.length > 0)
      throw new Error(`the Containerfile has ${of(name).length} times ${name}`);
    return only;
  };
  let temporary: string;
  let image: CleanFolder;
  let registry: LocalRegistry;
  let systems: Systems;
  let port: number;
  let url: string;

  /** Names of the image become those of this machine. */
  const here = (text: string): string =>
    text
      .replaceAll('8080', String(port))
      .replaceAll('node:node', process.getuid?.() === 0 ? `${NOBODY}:${NOBODY}` : '"$(id -u)"');
  /** Somebody who may change nothing but what was given to them. */
  const unprivileged = (command: readonly string[]): readonly string[] =>
    process.getuid?.() === 0
      ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs', ...command]
      : command;
  /** The environment of the image: Node first, and what is given with --env-file. */
  const env = (): Record<string, string> => ({
    ...systems.env,
    PATH: `${join(temporary, 'bin')}:${process.env.PATH ?? ''}`,
    HOME: join(temporary, 'home'),
    npm_config_cache: join(temporary, 'cache'),
  });
  const start = (command: readonly string[]): Promise<Started> =>
    image.startProgram(unprivileged(command), /Rollcall serves at/, env());
  const health = () =>
    image.run(...split(unprivileged(commandOf({ name: '', rest: here(one('HEALTHCHECK').rest) }))), env());

  before(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-deploy-'));
    chmodSync(temporary, 0o755);
    mkdirSync(join(temporary, 'bin'));
    mkdirSync(join(temporary, 'home'));
    copyFileSync(process.execPath, join(temporary, 'bin', 'node'));
    const packed: readonly Packed[] = await packAll(temporary);
    registry = await startLocalRegistry(packed);
    writeFileSync(join(temporary, 'home', '.npmrc'), registry.npmrc);
    const simulators = new CleanFolder(join(temporary, 'simulators'), packed);
    await simulators.install(SIMULATORS);
    systems = await startSystems(simulators);
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    image = new CleanFolder(join(temporary, one('WORKDIR').rest.slice(1)), packed);
    const context = new CleanFolder(join(temporary, 'context'), packed);
    context.write('rollcall.yaml', `${configOf(systems, HOOK)}server: { port: ${port} }\n`);
    for (const { name, rest } of instructions) {
      if (name === 'USER') break;
      if (name === 'COPY') {
        const [from = ''] = rest.split(' ').filter((word) => !word.startsWith('--'));
        copyFileSync(join(context.path, from), join(image.path, from));
      }
      if (name !== 'RUN') continue;
      const { code, out } = await image.run('sh', ['-ec', here(rest)], env());
      expect(code, `${rest}\n${out}`).to.equal(0);
    }
  });
  after(async () => {
    await systems?.close();
    await registry?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  it('the Containerfile says what fits: Node, the user, the state, the port, the signal', () => {
    expect(one('FROM').rest).to.match(/^node:(2[4-9]|[3-9]\d)-slim$/);
    expect(one('USER').rest).to.equal('node');
    expect(one('VOLUME').rest).to.equal(`${one('WORKDIR').rest}/.rollcall`);
    expect(readFileSync(join(root, 'packages/server/src/server-config.ts'), 'utf8')).to.contain(
      `port = ${one('EXPOSE').rest};`,
    );
    expect(one('STOPSIGNAL').rest).to.equal('SIGTERM');
    // Whoever is let in changes neither the program nor what it does.
    expect(instructions.findIndex(({ name }) => name === 'USER')).to.be.greaterThan(
      instructions.findLastIndex(({ name }) => name === 'RUN'),
    );
  });

  it('the image works as somebody without rights, ends in time, and its state outlives it', async () => {
    expect((await health()).code, 'nothing runs yet').to.equal(1);
    const first = await start(commandOf(one('CMD')));
    try {
      expect((await health()).code, first.output()).to.equal(0);
      expect(await sendEvent(systems, url, 'ada', '/hooks/staff/webhook')).to.equal(202);
      await present(systems, 'ada');
    } finally {
      const since = performance.now();
      expect(await first.end(), first.output()).to.equal(0);
      expect(performance.now() - since).to.be.lessThan(GRACE_MS);
    }
    expect((await health()).code).to.equal(1);
    expect(statSync(join(image.path, '.rollcall', 'state.sqlite')).mode & 0o077, 'others read it').to.equal(0);
    const second = await start(commandOf(one('CMD')));
    try {
      expect(await (await fetch(`${url}/health/ready`)).json()).to.deep.include({ ready: true });
      const links = await image.run(
        ...split(unprivileged([...commandOf(one('CMD')).slice(0, 2), 'links', '--json'])),
        env(),
      );
      expect(links.out).to.contain(await systems.uuid('ada'));
    } finally {
      expect(await second.end(), second.output()).to.equal(0);
    }
  });

  it('the unit is one that systemd takes, and gives the service few rights', function () {
    const systemd = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
    if (systemd.error !== undefined || Number(/systemd (\d+)/.exec(systemd.stdout)?.[1]) < 250) {
      if (this.test !== undefined) this.test.title += ' [there is no systemd-analyze 250 or later here]';
      return this.skip();
    }
    const verify = (text: string) => {
      const path = join(temporary, 'rollcall.service');
      writeFileSync(path, text.replace('/usr/bin/node', process.execPath));
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
      return { status, stderr };
    };
    expect(verify(UNIT)).to.deep.equal({ status: 0, stderr: '' });
    expect(verify(UNIT.replace('ProtectHome=', 'ProtectHaus=')).stderr).to.match(/ProtectHaus/);
    const security = ['security', '--offline=true', '--threshold=20', join(DEPLOY, 'rollcall.service')];
    expect(execFileSync('systemd-analyze', security, { encoding: 'utf8' })).to.match(
      /Overall exposure level .*: [01]\.\d OK/,
    );
  });

  it("the unit's command serves where only .rollcall may be written, and ends in the time that the unit gives", async () => {
    const unit = parseUnit(UNIT);
    expect(unit.get('ReadWritePaths')).to.equal(`${unit.get('WorkingDirectory')}/.rollcall`);
    const [program = '', ...args] = (unit.get('ExecStart') ?? '').split(' ');
    expect(program).to.equal('/usr/bin/node');
    const served = await start(['node', ...args]);
    try {
      expect((await fetch(`${url}/health/ready`)).status, served.output()).to.equal(200);
      expect(await sendEvent(systems, url, 'bob', '/hooks/staff/webhook')).to.equal(202);
      await present(systems, 'bob');
    } finally {
      const since = performance.now();
      expect(unit.get('KillSignal')).to.equal('SIGTERM');
      expect(await served.end(), served.output()).to.equal(0);
      expect(performance.now() - since).to.be.lessThan(Number(unit.get('TimeoutStopSec')) * 1000);
    }
  });
});

function split([command = '', ...args]: readonly string[]): [string, readonly string[]] {
  return [command, args];
}
