import { join } from 'node:path';
import type { OperationRecord } from '@rollcall/engine';
import { SqliteState } from '@rollcall/state-sql';
import { type DrupalSite, generateDrupalSite, type MatchableRequest, seededRandom } from '@rollcall/testing';
import { expect } from 'chai';
import { type RollcallProcess, startRollcall } from '../support/child.js';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { openStage, type Stage } from '../support/stage.js';

/** When the process is killed: as a write arrives and is lost, as it arrives and is done, or so many milliseconds after its first question to the source. */
type Kill = { readonly write: number; readonly handled: boolean } | { readonly afterMs: number };

const PEOPLE = 120;
const SEED = Number(process.env.ROLLCALL_SEED ?? 20_251);
const random = seededRandom(SEED);
const someTime = (): Kill => ({ afterMs: Math.floor(random() * 600) });

/** Each line is one world: killed at the first point, started again, killed at the next … and then left to end. Writes count from the last start. */
const LIVES: readonly { readonly title: string; readonly moved: boolean; readonly kills: readonly Kill[] }[] = [
  { title: 'a first run, as a write arrives', moved: false, kills: points([1, 3, 8, 20], false) },
  { title: 'a first run, as a write is done and not answered', moved: false, kills: points([1, 2, 9, 25], true) },
  { title: 'a run with joiners, movers and leavers, as a write arrives', moved: true, kills: points([1, 4, 9], false) },
  { title: 'a run with joiners, movers and leavers, as a write is done', moved: true, kills: points([1, 5, 12], true) },
  { title: 'a first run, at random times', moved: false, kills: [someTime(), someTime(), someTime()] },
];

describe(`a process that is killed (seed ${SEED})`, function () {
  this.timeout(120_000);

  for (const { title, moved, kills } of LIVES)
    it(`in ${title}, ${kills.length} times, leaves what a run without a kill leaves`, async () => {
      const [world, calm] = await Promise.all([openWorld(moved), openWorld(moved)]);
      try {
        expect((await calm.rollcall('run')).code).to.equal(0);
        for (const kill of kills) await runAndKill(world, kill);
        const last = start(world);
        expect(await last.ended, last.output()).to.equal(0);
        expect(actualPeople(world.joomlaSite)).to.deep.equal(expectedPeople(world.drupalSite));
        expect(everything(world)).to.deep.equal(everything(calm));
        await expectOneIntentEach(world);
        const again = await world.rollcall('run');
        expect(again.out).to.contain('Written: nothing');
      } finally {
        await Promise.all([world.close(), calm.close()]);
      }
    });

  it('by SIGINT ends what is in flight, exits with 130, and goes on at the next start', async () => {
    const world = await openWorld(false);
    try {
      let writes = 0;
      let running: RollcallProcess | undefined;
      world.joomla.faults.when(
        (request) => {
          if (!isWrite(request)) return false;
          writes += 1;
          if (writes === 10) running?.child.kill('SIGINT');
          return writes >= 10;
        },
        { kind: 'delay', ms: 20 },
        { times: Number.POSITIVE_INFINITY },
      );
      running = start(world);
      expect(await running.ended, running.output()).to.equal(130);
      expect(running.output()).to.contain('SIGINT: finishing what is in flight');
      const done = world.joomlaSite.users.size;
      expect(done).to.be.greaterThan(5).and.to.be.lessThan(expectedPeople(world.drupalSite).length);
      const left = await operations(world);
      expect(
        left.filter(({ status }) => status === 'intended' || status === 'unknown'),
        'nothing is left open',
      ).to.deep.equal([]);
      const next = await world.rollcall('run');
      expect(next.code, next.out + next.err).to.equal(0);
      expect(actualPeople(world.joomlaSite)).to.deep.equal(expectedPeople(world.drupalSite));
      await expectOneIntentEach(world);
    } finally {
      await world.close();
    }
  });
});

function points(writes: readonly number[], handled: boolean): readonly Kill[] {
  return writes.map((write) => ({ write, handled }));
}

async function openWorld(moved: boolean): Promise<Stage> {
  const stage = await openStage({ drupal: generateDrupalSite({ users: PEOPLE, seed: 11 }) });
  if (!moved) return stage;
  expect((await stage.rollcall('run')).code).to.equal(0);
  moveSome(stage.drupalSite);
  return stage;
}

