// Server time of every page of the console with many people: alone with "node test/bench/console-pages.mjs [people]", and in "npm run bench".
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConsole, ROUTES } from '@rollcall/console';
import { definePackage } from '@rollcall/contract';
import { createRollcall, Setup } from '@rollcall/engine';
import { SqliteState } from '@rollcall/state-sql';
import { arithmeticSource, countingTarget } from './memory-extension.mjs';

const ROUNDS = 7;
const ORIGIN = 'http://console.test';

/** Milliseconds of the processor for each page, slowest first: the median, and the first view. What else the machine does is left out of it. */
export async function consolePages(size) {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-console-'));
  const state = new SqliteState(join(folder, 'state.sqlite'));
  const extensions = [
    definePackage({
      name: 'bench',
      core: '^0.1.0',
      plugins: [arithmeticSource({ size }), countingTarget({ writes: 0 })],
    }),
  ];
  const config = {
    connections: { source: { provider: 'arithmetic-source' }, target: { provider: 'counting-target' } },
    syncs: { staff: { from: 'source', to: 'target', mapping: { userName: 'userName', mail: 'mail' } } },
  };
  const open = (from) => createRollcall({ config: from, state, extensions, env: {} });
  const rollcall = await open(config);
  await rollcall.sync('staff').run();
  const setup = new Setup({
    path: join(folder, 'rollcall.yaml'),
    marks: state.marks,
    env: {},
    readOnly: false,
    open,
    now: Date.now,
  });
  await setup.draft.edit((editor) => {
    editor.set(['connections'], config.connections);
    editor.set(['syncs'], config.syncs);
  });
  const console = createConsole({ rollcall: () => rollcall, setup, reload: async () => {} });
  const link = new URL(ORIGIN + (await console.invite('administrator')));
  const welcome = await console.app.request('/welcome', {
    method: 'POST',
    body: new URLSearchParams({
      token: link.searchParams.get('token'),
      name: 'Bench',
      password: 'a long enough password',
    }),
  });
  const cookie = welcome.headers.get('set-cookie').split(';')[0];
  const [run] = await state.runs.list({ limit: 1 });
  const [someone] = await state.links.page('staff', { limit: 1, after: 's000050000' });
  const ids = { sync: 'staff', id: run.id, name: 'source' };
  const pages = [];
  for (const { method, path, kind, role } of ROUTES) {
    if (method !== 'GET' || kind !== 'page' || role === 'public' || /events$|csv$|plan\.json$|jobs/.test(path))
      continue;
    // Counting everybody is asked of the source, and takes what that takes.
    if (path === '/setup/:sync/scope') continue;
    const id = path.includes('/people/') ? someone.sourceId : ids.id;
    const address = path.replace(':sync', ids.sync).replace(':name', ids.name).replace(':id', id);
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = process.cpuUsage();
      const answer = await console.app.request(address, { headers: { cookie } });
      await answer.text();
      const { user, system } = process.cpuUsage(started);
      times.push((user + system) / 1000);
      // What only a two-way sync has.
      if (answer.status === 404 && /^\/runs\/:id\/\w+$/.test(path)) break;
      if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
    }
    if (times.length < ROUNDS) continue;
    const [first] = times;
    pages.push([path, times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)], first]);
  }
  console.close();
  setup.forget();
  await rollcall.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
  return pages.sort(([, one], [, other]) => other - one);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, ms, first] of await consolePages(Number(process.argv[2] ?? 100_000)))
    process.stdout.write(`${path.padEnd(40)} ${ms.toFixed(1)} ms, first ${first.toFixed(1)} ms\n`);
}
