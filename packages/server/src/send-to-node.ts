import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { SendAnswer } from '@rollcall/gateway';

/**
 * Writes the gateway's answers straight to Node's own response, where Node's HTTP server is the host: a `Response` and the stream in it
 * cost more than all else about a small answer. Elsewhere, as in a host with a `fetch` of its own, it is a `Response`.
 */
export const sendToNode: SendAnswer = (environment, { status, headers, body }) => {
  const { outgoing } = (environment ?? {}) as { readonly outgoing?: ServerResponse };
  if (outgoing === undefined) return new Response(body ?? null, { status, headers });
  outgoing.writeHead(status, body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
  return RESPONSE_ALREADY_SENT;
};
