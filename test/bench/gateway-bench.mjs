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
      report(
        `gateway, ${what}: µs in its least disturbed round (scimmy-routers)`,
        `${own.least.toFixed(0)} (${other.least.toFixed(0)})`,
      );
      report(`scimmy-routers / gateway, ${what}, in processor time`, ratio.toFixed(1), 'aim ≥ 5');
      report(`  … by the least disturbed rounds`, (other.least / own.least).toFixed(1));
    }
    await flatCost({ children, folder, quick, report });
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Accounts that there are from the beginning. */
const FEW = 1_000;
const ROUNDS = 9;

/**
 * Each operation in rounds, one round of ours and one of theirs in turn, so that what else the machine does meanwhile disturbs both alike. The
 * middle round of each, the least, which was disturbed least, and the middle of the ratios of the pairs.
 */
async function compare(ours, theirs, quick) {
  const [own, other] = [await prepare(ours, quick, false), await prepare(theirs, quick, true)];
  const results = {};
  for (const what of Object.keys(own)) {
    await own[what].setUp?.();
    await other[what].setUp?.();
    // Code is compiled anew while it is young, which a server that runs for days no longer does.
    await run(ours, own[what], own[what].warmUp);
    await run(theirs, other[what], other[what].warmUp);
    const pairs = [];
    for (let round = 0; round < (own[what].rounds ?? (quick ? 5 : ROUNDS)); round += 1)
      pairs.push({ own: await run(ours, own[what]), other: await run(theirs, other[what]) });
    results[what] = {
      own: summary(pairs.map((pair) => pair.own)),
      other: summary(pairs.map((pair) => pair.other)),
      ratio: middle(pairs.map((pair) => pair.other.cpuMicros / pair.own.cpuMicros)),
    };
  }
  return results;
}

/** A filter by `userName` among few and among many, in rounds of each size in turn. */
async function flatCost({ children, folder, quick, report }) {
  const sizes = quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
  const total = quick ? 2_000 : 3_000;
  const servers = [];
  for (const size of sizes) servers.push(await start(children, 'gateway-server.mjs', folder, String(size)));
  let next = 0;
  const round = (at, times) => {
    const named = () =>
      `/Users?filter=${encodeURIComponent(`userName eq "filled${((next += 1) * 7919) % sizes[at]}"`)}`;
    return rate(servers[at], times, () => servers[at].get(named(), 200, found));
  };
  const rounds = sizes.map(() => []);
  for (const at of sizes.keys()) await round(at, total * (quick ? 4 : 8));
  for (let turn = 0; turn < (quick ? 7 : 15); turn += 1)
    for (const at of sizes.keys()) rounds[at].push(await round(at, total));
  for (const [at, size] of sizes.entries()) {
    const { perSecond, cpuMicros, least } = summary(rounds[at]);
    report(`gateway, filter by userName among ${size} accounts: operations/s`, perSecond.toFixed(0));
    report(
      `gateway, filter by userName among ${size} accounts: µs, least`,
      `${cpuMicros.toFixed(0)}, ${least.toFixed(0)}`,
    );
  }
  report(
    'filter by userName: processor time among the most / the fewest',
    middle(rounds.at(-1).map(({ cpuMicros }, turn) => cpuMicros / rounds[0][turn].cpuMicros)).toFixed(2),
    'aim ≤ 1.25',
  );
  report('  … by the least disturbed rounds', (summary(rounds.at(-1)).least / summary(rounds[0]).least).toFixed(2));
}

function run(server, { total, work, inFlight }, times = total) {
  return rate(server, times, work, inFlight);
}

/** The middle of rates and of processor times, and the least processor time. */
function summary(rounds) {
  const cpu = rounds.map(({ cpuMicros }) => cpuMicros);
  return {
    perSecond: middle(rounds.map(({ perSecond }) => perSecond)),
    cpuMicros: middle(cpu),
    least: Math.min(...cpu),
  };
}

function middle(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** The operations that are measured. `isSlow`: fewer of them, where one takes up to seconds. */
async function prepare(server, quick, isSlow) {
  const many = isSlow ? 1_000 : quick ? 2_000 : 3_000;
  // Until nothing is compiled any more: ours, with its few steps for each, takes 12,000 to get there; scimmy-routers is as quick after 1,000 as after 16,000.
  const warmUp = isSlow ? 3_000 : quick ? 20_000 : 25_000;
  const big = quick ? 1_500 : 10_000;
  const post = (n) => server.send('POST', '/Users', user(n), 201);
  const ids = [];
  for (let n = 0; n < FEW; n += 1) ids.push((await post(n)).id);
  let made = FEW;
  const create = async () => void ids.push((await post(made++)).id);
  const named = (n) => `/Users?filter=${encodeURIComponent(`userName eq "user${(n * 7) % FEW}@example.test"`)}`;
  const extra = [];
  let group;
  const add = (value) => ({ schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: [{ value }] }] });
  return {
    // Pages of 20, which scimmy-routers gives whatever "count" says.
    'list page of 20': {
      total: isSlow ? 30 : 300,
      work: () => server.get('/Users?startIndex=1&count=20', 200, (body) => body.Resources.length === 20),
      rounds: 3,
      warmUp: isSlow ? 10 : 1_000,
    },
    create: { total: many, work: create, warmUp },
    get: {
      total: many,
      warmUp,
      work: (n) => server.get(`/Users/${ids[n % ids.length]}`, 200, (body) => body.userName !== undefined),
    },
    'filter userName eq': { total: many, warmUp, work: (n) => server.get(named(n), 200, found) },
    [`PATCH one member into a group of ${big}`]: {
      setUp: async () => {
        while (ids.length < big) await create();
        for (let n = 0; n < 100; n += 1) extra.push((await post(1_000_000 + n)).id);
        const members = ids.slice(0, big).map((value) => ({ value }));
        group = await server.send('POST', '/Groups', { schemas: [GROUP], displayName: 'All', members }, 201);
      },
      total: isSlow ? 3 : 20,
      work: () => server.send('PATCH', `/Groups/${group.id}`, add(extra.pop()), 200, 204),
      inFlight: 1,
      rounds: 3,
      warmUp: isSlow ? 1 : 20,
    },
  };
}

const found = (body) => body.Resources?.length === 1;

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
