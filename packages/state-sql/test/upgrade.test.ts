import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import { lookAtStateFile, SqliteState } from '../src/index.js';
import { lost, NEWEST, RELEASED, UNRELEASED, UPDATE } from './support/released.js';
import { readSample, writeSample } from './support/sample-state.js';
import { dump, restore, schemaIn, versionIn } from './support/snapshot.js';

const VERSIONS = readdirSync(RELEASED)
  // Those of PostgreSQL have a test of their own.
  .filter((name) => /\d\.sql$/.test(name))
  .map((name) => basename(name, '.sql'));

/**
 * What each released version wrote, as SQL text and as what it told of it, is kept in `released/`. With UPDATE_SNAPSHOTS=1 the files of
 * a version that is not released yet are written anew; those of a released one never change again.
 */
describe('a state file of an earlier version', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-upgrade-'));
    path = join(folder, 'state.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A file as today's version writes it. */
  async function writeFresh(at: string): Promise<void> {
    const state = new SqliteState(at);
    await writeSample(state);
    await state.close();
  }
  async function tell(at: string): Promise<object> {
    const state = new SqliteState(at);
    try {
      // As text, so that what is compared with a file is data alone.
      return JSON.parse(JSON.stringify(await readSample(state))) as object;
    } finally {
      await state.close();
    }
  }

  before(async () => {
    if (!UPDATE) return;
    const own = mkdtempSync(join(tmpdir(), 'rollcall-snapshot-'));
    const file = join(own, 'state.sqlite');
    await writeFresh(file);
    const state = new SqliteState(file);
    await state.salt();
    await state.close();
    // The salt is random; the snapshot is not.
    const sql = dump(file).replace(/(VALUES \('salt', ')[^']+/, '$1a-salt-of-its-own');
    writeFileSync(join(RELEASED, `${NEWEST}.sql`), sql);
    rmSync(file);
    restore(sql, file);
    writeFileSync(join(RELEASED, `${NEWEST}.json`), `${JSON.stringify(await tell(file), null, 2)}\n`);
    rmSync(own, { recursive: true });
  });

  const sqlOf = (version: string): string => readFileSync(join(RELEASED, `${version}.sql`), 'utf8');

  for (const version of new Set([...VERSIONS, ...(UPDATE ? [NEWEST] : [])])) {
    it(`${version} is brought forward, with every row as it was`, async () => {
      restore(sqlOf(version), path);
      const before = JSON.parse(readFileSync(join(RELEASED, `${version}.json`), 'utf8')) as unknown;
      expect(lost(before, await tell(path))).to.deep.equal([]);
      const fresh = join(folder, 'fresh.sqlite');
      await writeFresh(fresh);
      expect(schemaIn(path), 'its tables are not those of a new file').to.deep.equal(schemaIn(fresh));
      expect(versionIn(path)).to.equal(versionIn(fresh));
    });

    it(`${version} is told of without being changed`, () => {
      restore(sqlOf(version), path);
      const before = readFileSync(path);
      const { version: number, known, lastRunAt } = lookAtStateFile(path);
      expect(number).to.equal(versionIn(path)).and.to.be.at.most(known);
      expect(lastRunAt).to.equal(2_000);
      expect(readFileSync(path).equals(before)).to.equal(true);
    });
  }

  it('is kept for each version, and the newest is what this one writes', async () => {
    expect(
      VERSIONS,
      `write the state of ${NEWEST} down: UPDATE_SNAPSHOTS=1 npm run mocha -- packages/state-sql/test/upgrade.test.ts`,
    ).to.include(NEWEST);
    await writeFresh(path);
    const kept = join(folder, 'kept.sqlite');
    restore(sqlOf(NEWEST), kept);
    const what = !UNRELEASED
      ? `the tables changed since ${NEWEST} was released: add a migration, begin the next version in the changelog, and write its snapshot`
      : `the tables changed: add a migration, and write the snapshot of ${NEWEST} anew with UPDATE_SNAPSHOTS=1`;
    expect(schemaIn(path), what).to.deep.equal(schemaIn(kept));
    expect(versionIn(path), what).to.equal(versionIn(kept));
  });

  for (const [title, sql] of [
    ['a column that is gone', 'ALTER TABLE link DROP COLUMN version'],
    ['a column more', 'ALTER TABLE run ADD COLUMN host TEXT'],
    ['an index that is gone', 'DROP INDEX link_target'],
    ['a table more', 'CREATE TABLE extra (name TEXT)'],
  ] as const)
    it(`would show ${title}`, async () => {
      await writeFresh(path);
      const before = schemaIn(path);
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
      expect(schemaIn(path)).to.not.deep.equal(before);
    });

  it('would show a row, or a value, that is lost or changed', () => {
    expect(lost({ a: [1, { b: 2 }] }, { a: [1, { b: 2, more: 0 }], c: 3 })).to.deep.equal([]);
    expect(lost({ a: [1, { b: 2 }] }, { a: [1] })).to.deep.equal(['.a: 1 of 2 are left']);
    expect(lost({ a: { b: null } }, { a: {} })).to.deep.equal(['.a.b: null became nothing']);
    expect(lost({ a: 'x' }, { a: 'y' })).to.deep.equal(['.a: "x" became "y"']);
  });

  it('of a later version is refused, and told of', () => {
    restore(sqlOf(NEWEST), path);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(() => new SqliteState(path))
      .to.throw(/is of version 99, and this Rollcall knows \d+/)
      .and.satisfy((error: unknown) => RollcallError.is(error) && error.code === 'sqlite-newer');
    expect(lookAtStateFile(path).version).to.equal(99);
    expect(readFileSync(path).equals(before)).to.equal(true);
  });

  it('can be opened by many at once, and is brought forward once', async () => {
    restore('PRAGMA user_version = 0', path);
    const states = [new SqliteState(path), new SqliteState(path), new SqliteState(path)];
    await Promise.all(states.map((state) => state.salt()));
    expect(new Set(await Promise.all(states.map((state) => state.salt())))).to.have.property('size', 1);
    await Promise.all(states.map((state) => state.close()));
  });

  it('whose step fails stays as it was, and is free for others', () => {
    restore('CREATE TABLE link (mine TEXT)', path);
    const before = schemaIn(path);
    expect(() => new SqliteState(path)).to.throw();
    expect([schemaIn(path), versionIn(path)]).to.deep.equal([before, 0]);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE; COMMIT');
    other.close();
  });
});
