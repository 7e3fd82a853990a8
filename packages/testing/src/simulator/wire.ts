import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';

/** An answer as bytes, ready for a socket. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Reads a fetch `Response` to its end. */
export async function toWireAnswer(response: Response): Promise<WireAnswer> {
  const headers: Record<string, string | readonly string[]> = {};
  response.headers.forEach((value, name) => {
    headers[name] = name === 'set-cookie' ? response.headers.getSetCookie() : value;
  });
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** An HTML page as a proxy or a captive portal sends it. */
export function htmlAnswer(status: number, retryAfter?: number | Date): WireAnswer {
  const page = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8', ...retryAfterHeader(retryAfter) },
    body: Buffer.from(page),
  };
}

/** Writes an answer, with what a fault does to its bytes. Ends the exchange in every case. */
export async function sendAnswer(
  answer: WireAnswer,
  fault: Fault | undefined,
  method: string,
  response: ServerResponse,
): Promise<void> {
  const hasBody = method !== 'HEAD' && answer.status !== 204 && answer.status !== 304;
  const headers: Record<string, string | readonly string[]> = { ...answer.headers };
  if (hasBody) headers['content-length'] = String(answer.body.length);
  response.writeHead(answer.status, headers as Record<string, string | string[]>);
  if (!hasBody) {
    response.end();
  } else if (fault?.kind === 'truncate') {
    await cut(answer.body.subarray(0, keptBytes(answer.body.length, fault.keep ?? 0.5)), response);
  } else if (fault?.kind === 'slow-drip') {
    await drip(answer.body, fault.bytes ?? Math.ceil(answer.body.length / 20), fault.everyMs ?? 10, response);
  } else {
    response.end(answer.body);
  }
}

function retryAfterHeader(retryAfter: number | Date | undefined): Record<string, string> {
  if (retryAfter === undefined) return {};
  return { 'retry-after': retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter) };
}

function keptBytes(length: number, keep: number): number {
  // Never the whole body: a truncated answer must be short by at least one byte.
  return Math.max(0, Math.min(length - 1, Math.floor(length * keep)));
}

async function cut(part: Buffer, response: ServerResponse): Promise<void> {
  response.flushHeaders();
  await new Promise<void>((resolve) => response.write(part, () => resolve()));
  response.destroy();
}

async function drip(body: Buffer, bytes: number, everyMs: number, response: ServerResponse): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed; at += bytes) {
    response.write(body.subarray(at, at + bytes));
    await sleep(everyMs);
  }
  response.end();
}
