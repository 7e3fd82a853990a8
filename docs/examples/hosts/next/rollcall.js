import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';

// Next loads this module once for each bundle, and in development anew at each change; what runs must not start twice.
const KEY = Symbol.for('my-site/rollcall');

/** The one Rollcall of this process, made when it is first asked for. */
export function getRollcall() {
  globalThis[KEY] ??= open();
  return globalThis[KEY].then(({ rollcall }) => rollcall);
}

/** Lets runs end, and closes the state. */
export async function stopRollcall() {
  const { rollcall, state } = await globalThis[KEY];
  await rollcall.stop();
  await state.close();
}

async function open() {
  const state = new SqliteState('.rollcall/state.sqlite');
  const rollcall = await hostRollcall({
    config: 'rollcall.yaml',
    state,
    extensions: [mappers, triggers],
    basePath: '/rollcall',
  });
  rollcall.start();
  return { rollcall, state };
}
