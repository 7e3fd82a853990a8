// Next itself is left out: a route handler is a function from Request to Response, and that is what is called.
import { createServer } from 'node:http';
import { nodeListener } from '@rollcall/server';
import { GET, POST } from './app/rollcall/[...path]/route.js';
import { getRollcall } from './rollcall.js';

const listener = nodeListener((request) => (request.method === 'POST' ? POST(request) : GET(request)));
const server = createServer(listener).listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.once('SIGTERM', async () => {
  server.close();
  await (await getRollcall()).stop();
});
