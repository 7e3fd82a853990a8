import mappers from '@rollcall/mappers';
import { hostRollcall, nodeListener } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import triggers from '@rollcall/triggers';
import Fastify from 'fastify';

const app = Fastify();
const state = new SqliteState('.rollcall/state.sqlite');
const rollcall = await hostRollcall({
  config: 'rollcall.yaml',
  state,
  extensions: [mappers, triggers],
  logger: app.log,
  basePath: '/rollcall',
});

// A scope of its own, in which no body is parsed: a signed event is checked over its bytes.
await app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  const listener = nodeListener(rollcall.fetch);
  scope.all('/rollcall/*', async (request, reply) => {
    reply.hijack();
    await listener(request.raw, reply.raw);
  });
});
// Yours to protect: this is the application's own address.
app.post('/people/:name/provision', async (request) => {
  const report = await rollcall.sync('staff').provision(request.params.name);
  return { status: report.status, counts: report.run.counts };
});
// Nobody of that name, or several: that is no fault of the server.
app.setErrorHandler((error, _request, reply) =>
  reply.code(/-person|-people/.test(error.code) ? 404 : 500).send({ error: error.message }),
);
app.addHook('onClose', async () => {
  await rollcall.stop();
  await state.close();
});

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`port ${app.server.address().port}`);
rollcall.start();

process.once('SIGTERM', () => app.close());
