import type { RawAnswer } from '../gateway-call.js';

/** What a HEAD is told of an answer: all of it but the body, whose length it still learns (RFC 9110 §9.3.2). */
export function headOf({ status, headers, body }: RawAnswer): RawAnswer {
  if (body === undefined) return { status, headers };
  return { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } };
}
