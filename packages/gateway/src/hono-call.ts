import type { HonoRequest } from 'hono';
import type { GatewayCall } from './gateway-call.js';
import { tooLarge } from './request/read-body.js';

const NO_QUERY: Readonly<Record<string, string>> = {};

/** A request that a Hono application received. */
export class HonoCall implements GatewayCall {
  constructor(private readonly request: HonoRequest) {}

  get method(): string {
    return this.request.method;
  }

  get path(): string {
    return this.request.path;
  }

  get origin(): string {
    const { url } = this.request;
    const end = url.indexOf('/', url.indexOf('://') + 3);
    return end < 0 ? url : url.slice(0, end);
  }

  get length(): number {
    return this.request.url.length;
  }

  get signal(): AbortSignal {
    return this.request.raw.signal;
  }

  header(name: string): string | undefined {
    return this.request.header(name);
  }

  query(): Readonly<Record<string, string>> {
    return this.request.url.includes('?') ? this.request.query() : NO_QUERY;
  }

  /** A length that is told is kept to by the HTTP server; without one, reading stops at the limit. */
  async text(maxBytes: number): Promise<string> {
    const { raw } = this.request;
    if (raw.headers.get('content-length') !== null) return raw.text();
    if (raw.body === null) return '';
    const decoder = new TextDecoder();
    let [text, bytes] = ['', 0];
    for await (const chunk of raw.body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  }
}
