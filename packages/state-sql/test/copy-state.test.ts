import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RollcallError, Secret } from '@rollcall/contract';
import type { StateSettings } from '@rollcall/engine';
import { copyState, PostgresState, SqliteState } from '@rollcall/state-sql';
import { expect } from 'chai';
import { describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.js';
import { KEPT_TABLES } from '../src/copy/tables.js';
import { OF_ONE_RUN, STATE_SCHEMA } from '../src/postgres-schema.js';
import { readSample, writeSample } from './support/sample-state.js';
import { dump } from './support/snapshot.js';

/** After the lease of the sample has run out. */
const NOW = 10_000;

describeWithPostgres('a state that is carried over', (postgres) => {
  let folder: string;
  // The address of a state has no schema in it, so this has a database of its own.
  let own: TestDatabase;
  const rows = (sql: string): ReturnType<TestDatabase['rows']> => own.rows(sql);
  before(async () => {
    own = await postgres.database();
    await rows(`SET search_path TO ${STATE_SCHEMA}`);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-copy-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await rows(`DROP SCHEMA IF EXISTS ${STATE_SCHEMA} CASCADE`);
  });

  const file = (name: string): StateSettings => ({ path: join(folder, name), keepDays: 1 });
  const database = (): StateSettings => ({ url: new Secret(own.url), path: '', keepDays: 1 });
  const carry = (from: StateSettings, to: StateSettings, now = NOW, signal = new AbortController().signal) =>
    copyState({ from, to, folder, now, signal });
  /** The rows of a file as SQLite tells them, without leases, which stay behind. */
  const rowsIn = (name: string): readonly string[] =>
    dump(join(folder, name))
      .split('\n')
      .filter((line) => line.startsWith('INSERT INTO') && !/^INSERT INTO "(lease|turn|sqlite_sequence)"/.test(line));

  async function write(name: string, more: (state: SqliteState) => Promise<void> = async () => {}): Promise<void> {
    const state = new SqliteState(join(folder, name));
    await writeSample(state);
    await state.salt();
    await more(state);
    await state.close();
  }

  async function refusal(work: Promise<unknown>): Promise<RollcallError> {
    const error = await work.then(
      () => expect.fail('it should be refused'),
      (thrown: unknown) => thrown,
    );
    if (!RollcallError.is(error)) throw error;
    expect(error.message).to.not.contain(new URL(own.url).password);
    return error;
  }

  it('from a file into PostgreSQL and back is the same in each row, and is told alike', async () => {
    await write('old.sqlite');
    const there = await carry(file('old.sqlite'), database());
    expect(there.rows).to.deep.include({
      run: 2,
      link: 4,
      operation: 6,
      finding: 2,
      inbox: 2,
      inbox_message: 2,
      mark: 1,
    });
    const back = await carry(database(), file('new.sqlite'));
    expect(back.rows).to.deep.equal(there.rows);
    expect(rowsIn('new.sqlite')).to.deep.equal(rowsIn('old.sqlite')).and.to.have.length.greaterThan(15);
    const [one, other] = [new SqliteState(join(folder, 'new.sqlite')), new PostgresState(own.url)];
    const told = (state: object): unknown => JSON.parse(JSON.stringify(state)) as unknown;
    expect(told(await readSample(other))).to.deep.equal(told(await readSample(one)));
    await Promise.all([one.close(), other.close()]);
  });

  it('goes on where it was: numbers that are given afterwards come after those that were brought', async () => {
    await write('old.sqlite');
    await carry(file('old.sqlite'), database());
    const state = new PostgresState(own.url);
    const about = { sync: 'staff', mode: 'run', scope: 'full', cause: 'manual', actor: 'somebody' } as const;
    await state.runs.open({ ...about, id: 'later', startedAt: NOW }, { holder: 'host:2', ttlMs: 1_000, now: NOW });
    const [known] = await state.journal.history('staff', 'ada', 1);
    if (known === undefined) throw new Error('the history of ada is lost');
    await state.journal.plan('later', 'staff', [{ ...known, claims: [], status: 'planned' }]);
    expect((await state.runs.list({ limit: 9 })).map(({ id }) => id)).to.deep.equal(['later', 'second', 'first']);
    expect((await state.journal.history('staff', 'ada', 9)).map(({ run }) => run)).to.deep.equal(['later', 'first']);
    await state.close();
  });

  it('of many pages is read in the order of bytes, whatever the locale of the database', async () => {
    const names = Array.from(
      { length: 2_345 },
      (_, n) => `${['a', 'B', 'ä', 'Z', '\u{1f600}', '\ufffd', '_', '-'][n % 8]}${n}`,
    );
    await write('old.sqlite');
    const raw = new DatabaseSync(join(folder, 'old.sqlite'));
    raw.exec('BEGIN');
    const put = raw.prepare('INSERT INTO mark (name, value) VALUES (?, ?)');
    for (const one of names) put.run(one, `of ${one}`);
    raw.exec('COMMIT');
    raw.close();
    expect((await carry(file('old.sqlite'), database())).rows.mark).to.equal(names.length + 1);
    await carry(database(), file('new.sqlite'));
    expect(rowsIn('new.sqlite')).to.deep.equal(rowsIn('old.sqlite'));
  });

  it('is refused while a run has its lease, either way', async () => {
    await write('old.sqlite');
    const busy = await refusal(carry(file('old.sqlite'), database(), 2_500));
    expect([busy.code, busy.message]).to.deep.include('state-in-use');
    expect(busy.message).to.contain('a run of "staff" is under way, by host:1');
    const state = new PostgresState(own.url);
    await writeSample(state);
    await state.close();
    expect((await refusal(carry(database(), file('new.sqlite'), 2_500))).code).to.equal('state-in-use');
    expect(rowsIn('new.sqlite')).to.deep.equal([]);
  });

  it('is refused by a place that is not empty, which stays as it is', async () => {
    await write('old.sqlite');
    await write('other.sqlite');
    const before = rowsIn('other.sqlite');
    const error = await refusal(carry(file('old.sqlite'), file('other.sqlite')));
    expect([error.code, error.hint]).to.deep.equal([
      'state-not-empty',
      'name a place where there is none yet; two states are never mixed',
    ]);
    expect(rowsIn('other.sqlite')).to.deep.equal(before);
    await carry(file('old.sqlite'), database());
    expect((await refusal(carry(file('old.sqlite'), database()))).code).to.equal('state-not-empty');
    expect((await refusal(carry(database(), database()))).code).to.equal('state-same');
  });

  it('goes into one that somebody opened but never used, and brings its own salt along', async () => {
    const fresh = new PostgresState(own.url);
    const other = await fresh.salt();
    await fresh.close();
    await write('old.sqlite');
    await carry(file('old.sqlite'), database());
    const [one, two] = [new SqliteState(join(folder, 'old.sqlite')), new PostgresState(own.url)];
    expect(await two.salt())
      .to.equal(await one.salt())
      .and.to.not.equal(other);
    await Promise.all([one.close(), two.close()]);
  });

  it('leaves nothing behind where a row is refused, is changed on the way, or somebody stops it', async () => {
    await write('old.sqlite', (state) => state.marks.set('odd', 'a\u0000b'));
    const empty = async (): Promise<void> => {
      for (const table of KEPT_TABLES)
        expect(await rows(`SELECT * FROM "${table.name}"`), table.name).to.deep.equal([]);
    };
    expect((await refusal(carry(file('old.sqlite'), database()))).code).to.equal('postgres-value');
    await empty();
    const raw = new DatabaseSync(join(folder, 'old.sqlite'));
    raw.exec(`UPDATE mark SET value = 'even' WHERE name = 'odd'`);
    raw.close();
    await rows(
      `CREATE FUNCTION planted() RETURNS trigger AS $$ BEGIN NEW.base := '{}'; RETURN NEW; END $$ LANGUAGE plpgsql`,
    );
    await rows('CREATE TRIGGER planted BEFORE INSERT ON link FOR EACH ROW EXECUTE FUNCTION planted()');
    const changed: unknown = await carry(file('old.sqlite'), database()).catch((error: unknown) => error);
    expect(String(changed)).to.contain('link has 4 rows there and 4 here, and they are not the same; nothing was kept');
    await empty();
    await rows('DROP TRIGGER planted ON link');
    const reason = new Error('stopped');
    const stopped: unknown = await carry(file('old.sqlite'), database(), NOW, AbortSignal.abort(reason)).catch(
      (error: unknown) => error,
    );
    expect(stopped).to.equal(reason);
    await empty();
    await carry(file('old.sqlite'), database());
  });

  it('is all that both databases have, but for what one run needs while it lasts, leases and turns', async () => {
    await write('old.sqlite');
    await new PostgresState(own.url).salt();
    const raw = new DatabaseSync(join(folder, 'old.sqlite'));
    const inFile = raw
      .prepare(
        `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT IN ('lease', 'turn')`,
      )
      .all()
      .map((row) => `${String(row.table)}.${String(row.column)}`);
    raw.close();
    const inPostgres = await rows(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '${STATE_SCHEMA}'`,
    );
    const left = ['lease', 'turn', 'rollcall_version', ...OF_ONE_RUN];
    const kept = KEPT_TABLES.flatMap(({ name, columns }) => Object.keys(columns).map((column) => `${name}.${column}`));
    expect(inFile).to.have.members(kept);
    expect(
      inPostgres
        .filter(({ table_name: name }) => !left.includes(String(name)))
        .map((row) => `${String(row.table_name)}.${String(row.column_name)}`),
    ).to.have.members(kept);
  });
});