/** Renames, moves, blocks, releases and adds people, the same in each world. */
function moveSome(site: DrupalSite): void {
  const people = [...site.users.all()].filter(({ uid, roles }) => uid > 3 && roles.includes('joomla_user'));
  people.slice(0, 30).forEach(({ uid, status, fields }, index) => {
    if (index % 6 === 0) site.updateUser(uid, { name: `renamed.${index}`, mail: `renamed.${index}@example.test` });
    else if (index % 6 === 1) site.updateUser(uid, { roles: ['joomla_user', 'manager'] });
    else if (index % 6 === 2) site.updateUser(uid, { status: !status });
    else if (index % 6 === 3) site.updateUser(uid, { fields: { ...fields, field_first_name: `First${index}` } });
    else if (index % 6 === 4) site.updateUser(uid, { roles: ['manager'] });
    else if (index === 5) site.deleteUser(uid);
  });
  for (let index = 0; index < 10; index += 1)
    site.addUser({
      name: `joiner.${index}`,
      mail: `joiner.${index}@example.test`,
      roles: ['joomla_user', ...(index % 2 === 0 ? ['content_editor'] : [])],
      fields: { field_first_name: 'New', field_last_name: `Joiner${index}` },
    });
}

function start(world: Stage): RollcallProcess {
  return startRollcall(world.folder, world.env, ['run']);
}

/** A run may end by itself before its time has come; that is a life as well. */
async function runAndKill(world: Stage, kill: Kill): Promise<void> {
  if ('afterMs' in kill) {
    let timer: NodeJS.Timeout | undefined;
    const running = start(world);
    world.drupal.faults.when(
      () => {
        timer ??= setTimeout(() => running.child.kill('SIGKILL'), kill.afterMs);
        return false;
      },
      { kind: 'drop-before' },
    );
    expect(await running.ended, running.output()).to.be.oneOf(['SIGKILL', 0]);
    clearTimeout(timer);
    return;
  }
  let running: RollcallProcess | undefined;
  let writes = 0;
  world.joomla.faults.when(
    (request) => {
      if (running === undefined || !isWrite(request)) return false;
      writes += 1;
      if (writes === kill.write) running.child.kill('SIGKILL');
      return writes === kill.write;
    },
    { kind: kill.handled ? 'drop-after' : 'drop-before' },
  );
  running = start(world);
  expect(await running.ended, running.output()).to.equal('SIGKILL');
  running = undefined;
}

function isWrite({ method }: MatchableRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** Every account of the target, blocked ones as well, without what differs from world to world: ids and dates. */
function everything({ joomlaSite }: Stage): readonly string[] {
  return [...joomlaSite.users.values()]
    .map(({ username, email, name, block, groups }) =>
      [username, email, name, block, [...groups].map((id) => joomlaSite.groups.get(id)?.title).sort()].join('|'),
    )
    .sort();
}

/** Of each account that was made there is one intent that is settled as done, and no change is without an intent. */
async function expectOneIntentEach(world: Stage): Promise<void> {
  const all = await operations(world);
  const made = all.filter(({ kind, status }) => kind === 'create' && status === 'done');
  expect(made.length, 'creates in the journal').to.equal(world.joomlaSite.users.size - 1);
  expect(new Set(made.map(({ sourceId }) => sourceId)).size, 'people of the creates').to.equal(made.length);
  expect(new Set(made.map(({ targetId }) => targetId)).size, 'accounts of the creates').to.equal(made.length);
  const settled = all.filter(({ status }) => status === 'done');
  expect(settled.filter(({ intendedAt }) => intendedAt === null)).to.deep.equal([]);
  expect(all.filter(({ status }) => status === 'intended' || status === 'unknown')).to.deep.equal([]);
  const sent = world.joomla.requests.filter(
    ({ method, status }) => method === 'POST' && status !== null && status < 300,
  );
  const lost = world.joomla.requests.filter(({ method, status }) => method === 'POST' && status === null);
  expect(made.length, 'creates that the target did').to.be.within(sent.length, sent.length + lost.length);
}

async function operations({ folder }: Stage): Promise<readonly OperationRecord[]> {
  const state = new SqliteState(join(folder, '.rollcall', 'state.sqlite'));
  try {
    const found: OperationRecord[] = [];
    for (const { id } of await state.runs.list({ limit: 100 }))
      found.push(...(await state.journal.page(id, { limit: 5_000 })));
    return found;
  } finally {
    await state.close();
  }
}
