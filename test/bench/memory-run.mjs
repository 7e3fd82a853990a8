// One process: `node memory-run.mjs STATE SIZE EVERY` runs once and prints what it took, as JSON.
import '../../packages/cli/bin/lean-memory.mjs';
import { createRollcall } from '@rollcall/engine';
import { SqliteState } from '@rollcall/state-sql';
import { MEMORY_CONFIG, memoryExtension } from './memory-extension.mjs';

const [path, size, every] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 0)];
const counter = { requests: 0, created: 0, updated: 0 };
const state = new SqliteState(path);
const rollcall = await createRollcall({
  config: MEMORY_CONFIG,
  state,
  extensions: [memoryExtension({ size, every }, counter)],
});
const started = performance.now();
const cpu = process.cpuUsage();
const { status, run, error } = await rollcall.sync('s').run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
if (error !== undefined) throw error;
console.log(
  JSON.stringify({
    status,
    counts: run.counts,
    seconds,
    cpuMicrosPerAccount: (user + system) / size,
    peakMb: process.resourceUsage().maxRSS / 1024,
    ...counter,
  }),
);
await rollcall.close();
await state.close();
