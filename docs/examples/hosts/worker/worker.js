import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';

// Schedules and polls, without any port.
const state = new SqliteState('.rollcall/state.sqlite');
const rollcall = await hostRollcall({ config: 'rollcall.yaml', state, extensions: [mappers, triggers] });
rollcall.on('run-ended', ({ sync, run }) => console.log(`${sync}: ${run.status} ${JSON.stringify(run.counts)}`));
rollcall.on('alert', ({ sync, message }) => console.error(`${sync}: ${message}`));
rollcall.start();

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await rollcall.stop();
    await state.close();
  });
