import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { type Packed, publishedPackages } from './packages.js';

export interface LocalRegistry {
  /** For `.npmrc`: packages of Rollcall come from here, all others from where they always come from. */
  readonly npmrc: string;
  close(): Promise<void>;
}

/** Serves the tarballs as the registry will, so that `npm install @rollcall/cli` is what a person types. */
export async function startLocalRegistry(packed: readonly Packed[]): Promise<LocalRegistry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const { port } = server.address() as AddressInfo;
    const tarball = packed.find((one) => basename(one.tarball) === path);
    if (tarball !== undefined) return response.end(readFileSync(tarball.tarball));
    const one = packed.find(({ name }) => name === path);
    const manifest = publishedPackages().find(({ name }) => name === path)?.manifest;
    if (one === undefined || manifest === undefined) return response.writeHead(404).end('{}');
    const integrity = `sha512-${createHash('sha512').update(readFileSync(one.tarball)).digest('base64')}`;
    const dist = { tarball: `http://127.0.0.1:${port}/${basename(one.tarball)}`, integrity };
    const versions = { [manifest.version]: { ...manifest, dist } };
    return response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ name: path, 'dist-tags': { latest: manifest.version }, versions }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    npmrc: `@rollcall:registry=http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
