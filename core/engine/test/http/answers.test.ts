import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { retryAfterMs } from '../../src/http/retry-after.js';
import { Bench, get, post, rejection } from './support/test-server.js';

const TEXT = JSON.stringify({
  name: 'Ådä 🙂',
  list: Array.from({ length: 500 }, (_, index) => `user${index}@example.test`),
});

describe('answers', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  const encodings: Readonly<Record<string, Buffer>> = {
    gzip: gzipSync(TEXT),
    'x-gzip': gzipSync(TEXT),
    br: brotliCompressSync(TEXT),
    deflate: deflateSync(TEXT),
    GZIP: gzipSync(TEXT),
    'gzip, br': brotliCompressSync(gzipSync(TEXT)),
    identity: Buffer.from(TEXT),
  };
  for (const [encoding, body] of Object.entries({ ...encodings, 'deflate ': deflateRawSync(TEXT) })) {
    it(`reads ${encoding.endsWith(' ') ? 'deflate without its header' : encoding}`, async () => {
      const site = await bench.serve(
        (_, response) => void response.writeHead(200, { 'content-encoding': encoding.trim() }).end(body),
      );
      expect((await bench.open({ baseUrl: site.url }).request(get('users'))).text).to.equal(TEXT);
      expect(site.seen[0]?.headers['accept-encoding']).to.equal('gzip, deflate, br');
    });
  }

  it('finds fault with gzip that breaks off, and tries a read again', async () => {
    const half = gzipSync(TEXT).subarray(0, 200);
    const site = await bench.serve(
      (_, response, index) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(index === 0 ? half : gzipSync(TEXT)),
    );
    expect((await bench.open({ baseUrl: site.url }).request(get('users'))).text).to.equal(TEXT);
    const error = await rejection(
      bench
        .open({
          baseUrl: (
            await bench.serve((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(half))
          ).url,
          retries: 0,
        })
        .request(post('users')),
    );
    expect(UnavailableError.is(error) && [error.code, error.outcome]).to.deep.equal(['answer-broken', 'unknown']);
  });

  it('does not take an encoding that was not asked for', async () => {
    const site = await bench.serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'compress' }).end('x'),
    );
    const error = await rejection(bench.open({ baseUrl: site.url }).request(get('users')));
    expect(UnavailableError.is(error) && error.code).to.equal('unknown-encoding');
    expect(site.seen).to.have.length(1);
  });

  it('takes an answer of just the allowed size and none that is larger', async () => {
    for (const [size, chunked] of [
      [1000, false],
      [1001, false],
      [1001, true],
    ] as const) {
      const site = await bench.serve((_, response) => {
        if (chunked) response.write('x');
        response.end('x'.repeat(chunked ? size - 1 : size));
      });
      const sent = bench.open({ baseUrl: site.url, maxBodyBytes: 1000 }).request(get('users'));
      if (size === 1000) expect((await sent).text).to.have.length(1000);
      else {
        const error = await rejection(sent);
        expect(UnavailableError.is(error) && error.code).to.equal('answer-too-long');
        expect((error as Error).message)
          .to.include('1000 bytes')
          .and.include('smaller pages');
        expect(site.seen).to.have.length(1);
      }
    }
  });

  it('does not unpack a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const site = await bench.serve(
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const error = await rejection(bench.open({ baseUrl: site.url, maxBodyBytes: 1024 * 1024 }).request(get('users')));
    expect(UnavailableError.is(error) && error.code).to.equal('answer-too-long');
  });

  it('has headers by any case, the media type bare, and no text where HTTP has none', async () => {
    const site = await bench.serve(({ method }, response) => {
      response.setHeader('Content-Type', 'Application/SCIM+JSON; charset=utf-8');
      response.setHeader('X-Two', ['a', 'b']);
      response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'GET' ? '\ufeff{"a":1}' : undefined);
    });
    const http = bench.open({ baseUrl: site.url });
    const answer = await http.request(get('users'));
    expect(answer.mediaType).to.equal('application/scim+json');
    expect([
      answer.headers.get('x-TWO'),
      answer.headers.get('absent'),
      answer.headers.get('constructor'),
    ]).to.deep.equal(['a, b', null, null]);
    expect(answer.json()).to.deep.equal({ a: 1 });
    expect((await http.request(post('users', { method: 'DELETE' }))).text).to.equal('');
    expect((await http.request(get('users', { method: 'HEAD' }))).text).to.equal('');
    expect(answer).to.not.have.property('retryAfterMs');
  });

  it('sends JSON, or a text as it is, with the headers of the request over those of the client', async () => {
    const site = await bench.serve((_, response) => void response.end());
    const http = bench.open({ baseUrl: site.url, headers: { Accept: 'application/scim+json', 'X-A': '1' } });
    await http.request(post('users', { json: { n: 'ü' } }));
    await http.request({
      ...get('users', { method: 'PATCH', headers: { 'content-TYPE': 'text/csv', 'x-a': '2' } }),
      body: 'a;b',
    });
    expect(
      site.seen.map(({ body, headers }) => [body, headers['content-type'], headers.accept, headers['x-a']]),
    ).to.deep.equal([
      ['{"n":"ü"}', 'application/json', 'application/scim+json', '1'],
      ['a;b', 'text/csv', 'application/scim+json', '2'],
    ]);
  });

  it('says what came instead of JSON, without people in it', async () => {
    const cases: readonly (readonly [body: string, type: string | undefined, happened: string])[] = [
      [
        '<!DOCTYPE html>\n  <title>Maintenance by ada.k@example.test</title>',
        'text/html',
        'the answer (status 200) is not JSON but text/html that begins with "<!DOCTYPE html> <title>Maintenance by [e-mail]</title>"',
      ],
      ['', 'application/json', 'the answer (status 200) is not JSON but empty'],
      [
        '{"mail":"ada.k@example.test",',
        'application/json',
        'the answer (status 200) is not JSON but application/json that breaks off or has a fault in it',
      ],
      [
        'x'.repeat(300),
        undefined,
        `the answer (status 200) is not JSON but something without a media type that begins with "${'x'.repeat(80)}…"`,
      ],
    ];
    for (const [body, type, happened] of cases) {
      const site = await bench.serve(
        (_, response) => void response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body),
      );
      const answer = await bench.open({ baseUrl: site.url }).request(get('users'));
      expect(() => answer.json())
        .to.throw(Error)
        .that.deep.includes({ code: 'not-json', happened, outcome: 'unknown', doing: 'reading users' });
    }
  });

  it('reads Retry-After in its forms', () => {
    const now = Date.UTC(1994, 10, 6, 8, 49, 7);
    expect(retryAfterMs('120', null, now)).to.equal(120_000);
    expect(retryAfterMs(' 0 ', null, now)).to.equal(0);
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', null, now)).to.equal(30_000);
    expect(retryAfterMs('Sunday, 06-Nov-94 08:49:37 GMT', null, now)).to.equal(30_000);
    expect(retryAfterMs('Sun Nov  6 08:49:37 1994', null, now)).to.equal(30_000);
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:30 GMT', 0)).to.equal(7_000);
    expect(retryAfterMs('Sun, 06 Nov 1994 08:48:00 GMT', null, now)).to.equal(0);
    for (const text of [null, '', 'soon', '-5', '2026', 'Sun, 99 Nov 1994'].filter((each) => each !== '2026'))
      expect(retryAfterMs(text, null, now)).to.equal(undefined);
  });
});
