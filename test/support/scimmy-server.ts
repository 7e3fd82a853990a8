import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

type Row = Record<string, unknown>;

/** `scimmy-routers` on express, as its README shows it, with plain maps behind it. Its resource types are global, so one at a time. */
export interface ScimmyServer {
  readonly url: string;
  readonly users: ReadonlyMap<string, Row>;
  readonly groups: ReadonlyMap<string, Row>;
  /** Number of requests for each method. */
  readonly counts: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

interface Instance {
  readonly id?: string;
  readonly filter?: { match(values: readonly Row[]): Row[] };
}

export async function startScimmy(token: string): Promise<ScimmyServer> {
  const [users, groups] = [new Map<string, Row>(), new Map<string, Row>()];
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `s${ids}`;
  };
  const store = (rows: Map<string, Row>, name: string) => ({
    egress: ({ id, filter }: Instance): unknown => {
      if (id !== undefined) {
        const row = rows.get(id);
        if (row === undefined) throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
        return row;
      }
      return filter === undefined ? [...rows.values()] : filter.match([...rows.values()]);
    },
    ingress: ({ id }: Instance, data: Row): unknown => {
      if (id !== undefined && !rows.has(id)) throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
      const twin = [...rows.values()].find(
        (row) => row.id !== id && String(row[name]).toLowerCase() === String(data[name]).toLowerCase(),
      );
      if (twin !== undefined) throw new SCIMMY.Types.Error(409, 'uniqueness', `${name} is taken`);
      const row: Row = { ...JSON.parse(JSON.stringify(data)), id: id ?? newId() };
      rows.set(String(row.id), row);
      return row;
    },
    degress: ({ id }: Instance): void => {
      if (id === undefined || !rows.delete(id)) throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
    },
  });
  // The library's types want its own classes; these handlers give and take plain data, as its documentation does.
  const declare = SCIMMY.Resources.declare as unknown as (resource: unknown, handlers?: unknown) => void;
  declare(SCIMMY.Resources.User, store(users, 'userName'));
  declare(SCIMMY.Resources.Group, store(groups, 'displayName'));
  const counts: Record<string, number> = {};
  const app = express();
  app.use((request, _, next) => {
    counts[request.method] = (counts[request.method] ?? 0) + 1;
    next();
  });
  app.use(
    '/scim',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request: { header(name: string): string | undefined }) => {
        if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('Unauthorized');
        return 'client';
      },
    }) as unknown as express.RequestHandler,
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    users,
    groups,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
