import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { CleanFolder } from './support/clean-folder.js';
import { HOOK, present, sendEvent } from './support/host-events.js';
import { type Packed, packAll } from './support/packages.js';
import { configOf, manifestOf, SIMULATORS, type Systems, startSystems } from './support/systems.js';

const EXAMPLE = join(root, 'docs', 'examples', 'hosts', 'next');
const QUIET = { NEXT_TELEMETRY_DISABLED: '1' };

/** The example in Next itself: built, started, and asked over HTTP. */
describe('in Next.js', function () {
  this.timeout(240_000);
  let temporary: string;
  let site: CleanFolder;
  let systems: Systems;

  before(async function () {
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-next-'));
    const packed: readonly Packed[] = await packAll(temporary);
    const { dependencies } = manifestOf(EXAMPLE);
    const own = Object.entries(dependencies).filter(([name]) => name.startsWith('@rollcall/'));
    const simulators = new CleanFolder(join(temporary, 'simulators'), packed);
    site = new CleanFolder(join(temporary, 'site'), packed);
    const shared = { inversify: '^8.2.0', 'reflect-metadata': '^0.2.2' };
    await simulators.install(SIMULATORS);
    await site.install({ ...Object.fromEntries(own), ...shared });
    // Ours is installed; whether Next is to be had depends on the machine alone.
    const { code, out } = await site.run('npm', [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...Object.entries(dependencies).flatMap(([name, range]) =>
        own.some(([one]) => one === name) ? [] : `${name}@${range}`,
      ),
    ]);
    if (code !== 0) {
      expect(out, 'Next and Rollcall cannot be installed together').to.not.match(/ERESOLVE|EOVERRIDE/);
      if (this.test !== undefined) this.test.title = `Next cannot be installed here: ${out.split('\n')[0]}`;
      return this.skip();
    }
    systems = await startSystems(simulators);
  });
  after(async () => {
    await systems?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  it('a site is built, takes signed events from its start on, and ends as its example says', async () => {
    cpSync(EXAMPLE, site.path, { recursive: true, filter: (path) => !path.endsWith('package.json') });
    site.write('rollcall.yaml', configOf(systems, HOOK));
    const next = 'node_modules/next/dist/bin/next';
    const built = await site.run(process.execPath, [next, 'build'], { ...systems.env, ...QUIET });
    expect(built.code, built.out).to.equal(0);
    expect(built.out).to.match(/ƒ \/rollcall\/\[\.\.\.path\]/);
    // Its own start script, word by word and without a shell: so it is the same on every system.
    const [program, ...args] = manifestOf(EXAMPLE).scripts?.start?.split(' ') ?? [];
    expect(program).to.equal('node');
    const server = await site.startProgram(
      [process.execPath, ...args, '--hostname', '127.0.0.1', '--port', '0'],
      /http:\/\/127\.0\.0\.1:(\d+)[\s\S]*Ready/,
      { ...systems.env, ...QUIET },
    );
    try {
      const url = `http://127.0.0.1:${server.match[1]}`;
      const ready = await fetch(`${url}/rollcall/health/ready`);
      expect([ready.status, await ready.text()], server.output()).to.deep.include(200);
      expect(await sendEvent(systems, url, 'cem'), server.output()).to.equal(202);
      await present(systems, 'cem');
      const forged = await fetch(`${url}/rollcall/hooks/staff/webhook`, { method: 'POST', body: '{}' });
      expect(forged.status).to.equal(401);
      expect((await fetch(`${url}/rollcall/no-such-page`)).status).to.equal(404);
    } finally {
      expect(await server.end(), server.output()).to.equal(0);
    }
  });
});
