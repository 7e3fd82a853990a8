import type { RequestListener, ServerResponse } from 'node:http';
import type { GatewayHandler, RawAnswer } from '@rollcall/gateway';
import { NodeCall } from './node-call.js';

/**
 * Answers the gateway's requests straight from Node's HTTP server: a `Request` and a `Response` cost more than all else about a small
 * answer. What is not the gateway's, and what is unusual about a request, is left to `rest`, which knows the gateway as well.
 * `handler` is asked at each request; undefined: there is no gateway now.
 */
export function gatewayFirst(handler: () => GatewayHandler | undefined, rest: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const call = NodeCall.of(incoming, outgoing);
    const answer = call === undefined ? undefined : handler()?.(call);
    if (answer === undefined) rest(incoming, outgoing);
    else
      answer.then(
        (own) => send(outgoing, own),
        () => outgoing.destroy(),
      );
  };
}

function send(outgoing: ServerResponse, { status, headers, body }: RawAnswer): void {
  if (outgoing.destroyed) return;
  if (body === undefined) {
    outgoing.writeHead(status, headers);
    outgoing.end();
    return;
  }
  const length = Buffer.byteLength(body);
  outgoing.writeHead(status, { ...headers, 'content-length': length });
  // Where each character is one byte, all are of ASCII, which is the same in Latin 1 and takes less time to write.
  outgoing.end(body, length === body.length ? 'latin1' : 'utf8');
}
