import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeWithPostgres, type TestDatabase } from '../support/postgres.js';
import { CleanFolder, type Started } from './support/clean-folder.js';
import { HOOK, present, sendEvent } from './support/host-events.js';
import { packAll } from './support/packages.js';
import { configOf, SIMULATORS, type Systems, startSystems } from './support/systems.js';

const ROLLCALL = 'node_modules/@rollcall/cli/bin/rollcall.mjs';

/** The guide "Several workers", in a clean folder: two workers of what is published share a state and a queue in PostgreSQL. */
describeWithPostgres('several workers of what a person installs', (postgres) => {
  let temporary: string;
  let folder: CleanFolder;
  let systems: Systems;
  let database: TestDatabase;

  before(async function () {
    this.timeout(240_000);
    temporary = mkdtempSync(join(tmpdir(), 'rollcall-queue-'));
    const packed = await packAll(temporary);
    const simulators = new CleanFolder(join(temporary, 'simulators'), packed);
    folder = new CleanFolder(join(temporary, 'story'), packed);
    await Promise.all([simulators.install(SIMULATORS), folder.install(STORY)]);
    systems = await startSystems(simulators);
    database = await postgres.database();
    const shared = "state: { url: '${env:STATE_URL}' }\nqueue: { url: '${env:STATE_URL}' }\n";
    folder.write('rollcall.yaml', configOf(systems, HOOK) + shared);
  });
  after(async function () {
    this.timeout(120_000);
    await systems?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  const env = () => ({ ...systems.env, STATE_URL: database.url });
  const rollcall = (...args: readonly string[]) => folder.run(process.execPath, [ROLLCALL, ...args], env());

  it('without the package of the queue every command says what to install, and nothing is made', async function () {
    this.timeout(120_000);
    for (const command of ['run', 'status', 'serve']) {
      const { code, out } = await rollcall(command);
      expect(code, out).to.equal(2);
      expect(out).to.match(/opening the queue that "queue\.url" names: @rollcall\/queue-pgboss is not installed/);
      expect(out).to.match(/npm install @rollcall\/queue-pgboss/);
      expect(out).to.not.include(new URL(database.url).password);
    }
    const doctor = await rollcall('doctor');
    expect(doctor.code).to.equal(1);
    expect(doctor.out).to.match(/✗ queue: .*npm install @rollcall\/queue-pgboss/);
    expect(await systems.inJoomla()).to.deep.equal([]);
  });

  it('with it two workers take turns, and either may go', async function () {
    this.timeout(240_000);
    await folder.install({ ...STORY, '@rollcall/queue-pgboss': '*' });
    const workers: Started[] = [];
    const work = async () => {
      const worker = await folder.start(
        `${ROLLCALL} serve --port 0`,
        /Rollcall serves at (http:\S+)[\s\S]*turns: from/,
        env(),
      );
      workers.push(worker);
      return worker;
    };
    try {
      const first = await work();
      const second = await work();
      const doctor = await rollcall('doctor');
      expect(doctor.out).to.match(/✓ queue: .*2 workers at it now/);
      expect(await sendEvent(systems, first.match[1] ?? '', 'ada', '/hooks/staff/webhook')).to.equal(202);
      expect(await sendEvent(systems, second.match[1] ?? '', 'bob', '/hooks/staff/webhook')).to.equal(202);
      await present(systems, 'ada', 'bob');
      expect(await first.end(), first.output()).to.equal(0);
      expect(await sendEvent(systems, second.match[1] ?? '', 'cem', '/hooks/staff/webhook')).to.equal(202);
      await present(systems, 'cem');
    } finally {
      for (const worker of workers) expect(await worker.end(), worker.output()).to.equal(0);
    }
    const schemas = await database.rows(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rollcall%' ORDER BY nspname",
    );
    expect(schemas.map(({ name }) => name)).to.deep.equal(['rollcall_queue', 'rollcall_state']);
    const ran = await rollcall('run');
    expect(ran.code, ran.out).to.equal(0);
  });
});

const STORY = { '@rollcall/cli': '*', '@rollcall/drupal': '*', '@rollcall/joomla': '*' };
