import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { MIGRATIONS } from '../src/sqlite-schema.js';
import { onBoth, open } from './support/sqlite-and-postgres.js';

const signal = new AbortController().signal;
const context = { signal, key: 'k' };
const made = (userName: string) => ({ attributes: { userName }, active: true, groups: [] });

onBoth('the head count of a directory', (home) => {
  it('is that of the rows, after accounts came, were refused and went, several at once', async () => {
    const place = home.place();
    const [directory, neighbours] = [open(place), open({ ...place, realm: 'neighbours' })];
    const ids: string[] = [];
    for (const names of [['a', 'b', 'A', 'c'], ['b', 'd'], ['e']]) {
      const results = await Promise.allSettled(names.map((name) => directory.writer.create(made(name), context)));
      ids.push(...results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : [])));
    }
    await neighbours.writer.create(made('a'), context);
    await Promise.all([ids[0], ids[0], 'nobody', ids[3]].map((id) => directory.writer.delete(id ?? '', context)));
    const rows = await home.rows(place, 'SELECT realm, count(*) AS n FROM account GROUP BY realm ORDER BY realm');
    expect(rows.map(({ realm, n }) => [realm, Number(n)])).to.deep.equal([
      ['main', 3],
      ['neighbours', 1],
    ]);
    const totals = [directory, neighbours].map(({ queries }) =>
      queries.page({ limit: 1, total: true, attributes: [], signal }).then(({ total }) => total),
    );
    expect(await Promise.all(totals)).to.deep.equal([3, 1]);
    await Promise.all([directory.close(), neighbours.close()]);
  });
});

describe('a directory in a SQLite file of a version whose tables counted by themselves', () => {
  it('goes on from their count', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-head-count-'));
    const path = join(folder, 'old.sqlite');
    const old = new DatabaseSync(path);
    old.exec(`${MIGRATIONS.slice(0, 3).join('')} PRAGMA user_version = 3;
      INSERT INTO account (id, realm, active, version, created, modified, user_name_key, data) VALUES
        ('1', 'main', 1, 1, '', '', 'a', '{"userName":"a"}'), ('2', 'main', 1, 1, '', '', 'b', '{"userName":"b"}');`);
    old.close();
    const directory = open({ path });
    const total = async () => (await directory.queries.page({ limit: 1, total: true, attributes: [], signal })).total;
    expect(await total()).to.equal(2);
    await directory.writer.create(made('c'), context);
    await directory.writer.delete('1', context);
    await directory.writer.delete('2', context);
    expect(await total()).to.equal(1);
    await directory.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
