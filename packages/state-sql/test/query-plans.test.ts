import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkState } from '@rollcall/testing';
import { expect } from 'chai';
import { SqliteState } from '../src/index.js';

/** Tables with a row, or many, for each account. */
const LARGE = 'operation|link|finding|inbox|inbox_message|claim|target_account|target_key';
/** A whole table read, or all rows of a run or of a sync where no LIMIT ends it: called for each page, that makes a run quadratic. */
const READS_ALL = new RegExp(`^SCAN (${LARGE})\\b|^SEARCH (${LARGE}) .*\\((run|sync)=\\?\\)$`);
/** An order that no index has: rows are sorted before the first comes, for each page again. */
const SORTS = /TEMP B-TREE FOR ORDER BY/;

/** Statements that may read so much, as they are called once for a run or once a day, each with its reason. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [
    /^DELETE FROM (operation|finding|claim|run) WHERE run IN|^DELETE FROM run WHERE id IN/,
    'the tidying of old runs, once a day',
  ],
  [/^SELECT kind, status, count\(\*\)/, 'the counters, once when a run ends'],
  [/^SELECT kind, count\(\*\)/, 'what the guard counts, once for a run'],
  [/^SELECT (?:state, )?count\(\*\).* FROM (?:link|inbox)/, 'counting, once for a run or a page of the console'],
  [/^SELECT source_id, claim FROM claim/, 'who claims the same value, once for a run'],
  [/^SELECT \* FROM link WHERE number IN/, 'it sorts one page'],
  [/^DELETE FROM (operation|claim|target_account|target_key) WHERE run = (\?$|\(SELECT number)/, 'the end of a run'],
  [
    /^DELETE FROM claim WHERE run = \? AND source_id IN/,
    'who claims the same value, a page at once; an index would cost every account of every run',
  ],
  [
    /^UPDATE operation SET status = 'held' WHERE run = \? AND status = 'planned' AND kind IN/,
    'what the guard holds, once for a kind',
  ],
  [/^SELECT coalesce\(max\(seq\), 0\)/, 'SQLite looks at the last row alone'],
];

describe('the statements of the state file', () => {
  let folder: string;
  let statements: readonly string[];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-plans-'));
    statements = await statementsOf(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What is wrong with each statement, in a file with the tables of today and these changes. */
  function faults(change: string, all: readonly string[] = statements): readonly string[] {
    const state = new SqliteState(join(folder, `plans-${Math.random()}.sqlite`));
    const { connection } = (state as unknown as { database: { connection: DatabaseSync } }).database;
    connection.exec(change);
    const found = all.flatMap((sql) =>
      planOf(connection, sql)
        .filter((step) => (READS_ALL.test(step) ? !/ LIMIT \?/.test(sql) || step.startsWith('SCAN') : SORTS.test(step)))
        .filter(() => !ALLOWED.some(([pattern]) => pattern.test(sql)))
        .map((step) => `${step}: ${sql}`),
    );
    connection.close();
    return found;
  }

  it('are found by an index, and ordered by it, wherever there may be a million rows', () => {
    expect(statements.length).to.be.greaterThan(50);
    expect(faults('')).to.deep.equal([]);
  });

  it('that may read all there is are still there, each with its reason', () => {
    for (const [pattern, reason] of ALLOWED)
      expect(
        statements.some((sql) => pattern.test(sql)),
        `${pattern} (${reason})`,
      ).to.equal(true);
  });

  for (const [index, because] of [
    ['operation_order', 'the journal is read in pages'],
    ['operation_unsettled', 'what is open is looked for at each start'],
    ['operation_person', 'a person has a page'],
    ['link_target', 'accounts of the target are looked for'],
    ['inbox_due', 'what is due is looked for each second'],
  ] as const)
    it(`would be noticed without the index ${index}: ${because}`, () => {
      expect(faults(`DROP INDEX ${index}`)).to.not.deep.equal([]);
    });

  it('would be noticed when SQLite takes all operations of a run instead of a page of them by number', () => {
    const wrong = "UPDATE operation SET status = 'intended' WHERE run = ? AND source_id > ? AND seq > ?";
    const right = "UPDATE operation SET status = 'intended' WHERE +run = ? AND seq IN (SELECT value FROM json_each(?))";
    expect(
      faults('', ["UPDATE operation SET status = 'held' WHERE run = ? AND source_id > ?", wrong, right]),
    ).to.have.lengthOf(2);
  });
});

/** Every statement that the state contract makes, without those that only begin and end transactions. */
async function statementsOf(folder: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string) {
    seen.add(sql.replaceAll(/\s+/g, ' ').trim());
    return prepare.call(this, sql);
  };
  try {
    let file = 0;
    await checkState(() => {
      file += 1;
      return new SqliteState(join(folder, `state-${file}.sqlite`));
    });
  } finally {
    DatabaseSync.prototype.prepare = prepare;
  }
  return [...seen].filter((sql) => /^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(sql));
}

function planOf(connection: DatabaseSync, sql: string): readonly string[] {
  return connection
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
}
