import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, FaultPlan, type MatchableRequest } from './faults.js';
import type { Simulator } from './simulator.js';
import { htmlAnswer, sendAnswer, toWireAnswer, type WireAnswer } from './wire.js';

/** Where a simulator listens, and what goes wrong. */
export interface ServeOptions {
  /** What goes wrong; nothing unless told. Can be changed while the server runs. */
  readonly faults?: FaultPlan;
  /** Address to listen at; `127.0.0.1` unless told. */
  readonly host?: string;
  /** 0, and so a free port, unless told. */
  readonly port?: number;
  /** PEM texts; with them the server speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** One request that reached the server. */
export interface RecordedRequest {
  /** In capitals. */
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** Lower-case names; the values of `authorization` and `cookie` are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the client was sent; null where the connection was closed without an answer. */
  readonly status: number | null;
}

/** A simulator on a port of this machine. */
export interface ServedSimulator {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  /** The newest 10 000 requests, oldest first, each added when its answer is decided. */
  readonly requests: readonly RecordedRequest[];
  /** Number of requests for each method, never cut. */
  readonly counts: Readonly<Record<string, number>>;
  /** What goes wrong; may be changed while it serves. */
  readonly faults: FaultPlan;
  /** Closes the port and all connections, also those in the middle of an exchange. */
  close(): Promise<void>;
}

/**
 * Serves a simulator on a port of this machine until `close`.
 *
 * @throws the error of `listen`, such as EADDRINUSE.
 */
export async function serveSimulator(simulator: Simulator, options: ServeOptions = {}): Promise<ServedSimulator> {
  const { host = '127.0.0.1', port = 0, tls, faults = new FaultPlan() } = options;
  const scheme = tls === undefined ? 'http' : 'https';
  const exchange = new Exchange(simulator, faults, scheme);
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    exchange.serve(incoming, outgoing).catch((error: unknown) => reportDefect(error, outgoing));
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer({ ...tls }, onRequest);
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${scheme}://${shown}:${address.port}`,
    requests: exchange.requests,
    counts: exchange.counts,
    faults,
    close: () => close(server),
  };
}

const KEPT_REQUESTS = 10_000;
const KEPT_ANSWERS = 256;
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'x-csrf-token', 'x-joomla-token']);

class Exchange {
  readonly requests: RecordedRequest[] = [];
  readonly counts: Record<string, number> = {};
  private readonly earlier = new Map<string, WireAnswer>();

  constructor(
    private readonly simulator: Simulator,
    private readonly faults: FaultPlan,
    private readonly scheme: string,
  ) {}

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const request: MatchableRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: plainHeaders(incoming),
      body: body.toString('utf8'),
    };
    const fault = this.faults.take(request, ({ kind }) => kind !== 'stale' || this.earlier.has(answerKey(request)));
    if (fault?.kind === 'delay') await sleep(fault.ms);
    const answer = await this.answer(request, body, fault);
    this.record(request, answer?.status ?? null);
    if (answer === undefined) {
      outgoing.socket?.destroy();
    } else {
      await sendAnswer(answer, fault, request.method, outgoing);
    }
  }

  /** The answer before the wire touches its bytes; undefined closes the connection. */
  private async answer(
    request: MatchableRequest,
    body: Buffer<ArrayBuffer>,
    fault: Fault | undefined,
  ): Promise<WireAnswer | undefined> {
    const handle = (): Promise<WireAnswer> => this.handle(request, body);
    switch (fault?.kind) {
      case 'drop-before':
        return undefined;
      case 'drop-after':
        await handle();
        return undefined;
      case 'too-many-requests':
        return htmlAnswer(429, fault.retryAfter);
      case 'error-before':
        return htmlAnswer(fault.status ?? 500, fault.retryAfter);
      case 'error-after':
        await handle();
        return htmlAnswer(fault.status ?? 500);
      case 'html':
        if (fault.handled === true) await handle();
        return htmlAnswer(200);
      case 'empty': {
        const type = (fault.handled === false ? undefined : await handle())?.headers['content-type'];
        return { status: 200, headers: { 'content-type': type ?? 'application/json' }, body: Buffer.alloc(0) };
      }
      case 'duplicate': {
        const first = await handle();
        const second = await handle();
        return fault.answer === 'first' ? first : second;
      }
      case 'stale':
        return this.earlier.get(answerKey(request)) ?? handle();
      case 'redirect':
        return {
          status: fault.status ?? 302,
          headers: { location: new URL(request.path, fault.to).href },
          body: Buffer.alloc(0),
        };
      case 'content-type': {
        const answer = await handle();
        return { ...answer, headers: { ...answer.headers, 'content-type': fault.value ?? 'text/plain' } };
      }
      default:
        return handle();
    }
  }

  private async handle(request: MatchableRequest, body: Buffer<ArrayBuffer>): Promise<WireAnswer> {
    const origin = `${this.scheme}://${request.headers.host ?? 'localhost'}`;
    const mayHaveBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await toWireAnswer(
      await this.simulator.fetch(
        new Request(origin + request.path, {
          method: request.method,
          headers: request.headers,
          ...(mayHaveBody && body.length > 0 ? { body } : {}),
        }),
      ),
    );
    if (request.method === 'GET') this.remember(answerKey(request), answer);
    return answer;
  }

  private remember(key: string, answer: WireAnswer): void {
    this.earlier.delete(key);
    this.earlier.set(key, answer);
    if (this.earlier.size > KEPT_ANSWERS) this.earlier.delete(this.earlier.keys().next().value as string);
  }

  private record(request: MatchableRequest, status: number | null): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, SECRET_HEADERS.has(name) ? '(redacted)' : value]),
    );
    this.requests.push({ method: request.method, path: request.path, headers, status });
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();
    this.counts[request.method] = (this.counts[request.method] ?? 0) + 1;
  }
}

function answerKey(request: MatchableRequest): string {
  return [
    request.method,
    request.path,
    request.headers.authorization,
    request.headers.cookie,
    request.headers.accept,
  ].join('\n');
}

/** The client is gone, or the simulator has a defect: a client that still listens is told which. */
function reportDefect(error: unknown, outgoing: ServerResponse): void {
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(500, { 'content-type': 'text/plain' });
  outgoing.end(`answering by the simulator: ${error instanceof Error ? error.stack : String(error)}`);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  // Node's Request refuses these two, and the body is whole by now.
  delete headers['transfer-encoding'];
  delete headers.expect;
  return headers;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
