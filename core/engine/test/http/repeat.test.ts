import { type HttpOptions, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import type { ExchangeEvent } from '../../src/http/client-parts.js';
import { Bench, get, post, rejection } from './support/test-server.js';

describe('repeating requests', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`repeats a read after ${status}, and waits twice as long each time`, async () => {
      const test = new Bench();
      try {
        const site = await test.serve(
          (_, response, index) => void response.writeHead(index < 3 ? status : 200).end('{"n":1}'),
        );
        const answer = await test.open({ baseUrl: site.url }).request(get('users'));
        expect(answer.status).to.equal(200);
        expect(answer.json()).to.deep.equal({ n: 1 });
        expect(site.seen).to.have.length(4);
        expect(test.clock.slept).to.deep.equal([500, 1000, 2000]);
      } finally {
        await test.close();
      }
    });
  }

  it('waits as a system asks in a way of its own, and sends even a write again, which was not processed', async () => {
    const limit = { 'x-left': '0', 'x-wait': '7' };
    const site = await bench.serve(
      (_, response, index) => void response.writeHead(index === 0 ? 403 : 201, index === 0 ? limit : {}).end('{}'),
    );
    const throttled: HttpOptions['throttled'] = ({ status, headers }) =>
      status === 403 && headers.get('X-Left') === '0' ? Number(headers.get('x-wait')) * 1_000 : undefined;
    const before = bench.clock.now();
    expect((await bench.open({ baseUrl: site.url, throttled }).request(post('users'))).status).to.equal(201);
    expect(site.seen).to.have.length(2);
    expect(bench.clock.now() - before).to.be.at.least(7_000);
  });

  it('gives such an answer back, with the time in it, when that is longer than a client waits', async () => {
    const site = await bench.serve((_, response) => void response.writeHead(403).end('{}'));
    const answer = await bench.open({ baseUrl: site.url, throttled: () => 3_600_000 }).request(post('users'));
    expect([answer.status, answer.retryAfterMs]).to.deep.equal([403, 3_600_000]);
    expect(site.seen).to.have.length(1);
  });

  it('gives back the last answer with its text when the tries are used up', async () => {
    const site = await bench.serve(
      (_, response, index) =>
        void response.writeHead(503, { 'content-type': 'application/json' }).end(`{"try":${index}}`),
    );
    const answer = await bench.open({ baseUrl: site.url, retries: 2 }).request(get('users'));
    expect(answer.status).to.equal(503);
    expect(answer.json()).to.deep.equal({ try: 2 });
    expect(site.seen).to.have.length(3);
  });

  it('lets chance take at most half of a wait', async () => {
    const site = await bench.serve((_, response, index) => void response.writeHead(index === 0 ? 500 : 200).end());
    const before = bench.clock.slept.length;
    await bench.open({ baseUrl: site.url }, { random: () => 0 }).request(get('users'));
    expect(bench.clock.slept.slice(before)).to.deep.equal([250]);
  });

  it('does not repeat what is refused for good', async () => {
    for (const status of [400, 401, 403, 404, 409, 412, 422, 501]) {
      const site = await bench.serve((_, response) => void response.writeHead(status).end());
      expect((await bench.open({ baseUrl: site.url }).request(get('users'))).status).to.equal(status);
      expect(site.seen, String(status)).to.have.length(1);
    }
  });

  it('sends a write once after 500 and 503, and gives back the answer', async () => {
    for (const status of [500, 502, 503, 504]) {
      const site = await bench.serve((_, response) => void response.writeHead(status).end());
      expect((await bench.open({ baseUrl: site.url }).request(post('users'))).status).to.equal(status);
      expect(site.seen, String(status)).to.have.length(1);
    }
  });

  it('repeats a write after 429: it was not processed', async () => {
    const site = await bench.serve((_, response, index) => void response.writeHead(index === 0 ? 429 : 201).end());
    expect((await bench.open({ baseUrl: site.url }).request(post('users'))).status).to.equal(201);
    expect(site.seen.map(({ body }) => body)).to.deep.equal(['{"userName":"ada.k"}', '{"userName":"ada.k"}']);
  });

  it('repeats a write that says it is repeatable', async () => {
    const site = await bench.serve((_, response, index) => void response.writeHead(index === 0 ? 502 : 200).end());
    expect((await bench.open({ baseUrl: site.url }).request(post('search', { repeatable: true }))).status).to.equal(
      200,
    );
  });

  it('sends a read once that says it is not repeatable', async () => {
    const site = await bench.serve((_, response) => void response.writeHead(500).end());
    expect((await bench.open({ baseUrl: site.url }).request(get('users', { repeatable: false }))).status).to.equal(500);
    expect(site.seen).to.have.length(1);
  });

  it('repeats a read whose answer is lost', async () => {
    const site = await bench.serve(
      (_, response, index) => void (index === 0 ? response.destroy() : response.end('[]')),
    );
    expect((await bench.open({ baseUrl: site.url }).request(get('users'))).json()).to.deep.equal([]);
  });

  it('waits as long as Retry-After says in seconds, for all requests of the client', async () => {
    const site = await bench.serve(
      (_, response, index) => void response.writeHead(index === 0 ? 429 : 200, { 'retry-after': '17' }).end(),
    );
    const http = bench.open({ baseUrl: site.url, concurrency: 1 });
    const started = bench.clock.now();
    await Promise.all([http.request(get('a')), http.request(get('b'))]);
    expect(bench.clock.now() - started).to.equal(17_000);
    expect(site.seen).to.have.length(3);
  });

  it('waits until the date that Retry-After names, by the clock of the server', async () => {
    const date = new Date(Date.UTC(2031, 4, 6, 7, 8, 9));
    const until = new Date(date.getTime() + 42_000);
    const site = await bench.serve((_, response, index) => {
      response.sendDate = false;
      response
        .writeHead(index === 0 ? 503 : 200, { date: date.toUTCString(), 'retry-after': until.toUTCString() })
        .end();
    });
    const started = bench.clock.now();
    await bench.open({ baseUrl: site.url }).request(get('users'));
    expect(bench.clock.now() - started).to.equal(42_000);
  });

  it('does not wait an hour: the answer comes back with the time in it', async () => {
    const site = await bench.serve((_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
    const started = bench.clock.now();
    const answer = await bench.open({ baseUrl: site.url }).request(get('users'));
    expect(answer.status).to.equal(429);
    expect(answer.retryAfterMs).to.equal(3_600_000);
    expect(site.seen).to.have.length(1);
    expect(bench.clock.now()).to.equal(started);
  });

  it('tells of each try', async () => {
    const events: ExchangeEvent[] = [];
    const site = await bench.serve(
      (_, response, index) =>
        void (index === 0 ? response.destroy() : response.writeHead(index === 1 ? 502 : 200).end()),
    );
    await bench
      .open({ baseUrl: site.url }, { onExchange: (event) => events.push(event) })
      .request(get('users', { query: { page: 2 } }));
    expect(events.map(({ attempt, status, failure }) => [attempt, status ?? failure])).to.deep.equal([
      [1, 'connection-broken'],
      [2, 502],
      [3, 200],
    ]);
    expect(events[0]).to.deep.include({
      doing: 'reading users',
      method: 'GET',
      url: `${site.url}/users?page=2`,
      concurrency: 32,
    });
  });

  it('ends when it is stopped between two tries', async () => {
    const controller = new AbortController();
    const site = await bench.serve((_, response) => void response.writeHead(503).end());
    const reason = new Error('the run is stopped');
    const clock = {
      now: () => 0,
      sleep: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          controller.abort(reason);
        }),
    };
    expect(
      await rejection(
        bench.open({ baseUrl: site.url }, { clock }).request(get('users', { signal: controller.signal })),
      ),
    ).to.equal(reason);
    expect(site.seen).to.have.length(1);
  });

  it('says how often it tried', async () => {
    const site = await bench.serve((_, response) => void response.destroy());
    const error = await rejection(bench.open({ baseUrl: site.url, retries: 1 }).request(get('users')));
    expect(UnavailableError.is(error) && error.message)
      .to.include('after 2 tries')
      .and.include('reading users');
  });
});
