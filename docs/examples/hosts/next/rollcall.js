import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';

// In development Next loads a module anew at each change; what runs must not start twice.
const KEY = Symbol.for('my-site/rollcall');

/** The one Rollcall of this process, made when it is first asked for. */
export function getRollcall() {
  globalThis[KEY] ??= open();
  return globalThis[KEY];
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
  return rollcall;
}
