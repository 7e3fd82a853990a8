import mappers from '@rollcall/mappers';
import { hostRollcall, nodeListener } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';
import express from 'express';

const state = new SqliteState('.rollcall/state.sqlite');
const rollcall = await hostRollcall({ config: 'rollcall.yaml', state, extensions: [mappers, triggers] });
rollcall.on('alert', ({ sync, message }) => console.error(`${sync}: ${message}`));

const app = express();
// Before body parsers: a signed event is checked over its bytes. Express cuts "/rollcall" off, so no basePath is needed.
app.use('/rollcall', nodeListener(rollcall.fetch));
app.use(express.json());
// Yours to protect: this is the application's own address.
app.post('/people/:name/provision', async (request, response) => {
  const report = await rollcall.sync('staff').provision(request.params.name);
  response.json({ status: report.status, counts: report.run.counts });
});
// Nobody of that name, or several: that is no fault of the server.
app.use((error, _request, response, _next) => {
  response.status(/-person|-people/.test(error.code) ? 404 : 500).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  console.log(`port ${server.address().port}`),
);
rollcall.start();

process.once('SIGTERM', async () => {
  server.close();
  await rollcall.stop();
  await state.close();
});
