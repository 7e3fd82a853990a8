import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayCall } from '@rollcall/gateway';
import { readQuery } from './read-query.js';

const NO_QUERY: Readonly<Record<string, string>> = {};
/** Addresses and hosts that mean what they say: nothing to decode in the path, no dots that lead elsewhere. */
const PLAIN_URL = /^(?:\/(?!\.\.?(?:[/?]|$))[\w~:@=+.-]+)+(?:\?[!$-;=?-~]*)?$/;
const BROKEN_ESCAPE = /%(?![\dA-Fa-f]{2})/;
const PLAIN_HOST = /^[a-z0-9._-]+(?::\d{1,5})?$/;
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Longer bodies, and those of a length that is not told, are read by the web's own `Request`. */
const MOST_BODY = 262_144;

/** A request as Node's HTTP server has it, when there is nothing unusual about it. */
export class NodeCall implements GatewayCall {
  readonly path: string;
  #abort: AbortController | undefined;

  private constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    private readonly url: string,
    private readonly host: string,
  ) {
    const query = url.indexOf('?');
    this.path = query < 0 ? url : url.slice(0, query);
  }

  /** Undefined where the address, the host, the method or the body is not plain: then a `Request` has to be made of it. */
  static of(incoming: IncomingMessage, outgoing: ServerResponse): NodeCall | undefined {
    const { url = '', method = '', headers } = incoming;
    const { host } = headers;
    if (host === undefined || !METHODS.has(method) || !PLAIN_HOST.test(host)) return undefined;
    if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MOST_BODY)
      return undefined;
    return PLAIN_URL.test(url) && !BROKEN_ESCAPE.test(url) ? new NodeCall(incoming, outgoing, url, host) : undefined;
  }

  get method(): string {
    return this.incoming.method ?? '';
  }

  get origin(): string {
    return `${'encrypted' in this.incoming.socket ? 'https' : 'http'}://${this.host}`;
  }

  get length(): number {
    return this.origin.length + this.url.length;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      this.outgoing.once('close', () => {
        if (!this.outgoing.writableFinished) abort.abort();
      });
      this.#abort = abort;
    }
    return this.#abort.signal;
  }

  /** Node keeps only the first of some headers; here as everywhere else on the web, all of a name count. */
  header(name: string): string | undefined {
    const { rawHeaders } = this.incoming;
    let found: string | undefined;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const own = rawHeaders[at] as string;
      if (own.length !== name.length || own.toLowerCase() !== name) continue;
      const value = rawHeaders[at + 1] as string;
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }

  query(): Readonly<Record<string, string>> {
    const at = this.path.length + 1;
    return at >= this.url.length ? NO_QUERY : readQuery(this.url.slice(at));
  }

  /** Its length is told, and Node's HTTP server keeps the client to it; that it is not too long is known already. */
  text(): Promise<string> {
    const { incoming } = this;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        const text = (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString();
        resolve(text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text);
      });
      incoming.once('error', reject);
      // It also closes when all is well.
      incoming.once('close', () => {
        if (!incoming.readableEnded) reject(new Error('the client went away before it had sent its body'));
      });
    });
  }
}
