import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PROVIDER, type Provider, RejectedError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { type Fresh, type ProviderWorld, providerContract } from '@rollcall/testing';
import { expect } from 'chai';
import { Container } from 'inversify';
import sqlTable from './sql-table.js';

const manager = new PluginManager<Provider>(PROVIDER, [sqlTable as PluginDefinition<Provider>]);

function open(): Fresh<ProviderWorld> & { readonly database: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-table-'));
  const path = join(folder, 'people.sqlite');
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE account (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, title TEXT, active INTEGER NOT NULL);
    CREATE TABLE team (name TEXT PRIMARY KEY);
    CREATE TABLE membership (group_name TEXT REFERENCES team, account_id INTEGER REFERENCES account, PRIMARY KEY (group_name, account_id));
    INSERT INTO account (login, title, active) VALUES ('ada', 'Dr', 1), ('bob', NULL, 0), ('cem', '', 1), ('dan', 'Sir', 1), ('eva', 'Dr', 1);
    INSERT INTO team VALUES ('staff'), ('editors');
    INSERT INTO membership VALUES ('staff', 1), ('staff', 3), ('editors', 3);
  `);
  const rows = (sql: string) =>
    database.prepare(sql).all() as unknown as readonly Readonly<Record<string, string | number | null>>[];
  return {
    database,
    subject: {
      provider: manager.create('sql-table', { path, pageSize: 2 }, { parent: new Container() }),
      truth: () => {
        const members = rows('SELECT * FROM membership ORDER BY group_name');
        return new Map(
          rows('SELECT * FROM account').map(({ id, login, title, active }) => [
            String(id),
            {
              attributes: { login: login ?? null, title: title ?? null },
              active: active === 1,
              groups: members.filter((member) => member.account_id === id).map(({ group_name }) => String(group_name)),
            },
          ]),
        );
      },
      attributes: ['login', 'title'],
      key: 'login',
      account: (n) => ({ login: `new${n}`, title: 'Prof' }),
      change: { title: 'Sir' },
      groups: () => ['staff', 'editors'],
    },
    dispose: async () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

providerContract('sql-table', { make: open });

describe('accounts in a table', () => {
  const context = { signal: new AbortController().signal, key: 'k' };
  const refusal = async (work: (provider: Provider, database: DatabaseSync) => Promise<unknown> | undefined) => {
    const { subject, database, dispose } = open();
    try {
      return await work(subject.provider, database)?.catch((error: unknown) => error);
    } finally {
      await subject.provider.close?.();
      await dispose?.();
    }
  };

  it('refuse what the table refuses, and names that cannot be columns, for this account alone', async () => {
    const empty = await refusal(({ writer }) =>
      writer?.create({ attributes: { login: null }, active: true, groups: [] }, context),
    );
    expect(RejectedError.is(empty), String(empty)).to.equal(true);
    const odd = { 'title = 1; DROP TABLE account; --': 'x' };
    expect(
      RejectedError.is(await refusal(({ writer }) => writer?.update('1', { set: odd, before: {} }, context))),
    ).to.equal(true);
  });

  it('may be written later when another program has the table locked', async () => {
    const locked = await refusal(async ({ writer }, database) => {
      database.exec('BEGIN EXCLUSIVE');
      return writer?.update('1', { set: { title: 'x' }, before: {} }, context);
    });
    expect(UnavailableError.is(locked), String(locked)).to.equal(true);
    expect(UnsupportedError.is(locked)).to.equal(false);
  });
});
