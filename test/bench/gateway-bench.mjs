// The gateway beside scimmy-routers, in one run: two servers, one client, 32 requests in flight. Called by bench.mjs, or alone: "npm run bench:gateway".
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';

const here = dirname(fileURLToPath(import.meta.url));
const IN_FLIGHT = 32;
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Measures and reports; `report(what, value, aim)` prints a line. */
export async function gatewayBench({ quick, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-gateway-bench-'));
  const children = [];
  try {
    const ours = await start(children, 'gateway-server.mjs', folder);
    const theirs = await start(children, 'scimmy-server.mjs');
    for (const [what, { own, other, ratio }] of Object.entries(await compare(ours, theirs, quick))) {
      report(
        `gateway, ${what}: operations/s (scimmy-routers)`,
        `${own.perSecond.toFixed(0)} (${other.perSecond.toFixed(0)})`,
      );
      report(
        `gateway, ${what}: µs of the processor (scimmy-routers)`,
        `${own.cpuMicros.toFixed(0)} (${other.cpuMicros.toFixed(0)})`,
      );
      report(`scimmy-routers / gateway, ${what}, in processor time`, ratio.toFixed(1), 'aim ≥ 5');
    }
    const flat = [];
    for (const size of quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000]) {
      const server = await start(children, 'gateway-server.mjs', folder, String(size));
      const named = (n) => `/Users?filter=${encodeURIComponent(`userName eq "filled${(n * 7919) % size}"`)}`;
      const { perSecond, cpuMicros } = await best(server, quick ? 2_000 : 5_000, (n) =>
        server.get(named(n), 200, found),
      );
      flat.push(cpuMicros);
      report(`gateway, filter by userName among ${size} accounts: operations/s`, perSecond.toFixed(0));
      children.pop()?.kill();
    }
    report(
      'filter by userName: processor time among the most / the fewest',
      (flat.at(-1) / flat[0]).toFixed(2),
      'aim ≤ 1.25',
    );
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROUNDS = 5;

/**
 * Each operation in rounds, one round of ours and one of theirs in turn, so that what else the machine does meanwhile disturbs both alike. The
 * middle round of each, and the middle of the ratios of the pairs.
 */
async function compare(ours, theirs, quick) {
  const [own, other] = [await prepare(ours, quick, false), await prepare(theirs, quick, true)];
  const results = {};
  for (const what of Object.keys(own)) {
    await own[what].setUp?.();
    await other[what].setUp?.();
    const pairs = [];
    for (let round = 0; round < (own[what].rounds ?? ROUNDS); round += 1)
      pairs.push({ own: await run(ours, own[what]), other: await run(theirs, other[what]) });
    results[what] = {
      own: middle(pairs.map((pair) => pair.own)),
      other: middle(pairs.map((pair) => pair.other)),
      ratio: pairs.map((pair) => pair.other.cpuMicros / pair.own.cpuMicros).sort((a, b) => a - b)[
        Math.floor(pairs.length / 2)
      ],
    };
  }
  return results;
}

function run(server, { total, work, inFlight }) {
  return rate(server, total, work, inFlight);
}

function middle(rounds) {
  return rounds.sort((a, b) => a.cpuMicros - b.cpuMicros)[Math.floor(rounds.length / 2)];
}

/** The operations that are measured, on a server that has run for a while. `isSlow`: fewer of those that take a tenth of a second there. */
async function prepare(server, quick, isSlow) {
  const many = quick ? 1_500 : 6_000;
  const big = quick ? 1_500 : 10_000;
  const post = (n) => server.send('POST', '/Users', user(n), 201);
  const ids = [];
  for (let n = 0; n < 100; n += 1) ids.push((await post(n)).id);
  await warmUp(server, quick);
  let made = 100;
  const create = async () => void ids.push((await post(made++)).id);
  const named = (n) => `/Users?filter=${encodeURIComponent(`userName eq "user${(n * 7) % many}@example.test"`)}`;
  const extra = [];
  let group;
  const add = (value) => ({ schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: [{ value }] }] });
  return {
    // Pages of 20, which scimmy-routers gives whatever "count" says.
    'list page of 20': {
      total: isSlow ? 30 : 300,
      work: () => server.get('/Users?startIndex=1&count=20', 200, (body) => body.Resources.length === 20),
      rounds: 3,
    },
    create: { total: many, work: create },
    get: {
      total: many,
      work: (n) => server.get(`/Users/${ids[n % ids.length]}`, 200, (body) => body.userName !== undefined),
    },
    'filter userName eq': { total: many, work: (n) => server.get(named(n), 200, found) },
    [`PATCH one member into a group of ${big}`]: {
      setUp: async () => {
        while (ids.length < big) await create();
        for (let n = 0; n < 60; n += 1) extra.push((await post(1_000_000 + n)).id);
        const members = ids.slice(0, big).map((value) => ({ value }));
        group = await server.send('POST', '/Groups', { schemas: [GROUP], displayName: 'All', members }, 201);
      },
      total: isSlow ? 3 : 20,
      work: () => server.send('PATCH', `/Groups/${group.id}`, add(extra.pop()), 200, 204),
      inFlight: 1,
      rounds: 3,
    },
  };
}

