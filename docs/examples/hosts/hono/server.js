import { serve } from '@hono/node-server';
import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';
import { Hono } from 'hono';
import { mount } from 'hono/mount';

const state = new SqliteState('.rollcall/state.sqlite');
const rollcall = await hostRollcall({ config: 'rollcall.yaml', state, extensions: [mappers, triggers] });

const app = new Hono();
// Hono cuts "/rollcall" off, so no basePath is needed.
app.all('/rollcall/*', mount(rollcall.fetch));
// Yours to protect: this is the application's own address.
app.post('/people/:name/provision', async (context) => {
  const report = await rollcall.sync('staff').provision(context.req.param('name'));
  return context.json({ status: report.status, counts: report.run.counts });
});
// Nobody of that name, or several: that is no fault of the server.
app.onError((error, context) => context.json({ error: error.message }, /-person|-people/.test(error.code) ? 404 : 500));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`port ${port}`),
);
rollcall.start();

process.once('SIGTERM', async () => {
  server.close();
  await rollcall.stop();
  await state.close();
});
