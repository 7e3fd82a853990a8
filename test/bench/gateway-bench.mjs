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
    const measured = { ours: await measure(ours, quick), theirs: await measure(theirs, quick) };
    for (const [what, own] of Object.entries(measured.ours)) {
      const other = measured.theirs[what];
      report(
        `gateway, ${what}: operations/s (scimmy-routers)`,
        `${own.perSecond.toFixed(0)} (${other.perSecond.toFixed(0)})`,
      );
      report(
        `gateway, ${what}: µs of the processor (scimmy-routers)`,
        `${own.cpuMicros.toFixed(0)} (${other.cpuMicros.toFixed(0)})`,
      );
      report(
        `scimmy-routers / gateway, ${what}, in processor time`,
        (other.cpuMicros / own.cpuMicros).toFixed(1),
        'aim ≥ 5',
      );
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

async function measure(server, quick) {
  const many = quick ? 1_500 : 6_000;
  const post = (n) => server.send('POST', '/Users', user(n), 201);
  const ids = [];
  for (let n = 0; n < 100; n += 1) ids.push((await post(n)).id);
  await warmUp(server, quick);
  const results = {};
  // Pages of 20, which scimmy-routers gives whatever "count" says.
  results['list page of 20'] = await best(server, quick ? 150 : 600, () =>
    server.get('/Users?startIndex=1&count=20', 200, (body) => body.Resources.length === 20),
  );
  results.create = await rate(server, many, async (n) => void ids.push((await post(100 + n)).id));
  results.get = await best(server, many, (n) =>
    server.get(`/Users/${ids[n % ids.length]}`, 200, (body) => body.userName !== undefined),
  );
  const named = (n) => `/Users?filter=${encodeURIComponent(`userName eq "user${(n * 7) % many}@example.test"`)}`;
  results['filter userName eq'] = await best(server, many, (n) => server.get(named(n), 200, found));
  const big = quick ? 1_500 : 10_000;
  while (ids.length < big) ids.push((await post(many + ids.length)).id);
  const extra = [];
  for (let n = 0; n < 20; n += 1) extra.push((await post(1_000_000 + n)).id);
  const members = ids.slice(0, big).map((value) => ({ value }));
  const group = await server.send('POST', '/Groups', { schemas: [GROUP], displayName: 'All', members }, 201);
  const add = (n) => ({ schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: [{ value: extra[n] }] }] });
  results[`PATCH one member into a group of ${big}`] = await rate(
    server,
    extra.length,
    (n) => server.send('PATCH', `/Groups/${group.id}`, add(n), 200, 204),
    1,
  );
  return results;
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
