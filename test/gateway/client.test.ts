import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { createHttpClients, systemClock } from '@rollcall/engine';
import { TOKEN_SCOPES } from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { ScimConfig, ScimProvider } from '@rollcall/scim';
import { MemoryDirectory, MemoryProvider, providerContract } from '@rollcall/testing';
import { expect } from 'chai';
import { openGatewayStage } from './support/gateway-stage.js';

const context = { signal: new AbortController().signal, key: 'k' };

describe('Our SCIM client at our gateway', () => {
  for (const [paging, useBulk] of [
    ['index', 'never'],
    ['cursor', 'auto'],
  ] as const) {
    describe(`by ${paging}, Bulk: ${useBulk}`, () => {
      providerContract('scim', {
        make: async () => {
          const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'));
          const path = join(folder, 'directory.sqlite');
          const directory = new DirectoryProvider(parseConfig(DirectoryConfig, { path, durability: 'normal' }));
          for (const n of [1, 2, 3])
            await directory.writer.create(
              { attributes: { userName: `person${n}`, 'name.familyName': `F${n}` }, active: n !== 2, groups: [] },
              context,
            );
          const group = await directory.groupWriter.create('Crew', context);
          const stage = openGatewayStage(
            { people: directory },
            { t: { connection: 'people', client: 'strict', onDelete: 'delete', pageSize: 2 } },
          );
          const { token } = await stage.tokens.create({
            tenant: 't',
            name: 'client',
            scopes: TOKEN_SCOPES,
            expiresAt: null,
          });
          const { port, close } = await listen(stage.app.fetch);
          const config = parseConfig(ScimConfig, {
            baseUrl: `http://127.0.0.1:${port}/scim/t`,
            auth: { type: 'bearer', token },
            pageSize: 2,
            paging,
            useBulk,
          });
          const provider = new ScimProvider(config, createHttpClients({ clock: systemClock }));
          const file = new DatabaseSync(path);
          return {
            subject: {
              provider,
              truth: () => truthOf(file),
              attributes: ['userName', 'name.familyName', 'title'],
              key: 'userName',
              account: (n: number) => ({ userName: `new.${n}`, 'name.familyName': 'N' }),
              change: { title: 'Captain', 'name.familyName': 'M' },
              groups: () => [group.id],
            },
            dispose: async () => {
              await provider.close?.();
              await close();
              file.close();
              await directory.close();
              rmSync(folder, { recursive: true, force: true });
            },
          };
        },
      });
    });
  }
});

describe('Our SCIM client at our gateway, with an extension of the site', () => {
  const SITE = 'urn:example:scim:site:2.0:User';

  it('finds its attributes by discovery, writes them, changes one, clears one, and reads them back', async () => {
    const memory = new MemoryDirectory({ unique: ['login'] });
    const behind = new MemoryProvider(memory, {
      attributes: [
        { name: 'login', type: 'string', unique: true, findable: true, scim: 'userName' },
        { name: 'shoe_size', type: 'integer' },
        { name: 'is_member', type: 'boolean' },
        { name: 'teams', type: 'string', multiValued: true },
      ],
    });
    const stage = openGatewayStage(
      { site: behind },
      {
        t: {
          connection: 'site',
          client: 'strict',
          mapping: { [`${SITE}:shoeSize`]: 'shoe_size', [`${SITE}:isMember`]: 'is_member', [`${SITE}:teams`]: 'teams' },
        },
      },
    );
    const { token } = await stage.tokens.create({ tenant: 't', name: 'client', scopes: TOKEN_SCOPES, expiresAt: null });
    const { port, close } = await listen(stage.app.fetch);
    const client = new ScimProvider(
      parseConfig(ScimConfig, { baseUrl: `http://127.0.0.1:${port}/scim/t`, auth: { type: 'bearer', token } }),
      createHttpClients({ clock: systemClock }),
    );
    try {
      const { attributes } = await client.schema(context.signal);
      const found = attributes.filter(({ name }) => name.startsWith(SITE));
      expect(found.map(({ name, type, multiValued = false }) => [name, type, multiValued])).to.have.deep.members([
        [`${SITE}:shoeSize`, 'integer', false],
        [`${SITE}:isMember`, 'boolean', false],
        [`${SITE}:teams`, 'string', true],
      ]);
      const values = {
        userName: 'ada',
        [`${SITE}:shoeSize`]: 41,
        [`${SITE}:isMember`]: true,
        [`${SITE}:teams`]: ['red', 'blue'],
      };
      const { id } = await client.writer.create({ attributes: values, active: true, groups: [] }, context);
      const kept = () => memory.accounts.get(id)?.attributes;
      expect(kept()).to.deep.equal({ login: 'ada', shoe_size: 41, is_member: true, teams: ['red', 'blue'] });
      const request = { attributes: Object.keys(values), signal: context.signal };
      expect((await client.accounts.get(id, request))?.attributes).to.deep.equal(values);
      await client.writer.update(
        id,
        { set: { [`${SITE}:shoeSize`]: 42, [`${SITE}:teams`]: ['blue', 'green'] }, before: values },
        context,
      );
      expect(kept()).to.deep.equal({ login: 'ada', shoe_size: 42, is_member: true, teams: ['blue', 'green'] });
      await client.writer.update(
        id,
        { set: { [`${SITE}:shoeSize`]: null }, before: { [`${SITE}:shoeSize`]: 42 } },
        context,
      );
      expect(kept()?.shoe_size ?? null).to.equal(null);
      const read = (await client.accounts.get(id, request))?.attributes;
      expect(read?.[`${SITE}:shoeSize`] ?? null).to.equal(null);
      expect(read?.[`${SITE}:isMember`]).to.equal(true);
      expect(stage.errors).to.deep.equal([]);
    } finally {
      await client.close?.();
      await close();
    }
  });
});

function truthOf(file: DatabaseSync) {
  const groups = file.prepare(
    'SELECT g.id FROM membership m JOIN account_group g ON g.seq = m.in_group WHERE m.account = ?',
  );
  return new Map(
    file
      .prepare('SELECT seq, id, active, data FROM account ORDER BY seq')
      .all()
      .map((row) => {
        const { userName, title, name } = JSON.parse(String(row.data)) as {
          userName: string;
          title?: string;
          name?: { familyName?: string };
        };
        const attributes = { userName, title: title ?? null, 'name.familyName': name?.familyName ?? null };
        return [
          String(row.id),
          { attributes, active: row.active === 1, groups: groups.all(Number(row.seq)).map(({ id }) => String(id)) },
        ] as const;
      }),
  );
}

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ port, close: () => new Promise((done) => server.close(() => done())) }),
    );
  });
}
