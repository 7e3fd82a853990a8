import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRollcall } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import { SqliteState } from '@rollcall/state-sql';
import { expect } from 'chai';
import { startRollcall } from '../support/child.js';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { type BadStage, openBadStage } from './bad-stage.js';

describe('a state file that cannot be used', function () {
  this.timeout(30_000);
  let stage: BadStage;
  let path: string;
  beforeEach(async () => {
    stage = await openBadStage();
    path = join(stage.folder, '.rollcall', 'state.sqlite');
    mkdirSync(join(stage.folder, '.rollcall'));
  });
  afterEach(() => stage.close());

  it('because it is something else', async () => {
    writeFileSync(path, 'This is a letter, not a database.\n'.repeat(200));
    await stage.refuses(
      ['run'],
      1,
      `Error: opening the state file FOLDER/.rollcall/state.sqlite: it is not a SQLite database.
  Name another file under state.path, or bring back a backup of it.
  (sqlite-damaged)`,
    );
  });

  it('because it was damaged after it was written', async () => {
    expect((await stage.rollcall('run')).code).to.equal(0);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xaa, 4096));
    const { code, err, out } = await stage.rollcall('run');
    expect(err + out)
      .to.contain('(sqlite-damaged)')
      .and.to.contain('or bring back a backup of it');
    expect(code).to.equal(1);
  });

  it('because a folder is in its place', async () => {
    mkdirSync(path);
    await stage.refuses(
      ['run'],
      1,
      `Error: opening the state file FOLDER/.rollcall/state.sqlite: a folder is in its place.
  Name another place for it under state.path.
  (sqlite-unusable)`,
    );
  });

  it('because a file is where its folder should be', async () => {
    writeFileSync(join(stage.folder, 'file'), '');
    stage.configure(`${stage.config}\nstate: { path: file/state.sqlite }\n`);
    await stage.refuses(
      ['run'],
      1,
      `Error: opening the state file FOLDER/file/state.sqlite: a part of its path is a file.
  Name another place for it under state.path.
  (sqlite-unusable)`,
    );
  });

  it('because the file system takes no folders', async function () {
    if (process.platform !== 'linux') this.skip();
    stage.configure(`${stage.config}\nstate: { path: /proc/rollcall/state.sqlite }\n`);
    await stage.refuses(
      ['run'],
      1,
      `Error: opening the state file /proc/rollcall/state.sqlite: its folder cannot be made there.
  Name another place for it under state.path.
  (sqlite-unusable)`,
    );
  });

  it('because another program keeps it locked', async () => {
    expect((await stage.rollcall('run')).code).to.equal(0);
    const other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');
    try {
      await stage.refuses(
        ['run'],
        1,
        `Error: writing the state file FOLDER/.rollcall/state.sqlite: another program keeps it locked.
  End that program, or wait for it.
  (sqlite-locked)`,
      );
    } finally {
      other.close();
    }
  });

  it('because the disk is full: what was written is safe, and the next run goes on', async () => {
    for (let index = 0; index < 150; index += 1)
      stage.drupalSite.addUser({ name: `more.${index}`, mail: `more.${index}@example.test`, roles: ['joomla_user'] });
    const state = new SqliteState(path);
    // SQLite answers as on a full disk when the file may not grow.
    const { database } = state as unknown as { readonly database: { all(sql: string): readonly object[] } };
    const [pages] = database.all('PRAGMA page_count') as readonly { readonly page_count: number }[];
    database.all(`PRAGMA max_page_count = ${(pages?.page_count ?? 0) + 1}`);
    const rollcall = await createRollcall({
      config: join(stage.folder, 'rollcall.yaml'),
      env: stage.env,
      state,
      extensions: [mappers],
    });
    const failure: unknown = await rollcall
      .sync('staff')
      .run()
      .then(
        ({ error }) => error,
        (error: unknown) => error,
      );
    expect((failure as Error).message).to.equal(
      `writing the state file ${path}: the disk is full; free some space and run again; what was written before is safe`,
    );
    await rollcall.close();
    await state.close();
    const { code, out } = await stage.rollcall('run');
    expect(code, out).to.equal(0);
    expect(actualPeople(stage.joomlaSite)).to.deep.equal(expectedPeople(stage.drupalSite));
  });
});

