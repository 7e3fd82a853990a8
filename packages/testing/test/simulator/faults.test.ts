import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, FaultPlan, type ServedSimulator, type Simulator, serveSimulator } from '@rollcall/testing';
import { expect } from 'chai';

/** A counter: each POST adds one, a GET tells the number. */
class Counter implements Simulator {
  value = 0;

  async fetch(request: Request): Promise<Response> {
    if (request.method === 'POST') this.value += 1;
    return Response.json({ value: this.value, padding: 'x'.repeat(200) });
  }
}

describe('faults on the wire', () => {
  let counter: Counter;
  let served: ServedSimulator;

  beforeEach(async () => {
    counter = new Counter();
    served = await serveSimulator(counter);
  });

  afterEach(async () => served.close());

  const post = (): Promise<Response> => fetch(`${served.url}/things`, { method: 'POST', body: '{}' });
  const get = (): Promise<Response> => fetch(`${served.url}/things?page=1`);
  const failure = (sent: Promise<unknown>): Promise<string> =>
    sent.then(
      () => 'no failure',
      () => 'failed',
    );
  const plan = (fault: Fault): FaultPlan => served.faults.when({}, fault);

  it('leaves everything alone without a plan', async () => {
    expect(await (await post()).json()).to.include({ value: 1 });
    expect(await (await get()).json()).to.include({ value: 1 });
    expect(served.faults.log).to.deep.equal([]);
  });

  it('delays an answer', async () => {
    plan({ kind: 'delay', ms: 60 });
    const start = performance.now();
    expect((await get()).status).to.equal(200);
    expect(performance.now() - start).to.be.greaterThan(55);
  });

  it('drops a connection before the request is handled', async () => {
    plan({ kind: 'drop-before' });
    expect(await failure(post())).to.equal('failed');
    expect(counter.value).to.equal(0);
    expect(served.requests.at(-1)?.status).to.equal(null);
  });

  it('drops a connection after the change happened', async () => {
    plan({ kind: 'drop-after' });
    expect(await failure(post())).to.equal('failed');
    expect(counter.value).to.equal(1);
  });

  it('asks to wait, in seconds or until a date', async () => {
    plan({ kind: 'too-many-requests', retryAfter: 7 });
    const first = await post();
    expect([first.status, first.headers.get('retry-after')]).to.deep.equal([429, '7']);
    plan({ kind: 'too-many-requests', retryAfter: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)) });
    expect((await post()).headers.get('retry-after')).to.equal('Fri, 02 Jan 2026 03:04:05 GMT');
    expect(counter.value).to.equal(0);
  });

  for (const status of [500, 502, 503] as const) {
    it(`answers ${status} before the request is handled`, async () => {
      plan({ kind: 'error-before', status });
      expect((await post()).status).to.equal(status);
      expect(counter.value).to.equal(0);
    });
  }

  it('answers 500 after the change happened', async () => {
    plan({ kind: 'error-after' });
    expect((await post()).status).to.equal(500);
    expect(counter.value).to.equal(1);
  });

  it('cuts a body and closes the connection', async () => {
    plan({ kind: 'truncate', keep: 0.5 });
    const answer = await post();
    expect(answer.status).to.equal(200);
    expect(await failure(answer.text())).to.equal('failed');
    expect(counter.value).to.equal(1);
  });

  it('gives a page of HTML with 200, not handled unless told', async () => {
    plan({ kind: 'html' });
    const answer = await post();
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=UTF-8']);
    expect(counter.value).to.equal(0);
    plan({ kind: 'html', handled: true });
    await post();
    expect(counter.value).to.equal(1);
  });

  it('gives an empty body with 200', async () => {
    plan({ kind: 'empty' });
    const answer = await post();
    expect([answer.status, await answer.text()]).to.deep.equal([200, '']);
    expect(counter.value).to.equal(1);
  });

  it('delivers a request twice', async () => {
    plan({ kind: 'duplicate' });
    expect(await (await post()).json()).to.include({ value: 2 });
    plan({ kind: 'duplicate', answer: 'first' });
    expect(await (await post()).json()).to.include({ value: 3 });
    expect(counter.value).to.equal(4);
  });

  it('sends a body drop by drop', async () => {
    plan({ kind: 'slow-drip', bytes: 50, everyMs: 10 });
    const start = performance.now();
    expect(await (await get()).json()).to.include({ value: 0 });
    expect(performance.now() - start).to.be.greaterThan(35);
  });

  it('gives a stale answer to a read that was answered before', async () => {
    served.faults.when({ method: 'GET' }, { kind: 'stale' });
    expect(await (await get()).json()).to.include({ value: 0 });
    expect(served.faults.log).to.have.length(0);
    await post();
    expect(await (await get()).json()).to.include({ value: 0 });
    expect(await (await get()).json()).to.include({ value: 1 });
  });

  it('redirects to another origin', async () => {
    plan({ kind: 'redirect', to: 'https://elsewhere.test' });
    const answer = await fetch(`${served.url}/things?page=1`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([
      302,
      'https://elsewhere.test/things?page=1',
    ]);
  });

  it('gives the right answer under a wrong media type', async () => {
    plan({ kind: 'content-type', value: 'text/html' });
    const answer = await get();
    expect(answer.headers.get('content-type')).to.equal('text/html');
    expect(await answer.json()).to.include({ value: 0 });
  });

  it('matches by method, path and function, after some and as often as told', async () => {
    const fault = { kind: 'error-before' } as const;
    served.faults.when({ method: ['POST', 'PATCH'], path: '/things' }, fault, { after: 1, times: 2 });
    served.faults.when(({ path }) => path.endsWith('page=9'), fault);
    served.faults.when({ path: /page=\d$/ }, { kind: 'html' });
    const statuses = [await post(), await post(), await post(), await post()].map(({ status }) => status);
    expect(statuses).to.deep.equal([200, 500, 500, 200]);
    expect((await get()).headers.get('content-type')).to.match(/^text\/html/);
    expect(served.faults.log.map(({ kind, from }) => `${kind} ${from}`)).to.deep.equal([
      'error-before script',
      'error-before script',
      'html script',
    ]);
  });

  it('stops with clear, and keeps the log', async () => {
    served.faults.when({}, { kind: 'error-before' }, { times: Number.POSITIVE_INFINITY });
    expect((await get()).status).to.equal(500);
    served.faults.clear();
    expect((await get()).status).to.equal(200);
    expect(served.faults.log).to.have.length(1);
  });

  it('gives the same random faults for the same seed, at about the rate asked for', () => {
    const drawn = (seed: number): string[] => {
      const faults = new FaultPlan().random(seed, { rate: 0.3, kinds: ['drop-before', 'delay', 'truncate'] });
      const request = { method: 'GET', path: '/', headers: {}, body: '' };
      return Array.from({ length: 500 }, () => faults.take(request)?.kind ?? 'none');
    };
    expect(drawn(7)).to.deep.equal(drawn(7));
    expect(drawn(7)).to.not.deep.equal(drawn(8));
    expect(drawn(7).filter((kind) => kind !== 'none').length).to.be.within(110, 190);
    expect(new Set(drawn(7))).to.deep.equal(new Set(['none', 'drop-before', 'delay', 'truncate']));
  });

  it('refuses a rate that is no share and an empty choice', () => {
    expect(() => new FaultPlan().random(1, { rate: 2, kinds: ['delay'] })).to.throw(RangeError, 'rate is 2');
    expect(() => new FaultPlan().random(1, { rate: 0.5, kinds: [] })).to.throw(RangeError, 'no kinds');
  });

  it('closes while an exchange is under way', async () => {
    served.faults.when({}, { kind: 'delay', ms: 300 });
    const sent = failure(get());
    await sleep(50);
    await served.close();
    expect(await sent).to.equal('failed');
    served = await serveSimulator(counter);
  });
});
