import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { definePackage } from '@rollcall/contract';
import { createRollcall, MemoryState } from '@rollcall/engine';
import { serveSimulator } from '@rollcall/testing';
import { expect } from 'chai';
import forge from './forge/forge.js';
import { ForgeService } from './forge/forge-simulator.js';
import peopleFile from './people-file/people-file.js';
import sqlTable from './sql-table/sql-table.js';

/** From a file into a table, and from the table into an organisation: each system is looked at itself. */
describe('three adapters written from the documentation', () => {
  it('carry people from a file into a table and on to an organisation, and a second run has nothing to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-three-'));
    const service = new ForgeService();
    for (const login of ['ada', 'bob', 'cem']) service.addUser(login);
    service.teams.set('docs', new Set());
    const served = await serveSimulator(service);
    const table = join(folder, 'people.sqlite');
    const database = new DatabaseSync(table);
    database.exec(`
      CREATE TABLE account (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, mail TEXT, active INTEGER NOT NULL);
      CREATE TABLE team (name TEXT PRIMARY KEY);
      CREATE TABLE membership (group_name TEXT, account_id INTEGER, PRIMARY KEY (group_name, account_id));
      INSERT INTO team VALUES ('Writers');
    `);
    const file = join(folder, 'people.csv');
    const write = (...rows: readonly string[]): void =>
      writeFileSync(file, ['entryuuid,uid,mail,memberof', ...rows, ''].join('\n'));
    write('u1,ada,ada@example.test,writers', 'u2,bob,bob@example.test,', 'u3,cem,cem@example.test,writers');
    const all = ['create', 'update', 'deactivate', 'reactivate', 'delete'];
    const anything = { deactivate: { percent: 100 }, delete: { percent: 100 }, shrink: 100 };
    const rollcall = await createRollcall({
      extensions: [definePackage({ name: 'three', plugins: [peopleFile, sqlTable, forge] })],
      state: new MemoryState(),
      config: {
        connections: {
          personnel: { provider: 'people-file', path: file, attributes: ['mail'] },
          table: { provider: 'sql-table', path: table },
          forge: { provider: 'forge', baseUrl: served.url, token: 'forge-token', organisation: 'acme' },
        },
        syncs: {
          first: {
            from: 'personnel',
            to: 'table',
            correlate: ['login'],
            mapping: { login: 'uid', mail: 'mail' },
            groups: { roles: { writers: 'Writers' } },
            operations: all,
            leavers: { deleted: 'deactivate' },
            guard: anything,
          },
          second: {
            from: 'table',
            to: 'forge',
            correlate: ['login'],
            mapping: { login: 'login' },
            groups: { roles: { Writers: 'docs' } },
            operations: all,
            leavers: { disabled: 'delete', deleted: 'delete', graceDays: 0 },
            guard: anything,
          },
        },
      },
    });
    const run = async (): Promise<readonly Readonly<Record<string, number>>[]> => {
      const counts: Readonly<Record<string, number>>[] = [];
      for (const name of ['first', 'second']) {
        const report = await rollcall.sync(name).run();
        expect(report.status, `${name}: ${report.error?.message ?? ''}`).to.equal('done');
        counts.push(report.run.counts);
      }
      return counts;
    };
    const inTable = () =>
      database
        .prepare('SELECT login, active FROM account ORDER BY login')
        .all()
        .map((row) => `${row.login}:${row.active}`);
    const inForge = () =>
      [...service.seats].map(
        ([id, { state }]) => `${service.users.get(id)?.login}:${state}:${service.teams.get('docs')?.has(id)}`,
      );
    try {
      await run();
      expect(inTable()).to.deep.equal(['ada:1', 'bob:1', 'cem:1']);
      expect(inForge()).to.have.members(['ada:pending:true', 'bob:pending:false', 'cem:pending:true']);
      for (const id of service.seats.keys()) service.accept(id);
      const again = await run();
      expect(
        again.flatMap((counts) => Object.keys(counts).filter((name) => /^(create|update|member)\S*:done$/.test(name))),
      ).to.deep.equal([]);
      write('u2,bob,bob@example.test,', 'u3,cem,cem@example.test,writers');
      await run();
      expect(inTable()).to.deep.equal(['ada:0', 'bob:1', 'cem:1']);
      expect(inForge()).to.have.members(['bob:active:false', 'cem:active:true']);
    } finally {
      await rollcall.close();
      database.close();
      await served.close();
      rmSync(folder, { recursive: true });
    }
  });
});
