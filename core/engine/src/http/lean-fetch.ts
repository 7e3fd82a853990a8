import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, request } from 'undici';

/** Options that ky passes on to `fetch` untouched: the body as a text, so that no stream is made of it. */
export interface LeanInit {
  readonly textBody?: string;
  readonly maxBodyBytes: number;
}

/** The answer is longer than allowed. */
export class BodyTooLongError extends Error {
  constructor(readonly maxBytes: number) {
    super(`the answer is longer than ${maxBytes} bytes`);
    this.name = 'BodyTooLongError';
  }
}

/**
 * A `fetch` for ky over undici's `request`: about twice as quick as undici's own fetch, because it makes no streams
 * for small bodies. It follows no redirects; the client above decides on those.
 */
export function createLeanFetch(dispatcher: Dispatcher): typeof fetch {
  return async (input, init) => {
    const sent = input instanceof Request ? input : new Request(input, init);
    const { textBody, maxBodyBytes } = init as unknown as LeanInit;
    const answer = await request(sent.url, {
      dispatcher, method: sent.method as Dispatcher.HttpMethod, headers: Object.fromEntries(sent.headers), signal: sent.signal,
      ...(textBody === undefined ? {} : { body: textBody }),
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const item of [value ?? []].flat()) headers.append(name, item);
    }
    const body = await decoded(await collect(answer.body, maxBodyBytes), headers, maxBodyBytes);
    const empty = sent.method === 'HEAD' || [101, 204, 205, 304].includes(answer.statusCode);
    return new Response(empty ? null : new Uint8Array(body), { status: answer.statusCode, headers });
  };
}

async function collect(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLongError(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

const DECODERS: Readonly<Record<string, (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
};

async function decoded(body: Buffer, headers: Headers, maxOutputLength: number): Promise<Buffer> {
  const decode = DECODERS[headers.get('content-encoding')?.trim().toLowerCase() ?? ''];
  if (decode === undefined || body.length === 0) return body;
  headers.delete('content-encoding');
  headers.delete('content-length');
  try {
    return await decode(body, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLongError(maxOutputLength);
    throw error;
  }
}
