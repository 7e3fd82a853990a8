import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Database } from '../src/database.js';

describe('work that is written together', () => {
  let folder: string;
  let database: Database;
  let commits: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-database-'));
    commits = 0;
    database = new (class extends Database {
      override transaction<T>(work: () => T): T {
        commits += 1;
        return super.transaction(work);
      }
    })(join(folder, 'state.sqlite'));
    database.run('CREATE TABLE number (value INTEGER PRIMARY KEY)');
    commits = 0;
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const insert = (value: number) => () => database.run('INSERT INTO number VALUES (?)', value);
  const values = () => database.all('SELECT value FROM number ORDER BY value').map(({ value }) => value);

  it('waits for the disk once, and each gets its own answer', async () => {
    const answers = await Promise.all([1, 2, 3].map((value) => database.together(() => insert(value)() + value)));
    expect(answers).to.deep.equal([2, 3, 4]);
    expect(values()).to.deep.equal([1, 2, 3]);
    expect(commits).to.equal(1);
  });

  it('is all or nothing for each piece: one that fails leaves the others', async () => {
    const outcomes = await Promise.allSettled([
      database.together(insert(1)),
      database.together(() => {
        insert(2)();
        insert(1)();
      }),
      database.together(insert(3)),
    ]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(values()).to.deep.equal([1, 3]);
  });

  it('is on the disk when it resolves, and not before', async () => {
    const other = new Database(join(folder, 'state.sqlite'));
    try {
      const seen = () => other.all('SELECT value FROM number').length;
      const written = database.together(insert(1)).then(seen);
      expect(seen()).to.equal(0);
      expect(await written).to.equal(1);
    } finally {
      other.close();
    }
  });

  it('is written when the file is closed before its turn', async () => {
    const written = database.together(insert(7));
    database.close();
    await written;
    database = new Database(join(folder, 'state.sqlite'));
    expect(values()).to.deep.equal([7]);
  });

  it('is refused as a whole when nothing can be written, and later work goes on', async () => {
    database.run(
      "CREATE TRIGGER no BEFORE INSERT ON number WHEN new.value = 9 BEGIN SELECT raise(ROLLBACK, 'no'); END",
    );
    const outcomes = await Promise.allSettled([database.together(insert(8)), database.together(insert(9))]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    await database.together(insert(10));
    expect(values()).to.deep.equal([10]);
  });
});
