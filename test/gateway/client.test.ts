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
import { providerContract } from '@rollcall/testing';
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
