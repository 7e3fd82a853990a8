// Our gateway as "rollcall serve" has it: a directory in a SQLite file, tokens in the state, an audit on the disk. Prints its port and a token.
// gateway-server.mjs FOLDER [ACCOUNTS]: with so many accounts in it beforehand.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import {
  createGatewayHandler,
  GatewayTokens,
  gatewayApp,
  parseGatewayConfig,
  TOKEN_SCOPES,
  tenantsOf,
} from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { AuditFile, gatewayFirst } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';

const [folder, accounts = '0'] = process.argv.slice(2);
const path = join(folder, `directory-${accounts}.sqlite`);
if (accounts !== '0') await fill(Number(accounts));
const directory = new DirectoryProvider(parseConfig(DirectoryConfig, { path }));
const state = new SqliteState(join(folder, `gateway-${accounts}.sqlite`));
const audit = await AuditFile.open(join(folder, `audit-${accounts}.jsonl`));
const settings = parseGatewayConfig({ tenants: { bench: { connection: 'people', path: '/scim', client: 'strict' } } }, [
  'people',
]);
const handler = createGatewayHandler({
  tenants: tenantsOf(settings, () => directory),
  marks: state.marks,
  clock: { now: Date.now },
  audit: (entry) => audit.write(entry),
  rateLimit: { requestsPerSecond: 1_000_000, burst: 1_000_000 },
  onError: (error) => console.error(error),
});
const { token } = await new GatewayTokens(state.marks, Date.now).create({
  tenant: 'bench',
  name: 'bench',
  scopes: TOKEN_SCOPES,
  expiresAt: null,
});
const app = gatewayApp(handler, ['/scim']);
const server = createServer(
  gatewayFirst(() => handler, getRequestListener(app.fetch, { overrideGlobalObjects: false })),
);
server.listen(0, '127.0.0.1', () => console.log(`${server.address().port} ${token}`));

async function fill(count) {
  const filling = new DirectoryProvider(parseConfig(DirectoryConfig, { path, durability: 'normal' }));
  const context = { signal: new AbortController().signal, key: 'fill' };
  for (let from = 0; from < count; from += 1_000) {
    const page = Array.from({ length: Math.min(1_000, count - from) }, (_, at) => from + at);
    await Promise.all(
      page.map((n) =>
        filling.writer.create(
          { attributes: { userName: `filled${n}`, displayName: `Filled ${n}` }, active: true, groups: [] },
          context,
        ),
      ),
    );
  }
  await filling.close();
}
// A client that is slow for a moment finds its connections open.
server.keepAliveTimeout = 60_000;
// Asked by a line, it tells what it has used of the processor, in microseconds.
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  console.log(user + system);
});
