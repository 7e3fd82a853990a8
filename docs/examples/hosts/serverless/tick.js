import { createRollcall } from '@rollcall/engine';
import mappers from '@rollcall/mappers';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';

/**
 * Called by the platform's timer, every few minutes. Nothing lives on between two calls: what is to be remembered is in the state,
 * which must be on storage that outlives the function. A tick that is cut off is made good by the next one.
 */
export default async function tick({ signal = AbortSignal.timeout(240_000) } = {}) {
  const state = new SqliteState(process.env.ROLLCALL_STATE ?? '.rollcall/state.sqlite');
  const rollcall = await createRollcall({ config: 'rollcall.yaml', state, extensions: [mappers, triggers] });
  try {
    const results = {};
    for (const name of rollcall.syncNames()) {
      // Who changed since the last tick; everybody, where the source cannot tell.
      const report = await rollcall.sync(name).run({ changes: true, cause: 'tick', signal });
      results[name] = { status: report.status, counts: report.run.counts };
    }
    return results;
  } finally {
    await rollcall.close();
    await state.close();
  }
}
