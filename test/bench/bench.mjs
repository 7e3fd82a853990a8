// "npm run bench [-- sending reading gateway scale]": ratios against rivals and limits measured in the same run. All takes a quarter of an
// hour; --quick takes smaller numbers, in which the start of a run weighs more. Processor time is that of the client's process.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definePackage } from '@rollcall/contract';
import drupal from '@rollcall/drupal';
import { createHttpClients, createRollcall, systemClock } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import scim from '@rollcall/scim';
import { SqliteState } from '@rollcall/state-sql';
import ky from 'ky';
import { Agent, request } from 'undici';
import { consolePages } from './console-pages.mjs';
import { gatewayBench } from './gateway-bench.mjs';
import { arithmeticSource, countingTarget } from './memory-extension.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const quick = process.argv.includes('--quick');
const parts = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const children = [];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rows = [];
const report = (what, value, aim = '') => {
  rows.push([what, value, aim]);
  console.log(`${what.padEnd(70)} ${String(value).padStart(14)} ${aim}`);
};

function serve(script, ...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(here, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    child.stdout.once('data', (port) => resolve(`http://127.0.0.1:${String(port).trim()}`));
  });
}

/** Seconds that the work took, and processor time of this process. */
async function timed(work) {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1_000_000 };
}

/** Operations a second of `work(index)`, so many at once, and processor time of each. */
async function rate(total, concurrency, work) {
  let next = 0;
  const { seconds, cpuSeconds } = await timed(() =>
    Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let index = next++; index < total; index = next++) await work(index);
      }),
    ),
  );
  return { perSecond: total / seconds, cpuMicros: (cpuSeconds / total) * 1_000_000 };
}

const user = (index) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `user${index}`,
  emails: [{ type: 'work', value: `user${index}@example.test` }],
  name: { givenName: `First${index}`, familyName: `Last${index}` },
});

async function engineCreates(url, size, bulk) {
  const state = new SqliteState(join(folder, `creates-${bulk}-${Math.random()}.sqlite`));
  const rollcall = await createRollcall({
    config: {
      connections: {
        source: { provider: 'arithmetic-source' },
        target: {
          provider: 'scim',
          baseUrl: url,
          auth: { type: 'bearer', token: 'bench' },
          ...(bulk ? {} : { useBulk: 'never' }),
        },
      },
      syncs: {
        s: {
          from: 'source',
          to: 'target',
          mapping: {
            userName: 'userName',
            'emails[type eq "work"].value': 'mail',
            'name.givenName': 'first',
            'name.familyName': 'last',
          },
          correlate: ['userName'],
          concurrency: 32,
        },
      },
    },
    state,
    extensions: [
      definePackage({ name: 'bench', plugins: [arithmeticSource({ size }), countingTarget({})] }),
      scim,
      mappers,
    ],
  });
  let result;
  const { seconds, cpuSeconds } = await timed(async () => {
    result = await rollcall.sync('s').run();
  });
  const { run, error } = result;
  if (error !== undefined) throw error;
  if (run.counts['create:done'] !== size) throw new Error(`created ${JSON.stringify(run.counts)}`);
  await rollcall.close();
  await state.close();
  return { perSecond: size / seconds, cpuMicros: (cpuSeconds / size) * 1_000_000 };
}