describe('two runs of one sync at once', function () {
  this.timeout(30_000);

  it('are not: the second says who runs, since when, and what to do; and the first ends right', async () => {
    const stage = await openBadStage();
    try {
      let arrived: () => void = () => {};
      const writing = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      stage.joomla.faults.when(
        ({ method }) => {
          if (method === 'GET') return false;
          arrived();
          return true;
        },
        { kind: 'delay', ms: 1_500 },
        { times: 1 },
      );
      const first = startRollcall(stage.folder, stage.env, ['run']);
      await writing;
      const { code, err } = await stage.rollcall('run');
      expect(err).to.match(
        /^Error: starting a run of "staff": run [\dT]+-[0-9a-f]{8} is under way, started \d{4}-\d\d-\d\dT\S+ by \S+\.\n {2}Wait for it; if its process was killed, it gives way within \d+ seconds\.\n {2}\(already-running\)\n$/,
      );
      expect(code).to.equal(1);
      expect(await first.ended, first.output()).to.equal(0);
      expect(actualPeople(stage.joomlaSite)).to.deep.equal(expectedPeople(stage.drupalSite));
    } finally {
      await stage.close();
    }
  });
});

describe('a plan file that was changed', () => {
  let stage: BadStage;
  beforeEach(async () => {
    stage = await openBadStage();
    expect((await stage.rollcall('plan', '--out', 'plan.json')).code).to.equal(0);
  });
  afterEach(() => stage.close());
  interface Plan {
    sync: string;
    operations: { key: string; kind: string; status: string }[];
  }

  const edits: readonly (readonly [string, (plan: Plan) => void])[] = [
    ['by taking an operation out', ({ operations }) => void operations.pop()],
    ['by another key', ({ operations }) => Object.assign(operations[0] ?? {}, { key: 'f'.repeat(64) })],
    ['by approving what is held', ({ operations }) => Object.assign(operations[0] ?? {}, { status: 'held' })],
    ['by another order', ({ operations }) => void operations.reverse()],
  ];
  for (const [title, edit] of edits)
    it(`${title} is refused`, async () => {
      const file = join(stage.folder, 'plan.json');
      const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
      edit(plan);
      writeFileSync(file, JSON.stringify(plan));
      await stage.refuses(
        ['run', '--plan', 'plan.json'],
        2,
        `Error: reading the plan plan.json: its operations are not those that it was made with: it was changed since.
  Make a new one with "rollcall plan --out FILE"; to do it for some people only, plan with --account or --role.
  (bad-plan)`,
      );
    });

  it('is applied as it was made', async () => {
    expect((await stage.rollcall('run', '--plan', 'plan.json')).code).to.equal(0);
    expect(actualPeople(stage.joomlaSite)).to.deep.equal(expectedPeople(stage.drupalSite));
  });

  it('is refused for people who changed since it was made, and done for the others', async () => {
    const [changed] = [...stage.drupalSite.users.all()].filter(
      ({ roles, uid }) => uid > 3 && roles.includes('joomla_user'),
    );
    stage.drupalSite.updateUser(changed?.uid ?? 0, { mail: 'changed@example.test' });
    const { code, out } = await stage.rollcall('run', '--plan', 'plan.json');
    expect(out).to.contain(`${changed?.uuid}: it would be changed otherwise now than the plan says`);
    const names = [...stage.joomlaSite.users.values()].map(({ email }) => email);
    expect(names).to.not.include('changed@example.test');
    expect(names.length).to.equal(expectedPeople(stage.drupalSite).length);
    expect(code).to.equal(0);
  });
});
