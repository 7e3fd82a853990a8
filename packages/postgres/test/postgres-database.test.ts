import { createServer } from 'node:net';
import { ConflictError, RollcallError } from '@rollcall/contract';
import { addressOf, PostgresDatabase, type PostgresOptions } from '@rollcall/postgres';
import { expect } from 'chai';
import { describeWithPostgres } from '../../../test/support/postgres.js';

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}

function codeOf(error: unknown): string | undefined {
  return RollcallError.is(error) ? error.code : undefined;
}

describe('the address of a database, for people', () => {
  const addresses: readonly (readonly [string, string | undefined])[] = [
    ['postgres://a:secret@db.example.test:5433/people?sslmode=require', 'postgres://db.example.test:5433/people'],
    ['postgresql://db.example.test/people', 'postgres://db.example.test/people'],
    ['postgres:///people?host=/run/postgresql&password=secret', 'postgres:///run/postgresql/people'],
    ['https://db.example.test/people', undefined],
    ['people', undefined],
  ];
  for (const [url, shown] of addresses)
    it(`${url.replaceAll('secret', '…')} is shown as ${shown ?? 'no address'}`, () => {
      expect(addressOf(url)).to.equal(shown);
    });
});

describeWithPostgres('a PostgreSQL database', (postgres) => {
  const opened: PostgresDatabase[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((database) => database.close())));

  const open = (more: Partial<PostgresOptions> = {}): PostgresDatabase => {
    const database = new PostgresDatabase({
      url: postgres.url,
      schema: postgres.schema(),
      migrations: ['CREATE TABLE thing (name text CONSTRAINT thing_name UNIQUE, number bigint)'],
      what: 'the test',
      connections: 4,
      ...more,
    });
    opened.push(database);
    return database;
  };

  it('stores a transaction wholly or not at all', async () => {
    const database = open();
    await database.transaction(async (sql) => {
      await sql.run('INSERT INTO thing VALUES (?, ?)', 'a', 1);
      await sql.run('INSERT INTO thing VALUES (?, ?)', 'b', null);
    });
    const planned = new Error('planned');
    const failed = database.transaction(async (sql) => {
      await sql.run('DELETE FROM thing');
      throw planned;
    });
    expect(await failure(failed)).to.equal(planned);
    expect(await database.all('SELECT * FROM thing ORDER BY name')).to.deep.equal([
      { name: 'a', number: 1 },
      { name: 'b', number: null },
    ]);
    expect(await database.run('UPDATE thing SET number = 2')).to.equal(2);
    expect(await database.get('SELECT * FROM thing WHERE name = ?', 'nobody')).to.equal(undefined);
  });

  it('brings its tables up to date once, however many begin at once, and later by the new steps alone', async () => {
    const schema = postgres.schema();
    const first = 'CREATE TABLE thing (name text)';
    await Promise.all(
      [1, 2, 3, 4].map((n) => open({ schema, migrations: [first] }).run('INSERT INTO thing VALUES (?)', `by ${n}`)),
    );
    const later = open({ schema, migrations: [first, "ALTER TABLE thing ADD COLUMN more text DEFAULT 'new'"] });
    expect(await later.all('SELECT DISTINCT more FROM thing')).to.deep.equal([{ more: 'new' }]);
  });

  it('leaves tables of a later version as they are', async () => {
    const schema = postgres.schema();
    await open({ schema, migrations: ['CREATE TABLE a ()', 'CREATE TABLE b ()'] }).all('SELECT 1');
    const error = await failure(open({ schema, migrations: ['CREATE TABLE a ()'] }).all('SELECT 1'));
    expect(codeOf(error)).to.equal('postgres-newer');
    expect(String(error)).to.match(/is of version 2, and this Rollcall knows 1/);
    expect(await postgres.rows(schema, 'SELECT version FROM rollcall_version')).to.deep.equal([{ version: 2 }]);
  });

  it('leaves nothing of a migration that fails half-way, and tries again', async () => {
    const schema = postgres.schema();
    const broken = open({ schema, migrations: ['CREATE TABLE a (); SELECT 1 / 0'] });
    for (const _ of [1, 2]) expect(String(await failure(broken.all('SELECT 1')))).to.match(/division by zero/);
    expect(await open({ schema, migrations: ['CREATE TABLE a ()'] }).all('SELECT * FROM a')).to.deep.equal([]);
  });

  it('says what a constraint means that refuses a row', async () => {
    const taken = (doing: string) => new ConflictError({ code: 'taken', doing, happened: 'there is one' });
    const database = open({ violations: { thing_name: taken } });
    const insert = () => database.run('INSERT INTO thing (name) VALUES (?)', 'a');
    await insert();
    expect(codeOf(await failure(insert()))).to.equal('taken');
  });

  it('does a transaction again that was the victim of a deadlock', async () => {
    const database = open();
    await database.run("INSERT INTO thing VALUES ('a', 0), ('b', 0)");
    let attempts = 0;
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const add = (first: string, second: string) =>
      database.transaction(async (sql) => {
        attempts += 1;
        await sql.run('UPDATE thing SET number = number + 1 WHERE name = ?', first);
        if (attempts === 2) meet();
        await met;
        await sql.run('UPDATE thing SET number = number + 1 WHERE name = ?', second);
      });
    await Promise.all([add('a', 'b'), add('b', 'a')]);
    expect(attempts).to.be.greaterThan(2);
    expect(await database.all('SELECT number FROM thing')).to.deep.equal([{ number: 2 }, { number: 2 }]);
  });

  it('connects again after the server ended its connections, and knows that nothing of a cut transaction was stored', async () => {
    const database = open();
    await database.run("INSERT INTO thing VALUES ('a', 0)");
    const end = (pid: unknown) => postgres.rows('public', 'SELECT pg_terminate_backend($1)', pid);
    const pid = async () => (await database.get('SELECT pg_backend_pid() AS pid'))?.pid;
    await end(await pid());
    const error = await failure(
      database.transaction(async (sql) => {
        await end((await sql.get('SELECT pg_backend_pid() AS pid'))?.pid);
        await sql.run('SELECT 1');
      }),
    );
    expect(codeOf(error)).to.equal('postgres-unreachable');
    expect((error as { readonly outcome?: string }).outcome).to.equal('not-sent');
    expect(await database.all('SELECT name FROM thing')).to.deep.equal([{ name: 'a' }]);
  });

  it('is refused, in plain words and without the password, where something is wrong', async () => {
    const wrong = (change: (url: URL) => void): string => {
      const url = new URL(postgres.url);
      change(url);
      return url.href;
    };
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { readonly port: number };
    const cases: readonly (readonly [string, string])[] = [
      ['postgres-credential', wrong((url) => (url.password = 'not-this-one'))],
      ['postgres-no-database', wrong((url) => (url.pathname = '/nowhere'))],
      ['postgres-unreachable', wrong((url) => (url.port = '1'))],
      ['postgres-unreachable', wrong((url) => (url.port = String(port)))],
    ];
    for (const [code, url] of cases) {
      const error = await failure(open({ url }).all('SELECT 1'));
      expect([codeOf(error), String(error)]).to.satisfy(
        ([found, text]: readonly [string, string]) =>
          found === code && !text.includes(new URL(url).password) && text.includes('opening the test in postgres://'),
        `${code}: ${String(error)}`,
      );
    }
    await new Promise((resolve) => silent.close(resolve));
  });

  it('refuses a text that PostgreSQL does not store, for what it is', async () => {
    const database = open();
    expect(codeOf(await failure(database.run('INSERT INTO thing (name) VALUES (?)', 'a\0b')))).to.equal(
      'postgres-value',
    );
    const long = Array.from({ length: 4_000 }, (_, n) => String((n * 7919) % 100_003)).join('');
    expect(codeOf(await failure(database.run('INSERT INTO thing (name) VALUES (?)', long)))).to.equal('postgres-value');
  });
});