async function sending() {
  const size = quick ? 6_000 : 20_000;
  const url = await serve('scim-server.mjs');
  const bulkUrl = await serve('scim-server.mjs', 'bulk');
  const agent = new Agent({ connections: 32 });
  const headers = { 'content-type': 'application/scim+json', authorization: 'Bearer bench' };
  const figures = { ky: [], undici: [], engine: [], bulk: [] };
  for (let round = 0; round < 3; round += 1) {
    figures.ky.push(await rate(size, 32, (index) => ky.post(`${url}/Users`, { json: user(index), headers }).json()));
    figures.undici.push(
      await rate(size, 32, async (index) =>
        (
          await request(`${url}/Users`, {
            method: 'POST',
            dispatcher: agent,
            headers,
            body: JSON.stringify(user(index)),
          })
        ).body.json(),
      ),
    );
    figures.engine.push(await engineCreates(url, size, false));
    figures.bulk.push(await engineCreates(bulkUrl, size, true));
  }
  await agent.close();
  const [kyRate, undiciRate, engineRate, bulkRate] = ['ky', 'undici', 'engine', 'bulk'].map((name) => ({
    perSecond: median(figures[name].map(({ perSecond }) => perSecond)),
    cpuMicros: median(figures[name].map(({ cpuMicros }) => cpuMicros)),
  }));
  const show = ({ perSecond, cpuMicros }) => `${perSecond.toFixed(0)} / ${cpuMicros.toFixed(0)}`;
  report('ky as it comes: creates/s / CPU µs each', show(kyRate));
  report('undici request: creates/s / CPU µs each', show(undiciRate));
  report('engine, journal on disk: creates/s / CPU µs each', show(engineRate));
  report('engine with Bulk: creates/s / CPU µs each', show(bulkRate));
  const times = (one, other) =>
    `${(one.perSecond / other.perSecond).toFixed(2)} / ${(other.cpuMicros / one.cpuMicros).toFixed(2)}`;
  report('engine / ky, by rate / by processor time', times(engineRate, kyRate), 'aim ≥ 2');
  report('engine / undici, by rate / by processor time', times(engineRate, undiciRate), 'aim ≥ 0.3');
  report('engine with Bulk / ky, by rate / by processor time', times(bulkRate, kyRate), 'aim ≥ 20');
}

async function reading() {
  const size = quick ? 10_000 : 100_000;
  const url = await serve('drupal-server.mjs', String(size));
  const counter = { requests: 0, created: 0, updated: 0 };
  const state = new SqliteState(join(folder, 'reading.sqlite'));
  const rollcall = await createRollcall({
    config: {
      connections: {
        source: { provider: 'drupal', baseUrl: url, auth: { type: 'bearer', token: 'bench' } },
        target: { provider: 'counting-target' },
      },
      syncs: {
        s: {
          from: 'source',
          to: 'target',
          mapping: {
            userName: 'name',
            mail: 'mail',
            first: { from: 'field_first_name', through: ['trim'] },
            last: { from: 'field_last_name', through: ['trim', 'title-case'] },
          },
          correlate: ['userName'],
        },
      },
    },
    state,
    extensions: [definePackage({ name: 'bench', plugins: [countingTarget(counter)] }), drupal, mappers],
  });
  const sync = rollcall.sync('s');
  const first = await sync.run();
  if (first.error !== undefined) throw first.error;
  const http = createHttpClients({ clock: systemClock }).open({ baseUrl: url });
  // Account 1 is protected, so it is not linked.
  const figures = { read: [], run: [] };
  for (let round = 0; round < 3; round += 1) {
    figures.read.push(await timed(() => readOnly(http, size)));
    const before = counter.requests;
    let run;
    figures.run.push(
      await timed(async () => {
        ({ run } = await sync.run());
      }),
    );
    if (run.counts.unchanged !== size - 1 || counter.requests !== before)
      throw new Error(`not unchanged: ${JSON.stringify(run.counts)}, ${counter.requests - before} requests`);
  }
  await http.close();
  await rollcall.close();
  await state.close();
  const of = (name) => [
    median(figures[name].map(({ seconds }) => seconds)),
    median(figures[name].map(({ cpuSeconds }) => cpuSeconds)),
  ];
  const [[readSeconds, readCpu], [runSeconds, runCpu]] = [of('read'), of('run')];
  report(
    `reading and parsing ${size} accounts: seconds / CPU seconds`,
    `${readSeconds.toFixed(2)} / ${readCpu.toFixed(2)}`,
  );
  report(`no-change run of ${size} accounts: seconds / CPU seconds`, `${runSeconds.toFixed(2)} / ${runCpu.toFixed(2)}`);
  report(
    'no-change run / reading and parsing, by time / by processor time',
    `${(runSeconds / readSeconds).toFixed(2)} / ${(runCpu / readCpu).toFixed(2)}`,
    'aim ≤ 1.4',
  );
  report('requests to the target per unchanged account', '0', 'aim 0');
}

