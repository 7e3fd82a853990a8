import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AccountCondition, AccountOrder } from '@rollcall/contract';
import { expect } from 'chai';
import type { Database, Value } from '../src/database.js';
import { DirectoryAccounts } from '../src/directory-accounts.js';
import { SqliteDatabase } from '../src/sqlite-database.js';

interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

const signal = new AbortController().signal;

/** What SQLite would do if the realm had a million accounts; here it has none, which the answers would not tell. */
describe('the plans of questions to a directory in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-plans-'));
  const path = join(folder, 'directory.sqlite');
  const database = new SqliteDatabase(path, 'normal');
  const file = new DatabaseSync(path);
  const asked: Statement[] = [];
  const noting: Database = Object.assign(Object.create(database) as Database, {
    all: (sql: string, ...values: readonly Value[]) => {
      asked.push({ sql, values });
      return database.all(sql, ...values);
    },
    get: (sql: string, ...values: readonly Value[]) => {
      asked.push({ sql, values });
      return database.get(sql, ...values);
    },
  });
  const accounts = new DirectoryAccounts(noting, { realm: 'default', protect: new Set(), pageSize: 100 });
  after(async () => {
    file.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One line a statement: how it finds its accounts. */
  async function plansOf(query: {
    readonly where?: AccountCondition;
    readonly order?: AccountOrder;
    readonly after?: string;
  }): Promise<readonly string[]> {
    asked.length = 0;
    await accounts.page({ ...query, limit: 10, total: true, attributes: [], signal });
    return asked.map(({ sql, values }) =>
      file
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map(({ detail }) => String(detail))
        .join(' | '),
    );
  }

  const is = (attribute: string, word: 'eq' | 'sw' | 'co' | 'gt', value: string): AccountCondition => ({
    attribute,
    is: word,
    value,
  });
  const found: readonly [string, AccountCondition, RegExp][] = [
    ['userName eq', is('userName', 'eq', 'a'), /autoindex_account_1 \(realm=\? AND user_name_key=\?\)/],
    [
      'userName sw',
      is('userName', 'sw', 'a'),
      /autoindex_account_1 \(realm=\? AND user_name_key>\? AND user_name_key<\?\)/,
    ],
    ['externalId eq', is('externalId', 'eq', 'a'), /account_external \(realm=\? AND external_id=\?\)/],
    ['displayName eq', is('displayName', 'eq', 'a'), /account_display \(realm=\? AND display_name_key=\?\)/],
    ['familyName sw', is('name.familyName', 'sw', 'a'), /account_family \(realm=\? AND family_name_key>\? AND/],
    ['givenName eq', is('name.givenName', 'eq', 'a'), /account_given \(realm=\? AND given_name_key=\?\)/],
    [
      'emails eq',
      is('emails', 'eq', 'a'),
      /INTEGER PRIMARY KEY.*account_email USING PRIMARY KEY \(realm=\? AND value_key=\?\)/,
    ],
    ['emails sw', is('emails', 'sw', 'a'), /account_email USING PRIMARY KEY \(realm=\? AND value_key>\? AND/],
    [
      'changed since',
      is('meta.lastModified', 'gt', '2026-01-01T00:00:00Z'),
      /account_modified \(realm=\? AND modified>\? AND modified<\?\)/,
    ],
    ['ids', { ids: ['a'] }, /account_id \(realm=\? AND id=\?\)/],
    ['inactive', { active: false }, /account_inactive \(realm=\?\)/],
    ['not active', { not: { active: true } }, /account_inactive \(realm=\?\)/],
    ['a group', { group: 'a' }, /INTEGER PRIMARY KEY.*membership USING PRIMARY KEY \(in_group=\?\)/],
    [
      'a name and whether active',
      { all: [{ active: true }, is('name.familyName', 'eq', 'a')] },
      /account_family \(realm=\? AND family_name_key=\?\)/,
    ],
    [
      'one name or another',
      { any: [is('userName', 'sw', 'a'), is('displayName', 'sw', 'a')] },
      /MULTI-INDEX OR.*autoindex_account_1 .*account_display /,
    ],
  ];
  for (const [title, where, plan] of found)
    it(`an index finds those of "${title}"`, async () => {
      const plans = (await plansOf({ where })).filter((line) => line.includes(' account '));
      expect(plans.length).to.be.greaterThanOrEqual(2);
      for (const line of plans) expect(line).to.match(plan);
    });

  it('a list in the order of an indexed attribute is read from the index, from either end', async () => {
    const plan = async (attribute: string, descending: boolean): Promise<string> =>
      (await plansOf({ order: { attribute, descending } })).find((line) => line.includes(' account ')) ?? '';
    for (const descending of [false, true]) {
      expect(await plan('displayName', descending)).to.match(
        /account_display \(realm=\?\) \| USE TEMP B-TREE FOR LAST TERM/,
      );
      expect(await plan('meta.lastModified', descending)).to.match(/account_modified \(realm=\?\) \|.* LAST TERM/);
    }
    expect(await plan('userName', false)).to.equal('SEARCH account USING INDEX sqlite_autoindex_account_1 (realm=?)');
  });

  it('what no index finds is looked for in the order of ids, so that a page ends as soon as it is full', async () => {
    for (const where of [is('userName', 'co', 'a'), { not: is('userName', 'eq', 'a') }, { active: true }]) {
      const plans = await plansOf({ where, after: 'x' });
      expect(plans).to.include('SEARCH account USING INDEX account_id (realm=? AND id>?)');
    }
    expect(await plansOf({})).to.include('SEARCH account USING INDEX account_id (realm=?)');
  });

  it('those of a beginning that very many have are looked for in the order of ids as well, and nobody is left out', async () => {
    file.exec(`
      WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 10001)
      INSERT INTO account (id, realm, active, version, created, modified, user_name_key, data)
        SELECT format('%05d', n), 'default', 1, 1, '', '', format('user%05d', 20000 - n), '{}' FROM number;
    `);
    const ids = async (value: string): Promise<readonly string[]> => {
      const where = is('userName', 'sw', value);
      const page = await accounts.page({ where, limit: 3, total: true, attributes: [], signal });
      return [String(page.total), ...page.accounts.map(({ id }) => id)];
    };
    expect(await plansOf({ where: is('userName', 'sw', 'user') })).to.include(
      'SEARCH account USING INDEX account_id (realm=?)',
    );
    expect(await ids('user')).to.deep.equal(['10001', '00001', '00002', '00003']);
    expect((await plansOf({ where: is('userName', 'sw', 'user1999') })).join()).to.include(
      'USE TEMP B-TREE FOR ORDER BY',
    );
    expect(await ids('user1999')).to.deep.equal(['10', '00001', '00002', '00003']);
  });
});
