import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** What {@link decodeBody} undoes, for `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** The body's content coding is one that was not asked for. */
export class UnknownEncodingError extends Error {}

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;
const decoders: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // Some servers send the bare stream for "deflate"; a zlib header has 8 in its low bits (RFC 1950, section 2.2).
  deflate: (bytes, options) =>
    ((bytes[0] ?? 0) & 0x0f) === 8 ? promisify(inflate)(bytes, options) : promisify(inflateRaw)(bytes, options),
};

/** Undoes the content codings, the last one first. Rejects with zlib's error, `ERR_BUFFER_TOO_LARGE` for more than `maxBytes`. */
export async function decodeBody(body: Uint8Array, codings: readonly string[], maxBytes: number): Promise<string> {
  let bytes = body;
  for (const coding of codings.toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decode === undefined) throw new UnknownEncodingError(coding);
    if (bytes.length > 0) bytes = await decode(bytes, { maxOutputLength: maxBytes });
  }
  return new TextDecoder().decode(bytes);
}

/** Names in `Content-Encoding`, without `identity`. */
export function codingsOf(header: string | null): readonly string[] {
  if (header === null) return [];
  return header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
}
