import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RollcallError } from '@rollcall/contract';
import { lookAtStateDatabase, PostgresState } from '@rollcall/state-sql';
import { expect } from 'chai';
import { describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.js';
import { POSTGRES_MIGRATIONS, STATE_SCHEMA } from '../src/postgres-schema.js';
import { dumpSchema, schemaOf } from './support/postgres-snapshot.js';
import { lost, NEWEST, RELEASED, UNRELEASED, UPDATE } from './support/released.js';
import { readSample, writeSample } from './support/sample-state.js';

const SUFFIX = '.postgres.sql';
const versions = (): readonly string[] =>
  readdirSync(RELEASED)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => basename(name, SUFFIX));

/** As for a file: the schema that each released version wrote, as PostgreSQL's own dump, beside what it told of it. */
describeWithPostgres('state in PostgreSQL of an earlier version', (postgres) => {
  /** A database with a state as today's version writes it. */
  async function fresh(): Promise<TestDatabase> {
    const own = await postgres.database();
    const state = new PostgresState(own.url);
    await writeSample(state);
    await state.salt();
    await state.close();
    return own;
  }
  async function restored(version: string): Promise<TestDatabase> {
    const own = await postgres.database();
    await own.rows(readFileSync(join(RELEASED, version + SUFFIX), 'utf8'));
    return own;
  }

  before(async () => {
    if (!UPDATE) return;
    const sql = dumpSchema((await fresh()).url, STATE_SCHEMA);
    // The salt is random; the snapshot is not.
    writeFileSync(join(RELEASED, NEWEST + SUFFIX), sql.replace(/(VALUES \('salt', ')[^']+/, '$1a-salt-of-its-own'));
  });

  for (const version of new Set([...versions(), ...(UPDATE ? [NEWEST] : [])])) {
    it(`${version} is told of without being changed, and brought forward with every row as it was`, async () => {
      const own = await restored(version);
      const told = await lookAtStateDatabase(own.url);
      expect(told).to.deep.include({ known: POSTGRES_MIGRATIONS.length, lastRunAt: 2_000 });
      expect(told.version).to.be.within(1, told.known);
      const state = new PostgresState(own.url);
      const after = JSON.parse(JSON.stringify(await readSample(state))) as unknown;
      await state.close();
      const before = JSON.parse(readFileSync(join(RELEASED, `${version}.json`), 'utf8')) as unknown;
      expect(lost(before, after)).to.deep.equal([]);
      expect(await schemaOf(own, STATE_SCHEMA), 'its tables are not those of a new one').to.deep.equal(
        await schemaOf(await fresh(), STATE_SCHEMA),
      );
    });
  }

  it('is kept for each version, and the newest is what this one writes', async () => {
    const how = 'UPDATE_SNAPSHOTS=1 npm run mocha -- packages/state-sql/test/postgres-upgrade.test.ts';
    expect(versions(), `write the state of ${NEWEST} down: ${how}`).to.include(NEWEST);
    const what = UNRELEASED
      ? `the tables changed: add a migration, and write the snapshot of ${NEWEST} anew: ${how}`
      : `the tables changed since ${NEWEST} was released: add a migration, begin the next version in the changelog, and write its snapshot`;
    const kept = await restored(NEWEST);
    const now = await schemaOf(await fresh(), STATE_SCHEMA);
    expect(now, what).to.deep.equal(await schemaOf(kept, STATE_SCHEMA));
    for (const planted of [
      'ALTER TABLE link DROP COLUMN version',
      'ALTER TABLE run ADD COLUMN host text',
      'DROP INDEX link_target',
      'ALTER TABLE run ALTER COLUMN error TYPE varchar(9)',
      'CREATE TABLE extra (name text)',
    ]) {
      await kept.rows(`SET search_path TO ${STATE_SCHEMA}; BEGIN; ${planted}`);
      expect(await schemaOf(kept, STATE_SCHEMA), planted).to.not.deep.equal(now);
      await kept.rows('ROLLBACK');
    }
  });

  it('of a later version is refused, and told of', async () => {
    const own = await restored(NEWEST);
    await own.rows(`UPDATE ${STATE_SCHEMA}.rollcall_version SET version = 99`);
    const error: unknown = await new PostgresState(own.url).salt().catch((thrown: unknown) => thrown);
    expect(RollcallError.is(error) && error.code, String(error)).to.equal('postgres-newer');
    expect((await lookAtStateDatabase(own.url)).version).to.equal(99);
  });
});
