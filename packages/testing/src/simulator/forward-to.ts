import type { Simulator } from './simulator.js';

/** Headers that belong to one connection, not to the message (RFC 9110, section 7.6.1), or that `fetch` sets itself. */
const OWN = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'host',
  'te',
]);

/**
 * A simulator that hands each request to a real system and gives back what that answers. With `serveSimulator(forwardTo(url), {
 * faults })` it is a proxy between an adapter and a test system, on which the wire misbehaves as told. Addresses of the system in
 * answers become addresses of the proxy, so that links lead through it as well. Use it for test systems: it hands on credentials.
 */
export function forwardTo(systemUrl: string): Simulator {
  const system = new URL(systemUrl);
  return {
    fetch: async (request) => {
      const asked = new URL(request.url);
      const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
      const answer = await fetch(new URL(asked.pathname + asked.search, system.origin), {
        method: request.method,
        headers: withoutOwn(request.headers),
        redirect: 'manual',
        ...(body === undefined || body.byteLength === 0 ? {} : { body }),
      });
      const text = await answer.text();
      const rewritten = (value: string): string =>
        value.replaceAll(system.origin, asked.origin).replaceAll(escaped(system.origin), escaped(asked.origin));
      const headers = withoutOwn(answer.headers);
      const location = headers.get('location');
      if (location !== null) headers.set('location', rewritten(location));
      const hasBody = ![101, 204, 205, 304].includes(answer.status);
      return new Response(hasBody ? rewritten(text) : null, { status: answer.status, headers });
    },
  };
}

function withoutOwn(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => !OWN.has(name)));
}

/** As PHP's `json_encode` writes an address. */
function escaped(origin: string): string {
  return origin.replaceAll('/', '\\/');
}
