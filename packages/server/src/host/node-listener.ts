import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/**
 * A `fetch` handler as a listener of Node's HTTP server, for Express, Fastify and the like. It reads the body itself: put it before
 * body parsers. It answers with what comes after the mount path, where the host has cut that off.
 */
export function nodeListener(
  fetch: (request: Request) => Promise<Response>,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  // The default would replace the host's global Request and Response.
  const listener = getRequestListener((request) => fetch(request), { overrideGlobalObjects: false });
  return async (incoming, outgoing) => {
    await listener(incoming, outgoing);
  };
}
