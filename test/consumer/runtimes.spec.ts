import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CleanFolder } from './support/clean-folder.js';
import { HOOK } from './support/host-events.js';
import { packAll } from './support/packages.js';
import { configOf, SIMULATORS, type Systems, startSystems } from './support/systems.js';

const PACKAGES = ['contract', 'drupal', 'engine', 'joomla', 'mappers', 'plugin', 'server', 'triggers'];
const SHARED = { inversify: '^8.2.0', 'reflect-metadata': '^0.2.2' };
const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** Only Node is promised; this says what is so elsewhere, and the guide to embedding says the same. */
describe('in a runtime that is not Node', function () {
  this.timeout(240_000);
  let temporary: string;
  let host: CleanFolder;
  let systems: Systems;

  before(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-runtimes-'));
    const packed = await packAll(temporary);
    const simulators = new CleanFolder(join(temporary, 'simulators'), packed);
    host = new CleanFolder(join(temporary, 'host'), packed);
    await Promise.all([
      simulators.install(SIMULATORS),
      host.install({ ...Object.fromEntries(PACKAGES.map((name) => [`@rollcall/${name}`, '*'])), ...SHARED }),
    ]);
    host.write('main.mjs', readFileSync(join(import.meta.dirname, 'assets', 'runtime.mjs'), 'utf8'));
    systems = await startSystems(simulators);
    host.write('rollcall.yaml', configOf(systems, HOOK));
  });
  after(async () => {
    await systems?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  for (const [runtime, args, expected] of [
    ['deno', ['run', '-A', '--no-check', 'main.mjs'], { run: 'done', counts: { 'create:done': 3 } }],
    // Its HTTP client's library is another there, so that connections do not work.
    ['bun', ['main.mjs', 'handler'], {}],
  ] as const)
    it(`${runtime}: the handler answers${'run' in expected ? ', and runs work' : ''}`, async function () {
      const got = await host.run('npm', [...INSTALL, '--no-save', runtime]);
      if (got.code !== 0) {
        if (this.test !== undefined)
          this.test.title += ` [${runtime} cannot be installed here: ${got.out.split('\n')[0]}]`;
        return this.skip();
      }
      const { code, out } = await host.run(join(host.path, 'node_modules', '.bin', runtime), args, systems.env);
      expect(code, out).to.equal(0);
      const told = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { readonly counts?: object };
      expect({ ...told, counts: undefined }).to.deep.include({ live: 200, forged: 401 });
      if ('run' in expected) {
        expect(told).to.deep.include({ run: expected.run });
        expect(told.counts).to.include(expected.counts);
      }
    });
});
