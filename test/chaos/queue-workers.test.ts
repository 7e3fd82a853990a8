import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDrupalSite, type MatchableRequest } from '@rollcall/testing';
import { expect } from 'chai';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { freePort, type RollcallProcess, startRollcall } from '../support/child.js';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { describeWithPostgres } from '../support/postgres.js';
import { openStage, type Stage, SYNC } from '../support/stage.js';

const SECRET = `whsec_${Buffer.from('made up for this test, not used').toString('base64')}`;
const PEOPLE = 150;
const RENAMED = 16;

interface Worker {
  readonly process: RollcallProcess;
  readonly port: number;
}

describeWithPostgres('workers that take turns from one queue', (postgres) => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  let world: Stage;
  let database: pg.Client;
  let workers: Worker[];

  beforeEach(async () => {
    workers = [];
    await postgres.rows('public', `CREATE DATABASE ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    database = new pg.Client({ connectionString: url.href });
    await database.connect();
    world = await openStage({
      drupal: generateDrupalSite({ users: PEOPLE, seed: 31 }),
      sync: `${SYNC}    triggers: [{ webhook: { secret: '${SECRET}' } }]\n`,
    });
    writeFileSync(join(world.folder, 'url'), url.href);
    world.configure(`${world.config}\nstate: { url: '\${file:url}' }\nqueue: { url: '\${file:url}' }\n`);
  });
  afterEach(async () => {
    await Promise.all(workers.map(({ process }) => process.kill('SIGKILL')));
    await world.close();
    await database.end();
    await postgres.rows('public', `DROP DATABASE ${name} WITH (FORCE)`);
  });

  async function startWorker(): Promise<void> {
    const port = await freePort();
    const args = ['serve', '--port', String(port), '--log-level', 'error'];
    const process = startRollcall(world.folder, world.env, args);
    await process.printed('Rollcall serves');
    workers.push({ process, port });
  }

  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await database.query<Record<string, unknown>>(sql)).rows;

  it('lose nothing and write nothing twice when the one at work is killed, and are never two at one account', async function () {
    this.timeout(120_000);
    await world.rollcall('run');
    await Promise.all([startWorker(), startWorker()]);
    const seen: string[] = [];
    let arrived: (() => void) | undefined;
    const fifth = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    // The fifth write is done, and its answer late enough for somebody to see who waits for it.
    world.joomla.faults.when(
      (request) => {
        if (!isWrite(request)) return false;
        seen.push(`${request.method} ${request.path}`);
        if (seen.length === 5) arrived?.();
        return seen.length === 5;
      },
      { kind: 'slow-drip', bytes: 1, everyMs: 1_000 },
      { times: Number.POSITIVE_INFINITY },
    );
    const people = [...world.drupalSite.users.all()]
      .filter(({ uid, roles, status }) => uid > 1 && status && roles.includes('joomla_user'))
      .slice(0, RENAMED);
    for (const { uid, fields } of people)
      world.drupalSite.updateUser(uid, { fields: { ...fields, field_first_name: `New${uid}` } });
    await Promise.all(people.map(({ uuid }, index) => send(workers[index % 2] as Worker, `msg_${index}`, uuid)));
    await fifth;
    const [lease] = await rows('SELECT holder FROM rollcall_state.lease');
    const victim = workers.find(({ process }) => String(lease?.holder).includes(`:${process.child.pid}:`));
    expect(await victim?.process.kill('SIGKILL'), 'the worker that had the turn').to.equal('SIGKILL');
    // As if half a minute had passed in which nobody heard of it.
    await rows(
      `UPDATE rollcall_queue.job SET heartbeat_on = heartbeat_on - interval '1 minute' WHERE state = 'active'`,
    );
    const survivor = workers.find((worker) => worker !== victim) as Worker;
    await drained(survivor);
    expect(actualPeople(world.joomlaSite)).to.deep.equal(expectedPeople(world.drupalSite));
    expect(seen.length, 'writes').to.equal(new Set(seen).size).and.to.equal(people.length);
    expect(await survivor.process.kill('SIGTERM'), survivor.process.output()).to.equal(0);
    const runs = await rows(`SELECT started_at, ended_at FROM rollcall_state.run WHERE mode = 'run' ORDER BY number`);
    const overlapping = runs.filter(
      ({ ended_at: end }, index) => Number(end ?? 0) > Number(runs[index + 1]?.started_at ?? Number.MAX_SAFE_INTEGER),
    );
    expect(overlapping, 'runs of one sync at once').to.deep.equal([]);
    expect(
      runs.filter(({ ended_at: end }) => end === null),
      'runs that were broken off',
    ).to.have.lengthOf(1);
    expect((await world.rollcall('doctor')).out).to.match(
      /queue: postgres:\/\/127\.0\.0\.1:\d+\/test_\w+, schema "rollcall_queue", \d workers? at it now/,
    );
    expect((await world.rollcall('run')).out).to.contain('Written: nothing');
  });
});

function isWrite({ method }: MatchableRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

async function send({ port }: Worker, id: string, uuid: string): Promise<void> {
  const body = JSON.stringify({ type: 'user.update', data: { uuid, origin: 'admin' } });
  const now = new Date();
  const response = await fetch(`http://127.0.0.1:${port}/hooks/staff/webhook`, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign(id, now, body),
    },
  });
  expect([response.status, await response.text()]).to.deep.equal([202, 'stored\n']);
}

async function drained({ port }: Worker): Promise<void> {
  for (;;) {
    const { syncs } = (await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json()) as {
      syncs: { staff: { waiting: number; lastStatus: string } };
    };
    if (syncs.staff.waiting === 0 && syncs.staff.lastStatus === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
