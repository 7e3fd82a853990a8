import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { Http, HttpClients, HttpOptions, HttpRequest } from '@rollcall/contract';
import { createHttpClients, type HttpClientsOptions } from '../../../src/http/http-clients.js';
import { JumpingClock } from './jumping-clock.js';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Requests that came, in order. */
  readonly seen: SeenRequest[];
}

export type Handler = (request: SeenRequest, response: ServerResponse, index: number) => void | Promise<void>;

/** Servers and clients of one test; `close` ends them all. */
export class Bench {
  readonly clock = new JumpingClock();
  private readonly closing: (() => Promise<unknown> | unknown)[] = [];

  /** A server on the loopback. */
  async serve(handler: Handler, tls?: { readonly key: string; readonly cert: string }): Promise<TestServer> {
    const seen: SeenRequest[] = [];
    const listener: RequestListener = (request, response) => void this.answer(request, response, seen, handler);
    const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
    server.on('connection', (socket: Socket) => this.closing.unshift(() => socket.destroy()));
    const port = await this.listen(server);
    return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, seen };
  }

  /** A server below HTTP: whatever comes, `handler` has the socket. */
  async serveRaw(handler: (socket: Socket) => void): Promise<{ readonly port: number; stop(): Promise<void> }> {
    const server = createTcpServer((socket) => {
      this.closing.unshift(() => socket.destroy());
      socket.on('error', () => {});
      handler(socket);
    });
    return { port: await this.listen(server), stop: () => new Promise((resolve) => server.close(() => resolve())) };
  }

  /** A port at which nobody listens. */
  async freePort(): Promise<number> {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }

  open(options: HttpOptions, ports: Partial<HttpClientsOptions> = {}): Http {
    const clients: HttpClients = createHttpClients({ clock: this.clock, random: () => 1, ...ports });
    const http = clients.open(options);
    this.closing.unshift(() => http.close());
    return http;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    seen: SeenRequest[],
    handler: Handler,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const entry = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    await handler(entry, response, seen.push(entry) - 1);
  }

  private async listen(server: ReturnType<typeof createTcpServer>): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.closing.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
  }
}

/** A GET, as a test needs it. */
export function get(path: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', path, doing: 'reading users', signal: new AbortController().signal, ...more };
}

/** A POST that may not be repeated. */
export function post(path: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    path,
    json: { userName: 'ada.k' },
    doing: 'creating a user',
    signal: new AbortController().signal,
    ...more,
  };
}

/** What a promise is rejected with; fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const came = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in came) return came.error;
  throw new Error(`expected a rejection, got ${JSON.stringify(came.value)}`);
}
