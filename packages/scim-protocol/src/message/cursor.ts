import { ScimError } from './scim-error.js';

/**
 * A JSON value as an opaque cursor of unreserved characters (RFC 9865 §2), with a check sum against cut and mistyped ones. It is
 * no secret and grants nothing: who may read is decided anew on each page (§5.2).
 */
export function encodeCursor(state: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  return `${base64Url(bytes)}.${checkSum(bytes)}`;
}

/** What a cursor stands for. Throws `invalidCursor` where it is none of ours. */
export function decodeCursor(cursor: string): unknown {
  const [text = '', sum] = cursor.split('.');
  if (!/^[\w-]+$/.test(text)) throw invalidCursor();
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    if (checkSum(bytes) === sum) return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    // No base64, no UTF-8 or no JSON: not our cursor.
  }
  throw invalidCursor();
}

function invalidCursor(): ScimError {
  return new ScimError(400, 'the cursor is not one of this server; begin again with an empty cursor', 'invalidCursor');
}

function base64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function checkSum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}