/** A server that has run for a while: its code compiled, its statements prepared. */
async function warmUp(server, quick) {
  await rate(server, quick ? 500 : 3_000, async (n) => {
    const { id } = await server.send('POST', '/Users', user(2_000_000 + n), 201);
    await server.get(`/Users/${id}`, 200, (body) => body.id === id);
    const name = encodeURIComponent(`userName eq "user${2_000_000 + n}@example.test"`);
    await server.get(`/Users?filter=${name}`, 200, found);
  });
}

const found = (body) => body.Resources?.length === 1;

/** The middle one of three rounds. */
async function best(server, total, work) {
  const rounds = [];
  for (let round = 0; round < 3; round += 1) rounds.push(await rate(server, total, work));
  return rounds.sort((a, b) => a.cpuMicros - b.cpuMicros)[1];
}

/** Operations a second of `work(index)`, so many at once; and microseconds of the server's processor for each, which other programs disturb less. */
async function rate(server, total, work, inFlight = IN_FLIGHT) {
  let next = 0;
  const cpu = await server.cpu();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let index = next++; index < total; index = next++) await work(index);
    }),
  );
  const perSecond = total / ((performance.now() - started) / 1000);
  return { perSecond, cpuMicros: ((await server.cpu()) - cpu) / total };
}

function user(n) {
  return {
    schemas: [USER],
    userName: `user${n}@example.test`,
    externalId: `ext-${n}`,
    displayName: `First${n} Last${n}`,
    name: { givenName: `First${n}`, familyName: `Last${n}`, formatted: `First${n} Last${n}` },
    emails: [{ type: 'work', primary: true, value: `user${n}@example.test` }],
    title: 'Engineer',
    active: true,
  };
}

function start(children, script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(here, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    child.stdout.once('data', (line) => {
      const [port, token] = String(line).trim().split(' ');
      resolve({ ...client(`http://127.0.0.1:${port}/scim`, token), cpu: () => cpuOf(child) });
    });
  });
}

/** Microseconds of the processor that a server has used. */
function cpuOf(child) {
  return new Promise((resolve) => {
    child.stdout.once('data', (line) => resolve(Number(String(line))));
    child.stdin.write('cpu\n');
  });
}

function client(base, token) {
  const dispatcher = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const call = async (method, path, body, expected) => {
    const answer = await request(`${base}${path}`, {
      method,
      dispatcher,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (!expected.includes(answer.statusCode))
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return text === '' ? {} : JSON.parse(text);
  };
  return {
    send: (method, path, body, ...expected) => call(method, path, body, expected),
    get: async (path, status, check) => {
      const body = await call('GET', path, undefined, [status]);
      if (!check(body)) throw new Error(`GET ${path}: not what was asked for`);
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`Node ${process.version}\n`);
  await gatewayBench({
    quick: process.argv.includes('--quick'),
    report: (what, value, aim = '') => console.log(`${what.padEnd(70)} ${String(value).padStart(16)} ${aim}`),
  });
}
