import { setImmediate } from 'node:timers/promises';
import { ConfigError } from '@rollcall/contract';
import { expect } from 'chai';
import { Pacer, type Place } from '../../src/http/pacer.js';
import { ManualClock } from './support/manual-clock.js';
import { Bench, get } from './support/test-server.js';

const { signal } = new AbortController();

describe('the pace of requests', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  it('never has more in flight than allowed, and as many when there is work', async () => {
    let inFlight = 0;
    let most = 0;
    const site = await bench.serve((_, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        response.end();
      }, 5);
    });
    const http = bench.open({ baseUrl: site.url, concurrency: 5 });
    await Promise.all(Array.from({ length: 60 }, () => http.request(get('users'))));
    expect(site.seen).to.have.length(60);
    expect(most).to.equal(5);
  });

  it('starts no more in a second than allowed', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer({ clock, concurrency: 100, requestsPerSecond: 4 });
    const starts: number[] = [];
    const began = clock.now();
    for (let index = 0; index < 12; index += 1) void pacer.acquire(signal).then(() => starts.push(clock.now() - began));
    await clock.advance(10_000);
    expect(starts).to.deep.equal(Array.from({ length: 12 }, (_, index) => index * 250));
  });

  it('is quiet for as long as a pause lasts, and keeps its rate after it', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer({ clock, concurrency: 100, requestsPerSecond: 10 });
    const starts: number[] = [];
    const began = clock.now();
    for (let index = 0; index < 4; index += 1) void pacer.acquire(signal).then(() => starts.push(clock.now() - began));
    await setImmediate();
    pacer.pause(5_000);
    await clock.advance(20_000);
    expect(starts[0]).to.equal(0);
    const later = starts.slice(1);
    expect(later.every((start) => start >= 5_000)).to.equal(true);
    expect(later.slice(1).every((start, index) => start - (later[index] ?? 0) >= 100)).to.equal(true);
  });

  it('lets the first come be the first served', async () => {
    const pacer = new Pacer({ clock: new ManualClock(), concurrency: 1 });
    const first = await pacer.acquire(signal);
    const order: number[] = [];
    const waiting = [1, 2, 3].map((index) =>
      pacer.acquire(signal).then((place) => {
        order.push(index);
        place.release('fine', 1);
      }),
    );
    first.release('fine', 1);
    await Promise.all(waiting);
    expect(order).to.deep.equal([1, 2, 3]);
  });

  it('halves once when many requests in flight meet an overload, and grows again by one a round', async () => {
    const pacer = new Pacer({ clock: new ManualClock(), concurrency: 16 });
    const places = await take(pacer, 16);
    for (const place of places) place.release('overloaded', 10);
    expect(pacer.concurrency).to.equal(8);
    for (const place of await take(pacer, 8)) place.release('overloaded', 10);
    expect(pacer.concurrency).to.equal(4);
    for (const place of await take(pacer, 4)) place.release('fine', 10);
    for (const place of await take(pacer, 4)) place.release('fine', 10);
    expect(pacer.concurrency).to.be.within(5, 6);
    for (let index = 0; index < 400; index += 1) (await pacer.acquire(signal)).release('fine', 10);
    expect(pacer.concurrency).to.equal(16);
  });

  it('never falls below one', async () => {
    const pacer = new Pacer({ clock: new ManualClock(), concurrency: 4 });
    for (let index = 0; index < 20; index += 1) (await pacer.acquire(signal)).release('overloaded', 10);
    expect(pacer.concurrency).to.equal(1);
  });

  it('becomes less when answers take much longer than they used to', async () => {
    const pacer = new Pacer({ clock: new ManualClock(), concurrency: 10 });
    for (let index = 0; index < 40; index += 1) (await pacer.acquire(signal)).release('fine', 100);
    expect(pacer.concurrency).to.equal(10);
    (await pacer.acquire(signal)).release('fine', 9_000);
    expect(pacer.concurrency).to.equal(9);
  });

  it('counts a place once, however often it is given back', async () => {
    const pacer = new Pacer({ clock: new ManualClock(), concurrency: 1 });
    const place = await pacer.acquire(signal);
    place.release('fine', 1);
    place.release('fine', 1);
    await pacer.acquire(signal);
    let came = false;
    void pacer.acquire(signal).then(() => {
      came = true;
    });
    await setImmediate();
    expect(came).to.equal(false);
  });

  it('gives a turn back when its waiting is stopped', async () => {
    const clock = new ManualClock();
    const pacer = new Pacer({ clock, concurrency: 1 });
    pacer.pause(60_000);
    const controller = new AbortController();
    const stopped = pacer.acquire(controller.signal).catch((error: unknown) => error);
    await setImmediate();
    controller.abort('stopped');
    expect(await stopped).to.equal('stopped');
    const next = pacer.acquire(signal);
    await clock.advance(60_000);
    (await next).release('fine', 1);
  });

  it('has fewer in flight after 429', async () => {
    const concurrency: number[] = [];
    const site = await bench.serve((_, response, index) => void response.writeHead(index === 0 ? 429 : 200).end());
    const http = bench.open(
      { baseUrl: site.url, concurrency: 8 },
      { onExchange: (event) => concurrency.push(event.concurrency) },
    );
    await http.request(get('users'));
    expect(concurrency).to.deep.equal([4, 4]);
  });

  it('refuses numbers that make no sense', () => {
    for (const wrong of [
      { concurrency: 0 },
      { timeoutMs: -1 },
      { retries: 1.5 },
      { requestsPerSecond: 0 },
      { maxBodyBytes: Number.NaN },
      { timeoutMs: 2 ** 31 },
    ]) {
      expect(() => bench.open({ baseUrl: 'https://site.example.test', ...wrong }), JSON.stringify(wrong))
        .to.throw(Error)
        .that.satisfies((error: Error) => ConfigError.is(error) && error.message.includes(Object.keys(wrong)[0] ?? ''));
    }
  });
});

function take(pacer: Pacer, count: number): Promise<readonly Place[]> {
  return Promise.all(Array.from({ length: count }, () => pacer.acquire(signal)));
}