/** The same pages, read the same way (four ranges, one page ahead each), parsed and thrown away. */
async function readOnly(http, size) {
  const signal = new AbortController().signal;
  const page = async (after, upTo) => {
    const answer = await http.request({
      method: 'GET',
      path: '/jsonapi/user/user',
      signal,
      doing: 'reading',
      query: {
        'filter[a][condition][path]': 'drupal_internal__uid',
        'filter[a][condition][operator]': '>',
        'filter[a][condition][value]': after,
        'filter[u][condition][path]': 'drupal_internal__uid',
        'filter[u][condition][operator]': '<=',
        'filter[u][condition][value]': upTo,
        sort: 'drupal_internal__uid',
        'page[limit]': 50,
      },
    });
    return answer.json().data;
  };
  const lane = async (after, upTo) => {
    for (
      let rows = await page(after, upTo);
      rows.length > 0;
      rows = await page(rows.at(-1).attributes.drupal_internal__uid, upTo)
    );
  };
  const quarter = Math.ceil(size / 4);
  await Promise.all([0, 1, 2, 3].map((index) => lane(index * quarter, Math.min(size, (index + 1) * quarter))));
}

function scale() {
  const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
  for (const size of sizes) {
    const path = join(folder, `scale-${size}.sqlite`);
    const run = (every = 0) =>
      JSON.parse(
        execFileSync(process.execPath, [join(here, 'memory-run.mjs'), path, String(size), String(every)], {
          encoding: 'utf8',
        }),
      );
    const first = run();
    const second = run();
    const changed = run(10);
    report(`${size} accounts, first run: CPU µs per account`, first.cpuMicrosPerAccount.toFixed(1));
    report(
      `${size} accounts, no change: CPU µs per account / seconds / peak MB`,
      `${second.cpuMicrosPerAccount.toFixed(1)} / ${second.seconds.toFixed(1)} / ${second.peakMb.toFixed(0)}`,
      size === 1_000_000 ? 'aim < 200 MB' : '',
    );
    report(
      `${size} accounts, first run: seconds / peak MB`,
      `${first.seconds.toFixed(1)} / ${first.peakMb.toFixed(0)}`,
      size === 1_000_000 ? 'aim < 200 MB' : '',
    );
    report(
      `${size} accounts, every tenth changed: requests per changed account`,
      (changed.requests / changed.updated).toFixed(3),
      'aim ≤ 1.05',
    );
    rmSync(path, { force: true });
  }
}

/** Server time of pages: what a person waits for, whatever the number of people. */
async function consoleBench() {
  const people = quick ? 20_000 : 100_000;
  const pages = await consolePages(people);
  const [[slowest, ms]] = pages;
  report(`slowest page of the console, ${people} people: ms (${slowest})`, ms.toFixed(1), 'aim < 50');
  const [fresh, , firstMs] = pages.reduce((one, other) => (other[2] > one[2] ? other : one));
  report(`the same, when a page is opened for the first time: ms (${fresh})`, firstMs.toFixed(1), 'aim < 50');
}

try {
  const version = (name) =>
    JSON.parse(readFileSync(join(here, '..', '..', 'node_modules', name, 'package.json'), 'utf8')).version;
  console.log(
    `Node ${process.version}, ky ${version('ky')}, undici ${version('undici')}; ${cpus().length} cores (${cpus()[0]?.model})\n`,
  );
  for (const [name, part] of Object.entries({
    sending,
    reading,
    console: consoleBench,
    gateway: () => gatewayBench({ quick, report }),
    scale,
  }))
    if (parts.length === 0 || parts.includes(name)) await part();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
