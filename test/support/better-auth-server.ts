import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scim } from '@better-auth/scim';
import { type BetterAuthPlugin, betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';

type Row = Record<string, unknown>;

/** `@better-auth/scim` in a Better Auth with its tables in memory. */
export interface BetterAuthServer {
  readonly url: string;
  /** Rows of a table, such as `scimUser`. */
  table(name: string): readonly Row[];
  /** Number of requests for each method. */
  readonly counts: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export async function startBetterAuth(token: string): Promise<BetterAuthServer> {
  const counts: Record<string, number> = {};
  let handle: ReturnType<typeof toNodeHandler> | undefined;
  const server = createServer((request, response) => {
    counts[request.method ?? ''] = (counts[request.method ?? ''] ?? 0) + 1;
    void handle?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Its type says "undefined" where the other one says "absent".
  const plugin = scim({
    connections: [{ id: 'app', credentials: [{ type: 'bearer', id: 'test', token }] }],
  }) as unknown as BetterAuthPlugin;
  const tables: Record<string, Row[]> = Object.fromEntries(
    Object.values(getAuthTables({ plugins: [plugin] })).map(({ modelName }) => [modelName, []]),
  );
  handle = toNodeHandler(
    betterAuth({
      baseURL,
      secret: 'only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz',
      database: memoryAdapter(tables),
      telemetry: { enabled: false },
      rateLimit: { enabled: false },
      logger: { disabled: true },
      plugins: [plugin],
    }),
  );
  return {
    url: `${baseURL}/api/auth/scim/v2`,
    table: (name) => tables[name] ?? [],
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
