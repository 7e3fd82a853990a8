import { ScimError } from '@rollcall/scim-protocol';
import type { GatewayCall } from '../gateway-call.js';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

const TYPES = /^application\/(?:scim\+)?json\s*(?:;|$)/i;

/** The JSON of a request, within the limits. Throws a `ScimError` with 400, 413 or 415. */
export async function readBody(call: GatewayCall, { maxBytes, maxDepth }: BodyLimits): Promise<unknown> {
  const type = call.header('content-type');
  if (type !== undefined && !TYPES.test(type))
    throw new ScimError(415, 'the body must be of the type application/scim+json or application/json');
  if (Number(call.header('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const text = await call.text(maxBytes);
  if (text.length > maxBytes) throw tooLarge(maxBytes);
  if (text.trim() === '') throw new ScimError(400, 'the request has no body', 'invalidSyntax');
  if (hasMoreOpenings(text, maxDepth) && isDeeperThan(text, maxDepth))
    throw new ScimError(400, `the body has more than ${maxDepth} levels`, 'invalidSyntax');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ScimError(400, 'the body is not JSON', 'invalidSyntax');
  }
}

/** For a body that has more bytes. */
export function tooLarge(maxBytes: number): ScimError {
  return new ScimError(413, `the body has more than ${maxBytes} bytes`);
}

/** With fewer than that it cannot be deeper, wherever they stand: so it is with most bodies. */
function hasMoreOpenings(text: string, most: number): boolean {
  let left = most;
  for (const opening of ['{', '['])
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      left -= 1;
      if (left < 0) return true;
    }
  return false;
}

/** Looks at the text, so that nothing is ever built that deep. */
function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 92) at += 1;
      else if (code === 34) inText = false;
    } else if (code === 34) inText = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return false;
}
