// Rollcall in a host without Node's own server: what comes in and goes out is a plain Request and a plain Response.
import { MemoryState } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import triggers from '@rollcall/triggers';

const rollcall = await hostRollcall({
  config: 'rollcall.yaml',
  state: new MemoryState(),
  extensions: [mappers, triggers],
});
rollcall.start();
const ask = (path, init) => rollcall.fetch(new Request(`http://host.test${path}`, init));
const live = await ask('/health/live');
const forged = await ask('/hooks/staff/webhook', { method: 'POST', body: '{}' });
// Where connections do not work, closing them does not either.
const onlyHandler = process.argv[2] === 'handler';
const run = onlyHandler ? undefined : await rollcall.sync('staff').run();
if (!onlyHandler) await rollcall.stop();
console.log(JSON.stringify({ live: live.status, forged: forged.status, run: run?.status, counts: run?.run.counts }));
if (onlyHandler) process.exit(0);
