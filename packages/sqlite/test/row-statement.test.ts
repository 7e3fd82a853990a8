import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { expect } from 'chai';
import { RowStatement } from '../src/row-statement.js';

const ROWS =
  "SELECT column1 AS a, column2 AS b FROM (VALUES (1, 'x'), (2.5, NULL), (-3, 'ü')) WHERE column1 < ? ORDER BY 1";

describe('a statement whose rows are plain objects', () => {
  const connection = new DatabaseSync(':memory:');
  after(() => connection.close());

  /** As Node before 22.16 has it. */
  const older = (statement: StatementSync): StatementSync =>
    ({
      get: (...values: string[]) => statement.get(...values),
      all: (...values: string[]) => statement.all(...values),
    }) as unknown as StatementSync;

  for (const [title, made] of [
    ['of lists', (sql: string) => new RowStatement(connection.prepare(sql))],
    ['of objects, where Node gives no lists', (sql: string) => new RowStatement(older(connection.prepare(sql)))],
  ] as const)
    it(`has the rows that there are, made ${title}`, () => {
      const rows = made(ROWS)
        .all([9])
        .map((row) => ({ ...row }));
      expect(rows).to.deep.equal([
        { a: -3, b: 'ü' },
        { a: 1, b: 'x' },
        { a: 2.5, b: null },
      ]);
      expect({ ...made(ROWS).get([0]) }).to.deep.equal({ a: -3, b: 'ü' });
      expect(made(ROWS).get([-9])).to.equal(undefined);
      expect(made(ROWS).all([-9])).to.deep.equal([]);
    });

  it('keeps its names when the tables change after it was prepared', () => {
    connection.exec('CREATE TABLE t (a INTEGER, b TEXT)');
    const asked = new RowStatement(connection.prepare('SELECT b, a FROM t'));
    expect(new RowStatement(connection.prepare('INSERT INTO t VALUES (?, ?)')).run([1, 'x']).changes).to.equal(1);
    connection.exec('ALTER TABLE t ADD COLUMN c TEXT; DROP TABLE IF EXISTS u;');
    expect(asked.all([])).to.deep.equal([{ b: 'x', a: 1 }]);
    const returning = new RowStatement(connection.prepare('UPDATE t SET a = a + ? RETURNING a'));
    expect(returning.all([2])).to.deep.equal([{ a: 3 }]);
  });
});
