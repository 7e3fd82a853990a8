import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import { explainSqlite, migrate, openFile, versionOf } from '../src/index.js';

const FIRST = 'CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL);';
const SECOND = 'ALTER TABLE person ADD COLUMN mail TEXT;';
const BROKEN = 'ALTER TABLE person ADD COLUMN phone TEXT; INSERT INTO nothing VALUES (1);';
const PLACE = { doing: 'opening the list', setting: 'list.path' };

describe('a file of SQLite', () => {
  let folder: string;
  const open: DatabaseSync[] = [];
  const opened = (path: string): DatabaseSync => {
    const connection = openFile(path);
    open.push(connection);
    return connection;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-sqlite-'));
  });
  afterEach(() => {
    for (const connection of open.splice(0)) connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made with its folders, for its owner only', () => {
    const path = join(folder, 'a', 'b', 'list.sqlite');
    opened(path);
    expect(statSync(path).mode & 0o077).to.equal(0);
  });

  it('ends with an error where a file system takes no folders', function () {
    if (!existsSync('/proc/self')) this.skip();
    expect(() => openFile('/proc/rollcall/deep/list.sqlite')).to.throw();
  });

  it('is brought up to date a step at a time, once', () => {
    const path = join(folder, 'list.sqlite');
    migrate(opened(path), [FIRST], PLACE);
    const connection = opened(path);
    expect(versionOf(connection)).to.equal(1);
    migrate(connection, [FIRST, SECOND], PLACE);
    migrate(connection, [FIRST, SECOND], PLACE);
    expect(versionOf(connection)).to.equal(2);
    expect(columnsOf(connection)).to.deep.equal(['id', 'name', 'mail']);
  });

  it('has no part of a step that fails', () => {
    const connection = opened(join(folder, 'list.sqlite'));
    expect(() => migrate(connection, [FIRST, BROKEN], PLACE)).to.throw('nothing');
    expect(versionOf(connection)).to.equal(1);
    expect(columnsOf(connection)).to.deep.equal(['id', 'name']);
  });

  it('that another program brought forward meanwhile is not brought forward again', () => {
    const path = join(folder, 'list.sqlite');
    const slow = opened(path);
    const other = opened(path);
    // Between the look at the version and the wait for its turn, the other one does it.
    const exec = slow.exec.bind(slow);
    slow.exec = (sql) => {
      if (sql === 'BEGIN IMMEDIATE' && versionOf(other) === 0) migrate(other, [FIRST], PLACE);
      exec(sql);
    };
    migrate(slow, [FIRST], PLACE);
    expect(versionOf(slow)).to.equal(1);
  });

  it('of a later version is refused, and left as it is', () => {
    const path = join(folder, 'list.sqlite');
    const connection = opened(path);
    connection.exec('PRAGMA user_version = 7');
    const before = readFileSync(path);
    expect(() => migrate(connection, [FIRST], PLACE))
      .to.throw('opening the list: it is of version 7')
      .with.property('code', 'sqlite-newer');
    expect(readFileSync(path).equals(before)).to.equal(true);
  });

  const failures: readonly (readonly [string, () => unknown, string, RegExp])[] = [
    ['is no database', () => broken('x'.repeat(4096)), 'sqlite-damaged', /not a SQLite database.*list\.path/s],
    ['is a folder', () => openFile(folder), 'sqlite-unusable', /a folder is in its place.*list\.path/s],
    ['is below a file', () => openFile(below()), 'sqlite-unusable', /a part of its path is a file/],
    ['is that of another program', () => foreign(), 'sqlite-unusable', /no such table.*not that of another program/s],
    ['is locked', () => locked(), 'sqlite-locked', /another program keeps it locked/],
    ['may not be written', () => readOnly(), 'sqlite-read-only', /it may not be written/],
    ['finds the disk full', () => full(), 'sqlite-full', /the disk is full/],
  ];
  for (const [title, work, code, message] of failures)
    it(`that ${title} is told so, with what to do`, () => {
      const error = explainSqlite(thrownBy(work), PLACE);
      expect(RollcallError.is(error) && error.code).to.equal(code);
      expect(String((error as Error).message))
        .to.match(/^opening the list: /)
        .and.match(message);
    });

  it('gives back what is no failure of the file', () => {
    const bug = new TypeError('a bug');
    expect(explainSqlite(bug, PLACE)).to.equal(bug);
  });

  function broken(text: string): unknown {
    const path = join(folder, 'list.sqlite');
    writeFileSync(path, text);
    return opened(path).exec('PRAGMA journal_mode = WAL');
  }

  function below(): string {
    writeFileSync(join(folder, 'file'), '');
    return join(folder, 'file', 'list.sqlite');
  }

  function foreign(): unknown {
    const connection = opened(join(folder, 'list.sqlite'));
    connection.exec('PRAGMA user_version = 1');
    return connection.prepare('SELECT name FROM person');
  }

  function locked(): unknown {
    const path = join(folder, 'list.sqlite');
    opened(path).exec('BEGIN EXCLUSIVE');
    return opened(path).exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
  }

  function readOnly(): unknown {
    const path = join(folder, 'list.sqlite');
    opened(path).exec(FIRST);
    const connection = new DatabaseSync(path, { readOnly: true });
    open.push(connection);
    return connection.exec('DROP TABLE person');
  }

  function full(): unknown {
    const connection = opened(join(folder, 'list.sqlite'));
    connection.exec(`${FIRST} PRAGMA max_page_count = 3;`);
    return connection.exec(`INSERT INTO person (name) VALUES ('${'x'.repeat(40_000)}')`);
  }
});

function columnsOf(connection: DatabaseSync): readonly unknown[] {
  return connection
    .prepare("SELECT name FROM pragma_table_info('person') ORDER BY cid")
    .all()
    .map(({ name }) => name);
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
