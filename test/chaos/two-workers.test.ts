import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDrupalSite, type MatchableRequest } from '@rollcall/testing';
import { expect } from 'chai';
import { type RollcallProcess, startRollcall } from '../support/child.js';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { describeWithPostgres } from '../support/postgres.js';
import { openStage, type Stage } from '../support/stage.js';

const PEOPLE = 60;

describeWithPostgres('workers that share their state in PostgreSQL', (postgres) => {
  let name: string;
  let worlds: Stage[];
  beforeEach(async () => {
    name = `test_${randomBytes(6).toString('hex')}`;
    worlds = [];
    await postgres.rows('public', `CREATE DATABASE ${name}`);
  });
  afterEach(async () => {
    await Promise.all(worlds.map((world) => world.close()));
    await postgres.rows('public', `DROP DATABASE ${name} WITH (FORCE)`);
  });

  async function openWorld(): Promise<Stage> {
    const world = await openStage({ drupal: generateDrupalSite({ users: PEOPLE, seed: 12 }) });
    worlds.push(world);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    writeFileSync(join(world.folder, 'state-url'), url.href);
    world.configure(`${world.config}\nstate: { url: '\${file:state-url}' }\n`);
    return world;
  }

  const isWrite = ({ method }: MatchableRequest) => method !== 'GET' && method !== 'HEAD';

  it('go on where another was killed, wherever that was, and repeat nothing', async function () {
    this.timeout(60_000);
    const world = await openWorld();
    for (const [write, kind] of [
      [2, 'drop-after'],
      [7, 'drop-before'],
    ] as const) {
      let running: RollcallProcess | undefined;
      let writes = 0;
      world.joomla.faults.when(
        (request) => {
          if (running === undefined || !isWrite(request)) return false;
          writes += 1;
          if (writes === write) running.child.kill('SIGKILL');
          return writes === write;
        },
        { kind },
      );
      running = startRollcall(world.folder, world.env, ['run']);
      expect(await running.ended, running.output()).to.equal('SIGKILL');
      running = undefined;
    }
    const { code, out } = await world.rollcall('run');
    expect(code, out).to.equal(0);
    expect(actualPeople(world.joomlaSite)).to.deep.equal(expectedPeople(world.drupalSite));
    expect((await world.rollcall('run')).out).to.contain('Written: nothing');
  });

  it('do not run one sync at once: the second says who does, and each account is made once', async function () {
    this.timeout(60_000);
    const world = await openWorld();
    const both = [1, 2].map(() => startRollcall(world.folder, world.env, ['run']));
    const ends = await Promise.all(both.map(({ ended }) => ended));
    expect(ends, both.map((one) => one.output()).join('\n')).to.include(0);
    expect(actualPeople(world.joomlaSite)).to.deep.equal(expectedPeople(world.drupalSite));
    expect((await world.rollcall('run')).out).to.contain('Written: nothing');
    const doctor = await world.rollcall('doctor');
    expect(doctor.out).to.match(
      /postgres:\/\/127\.0\.0\.1:\d+\/test_\w+, schema "rollcall_state" is of version \d+, last run/,
    );
    expect(doctor.out).to.not.contain(new URL(postgres.url).password);
  });
});
