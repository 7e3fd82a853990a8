/**
 * How many POSTs of 1 KB a second go out, 32 at once: our client, ky as it comes, and bare undici.
 * `node --conditions=@rollcall/source --import tsx core/engine/bench/http-send.ts [requests] [runs]`, from the repository's root.
 * The server is a process of its own. Prints the median of the runs, and the CPU time of this process for one request.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import ky from 'ky';
import { Agent, request } from 'undici';
import { createHttpClients } from '../src/http/http-clients.js';
import { systemClock } from '../src/system-clock.js';

const IN_FLIGHT = 32;
const USER = {
  userName: 'ada.k',
  name: { givenName: 'Ada', familyName: 'K' },
  emails: [{ value: 'ada.k@example.test', type: 'work' }],
  note: 'x'.repeat(880),
};

async function compare(requests: number, runs: number): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve']);
  const [url] = (await once(server, 'message')) as [string];
  try {
    for (const [name, open] of Object.entries(CLIENTS)) {
      const { send, close } = open(url);
      await measure(send, Math.ceil(requests / 5));
      const results = [];
      for (let run = 0; run < runs; run += 1) results.push(await measure(send, requests));
      await close();
      const { perSecond, cpuMicros } = results.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(runs / 2)] ?? {
        perSecond: 0,
        cpuMicros: 0,
      };
      console.log(
        `${name.padEnd(28)} ${perSecond.toFixed(0).padStart(7)} requests/s  ${cpuMicros.toFixed(0).padStart(5)} µs CPU each`,
      );
    }
  } finally {
    await stop(server);
  }
}

interface BenchClient {
  send(): Promise<unknown>;
  close(): Promise<void>;
}

const CLIENTS: Readonly<Record<string, (url: string) => BenchClient>> = {
  'ky as it comes': (url) => ({ send: () => ky.post(url, { json: USER }).json(), close: async () => {} }),
  rollcall: (url) => {
    const http = createHttpClients({ clock: systemClock }).open({
      baseUrl: url,
      headers: { Authorization: 'Bearer made-up-token' },
      concurrency: IN_FLIGHT,
    });
    const { signal } = new AbortController();
    return {
      send: async () =>
        (await http.request({ method: 'POST', path: 'Users', json: USER, signal, doing: 'creating a user' })).json(),
      close: () => http.close(),
    };
  },
  'undici request': (url) => {
    const dispatcher = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer made-up-token' };
    return {
      send: async () =>
        (await request(url, { method: 'POST', body: JSON.stringify(USER), headers, dispatcher })).body.json(),
      close: () => dispatcher.close(),
    };
  },
};

async function measure(
  send: () => Promise<unknown>,
  requests: number,
): Promise<{ perSecond: number; cpuMicros: number }> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let left = requests;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (; left > 0; ) {
        left -= 1;
        await send();
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (requests / (performance.now() - started)) * 1000, cpuMicros: (user + system) / requests };
}

function serve(): void {
  const answer = JSON.stringify({ ...USER, id: '42' });
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/scim+json' }).end(answer));
  });
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
}

async function stop(server: ChildProcess): Promise<void> {
  server.kill();
  await once(server, 'exit');
}

if (process.argv[2] === 'serve') serve();
else await compare(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 3));
