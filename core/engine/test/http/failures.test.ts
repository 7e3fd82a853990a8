import { getEventListeners } from 'node:events';
import { BugError, ConfigError, decisionOf, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { Bench, get, post, rejection } from './support/test-server.js';

function unavailable(error: unknown): UnavailableError {
  if (!UnavailableError.is(error)) throw new Error(`not an UnavailableError: ${String(error)}`, { cause: error });
  return error;
}

describe('requests without an answer', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  it('a refused connection: nothing was sent, even by a write, which is tried again', async () => {
    const port = await bench.freePort();
    const before = bench.clock.slept.length;
    const error = unavailable(
      await rejection(bench.open({ baseUrl: `http://127.0.0.1:${port}` }).request(post('users'))),
    );
    expect(error).to.deep.include({ code: 'network-econnrefused', outcome: 'not-sent', doing: 'creating a user' });
    expect(error.message).to.include(`http://127.0.0.1:${port} refuses connections`).and.include('check the port');
    expect(bench.clock.slept.slice(before)).to.have.length(3);
  });

  it('a host that DNS does not know', async () => {
    const error = unavailable(
      await rejection(bench.open({ baseUrl: 'http://no-such-host.invalid', retries: 0 }).request(post('users'))),
    );
    expect(error.code).to.be.oneOf(['network-enotfound', 'network-eai-again']);
    expect(error.outcome).to.equal('not-sent');
  });

  it('a write whose answer is lost is not sent again, and may have had an effect', async () => {
    const site = await bench.serve((_, response) => void response.destroy());
    const error = unavailable(await rejection(bench.open({ baseUrl: site.url }).request(post('users'))));
    expect(error).to.deep.include({ code: 'connection-broken', outcome: 'unknown' });
    expect(site.seen).to.have.length(1);
  });

  it('a read whose answer is lost had no effect', async () => {
    const site = await bench.serve((_, response) => void response.destroy());
    expect(unavailable(await rejection(bench.open({ baseUrl: site.url }).request(get('users')))).outcome).to.equal(
      'not-sent',
    );
    expect(site.seen).to.have.length(4);
  });

  it('a repeatable write that was lost first and refused then may have had an effect', async () => {
    const site = await bench.serveRaw((socket) => void socket.once('data', () => socket.destroy()));
    const clock = { now: () => 0, sleep: () => site.stop() };
    const error = unavailable(
      await rejection(
        bench
          .open({ baseUrl: `http://127.0.0.1:${site.port}`, retries: 1 }, { clock })
          .request(post('users', { repeatable: true })),
      ),
    );
    expect(error).to.deep.include({ code: 'network-econnrefused', outcome: 'unknown' });
  });

  it('an answer that does not come in time', async () => {
    const site = await bench.serve(() => {});
    const http = bench.open({ baseUrl: site.url, timeoutMs: 60, retries: 1 });
    const read = unavailable(await rejection(http.request(get('users'))));
    expect(read).to.deep.include({ code: 'timeout', outcome: 'not-sent' });
    expect(read.message).to.include('did not answer within 0.06 s').and.include('after 2 tries');
    expect(unavailable(await rejection(http.request(post('users'))))).to.deep.include({
      code: 'timeout',
      outcome: 'unknown',
    });
    expect(site.seen.map(({ method }) => method)).to.deep.equal(['GET', 'GET', 'POST']);
  });

  it('an answer that begins in time and does not end', async () => {
    const site = await bench.serve(
      (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('{"a"'),
    );
    const error = unavailable(
      await rejection(bench.open({ baseUrl: site.url, timeoutMs: 60, retries: 0 }).request(get('users'))),
    );
    expect(error.message).to.include('began to answer and did not end');
  });

  it('waiting for its turn does not count as time of the request', async () => {
    const site = await bench.serve((_, response) => void setTimeout(() => response.end(), 50));
    const http = bench.open({ baseUrl: site.url, timeoutMs: 150, retries: 0, concurrency: 1 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => http.request(get('users'))));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200]);
  });

  it('an answer that breaks off', async () => {
    const site = await bench.serve(
      (_, response) =>
        void response.writeHead(200, { 'content-length': '100' }).write('{"a"', () => response.destroy()),
    );
    expect(
      unavailable(await rejection(bench.open({ baseUrl: site.url, retries: 0 }).request(get('users')))).code,
    ).to.equal('answer-broken');
    const chunked = await bench.serve(
      (_, response) => void response.writeHead(200).write('{"a"', () => response.destroy()),
    );
    expect(
      unavailable(await rejection(bench.open({ baseUrl: chunked.url, retries: 0 }).request(post('users')))),
    ).to.deep.include({ code: 'answer-broken', outcome: 'unknown' });
  });

  it('something that is not HTTP', async () => {
    const { port } = await bench.serveRaw(
      (socket) => void socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    const error = unavailable(
      await rejection(bench.open({ baseUrl: `http://127.0.0.1:${port}`, retries: 0 }).request(get('users'))),
    );
    expect(error.code).to.equal('not-http');
    expect(error.hint).to.include('port');
  });

  it('a TLS alert from an https port asked with http', async () => {
    const { port } = await bench.serveRaw(
      (socket) => void socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]))),
    );
    const error = await rejection(bench.open({ baseUrl: `http://127.0.0.1:${port}` }).request(post('users')));
    expect(ConfigError.is(error) && error.code).to.equal('tls-only');
    expect((error as ConfigError).hint).to.include('https');
  });

  it('plain http behind an https address', async () => {
    const site = await bench.serve((_, response) => void response.end());
    const error = await rejection(bench.open({ baseUrl: `https://127.0.0.1:${site.port}` }).request(get('users')));
    expect(ConfigError.is(error) && error.code).to.equal('not-tls');
    expect(decisionOf(error)).to.equal('stop');
  });

  it('a client that is closed', async () => {
    const http = bench.open({ baseUrl: 'http://127.0.0.1:9' });
    await http.close();
    expect(BugError.is(await rejection(http.request(get('users'))))).to.equal(true);
  });

  it('a request stopped before it is sent ends with the reason, and sends nothing', async () => {
    const site = await bench.serve((_, response) => void response.end());
    const reason = new Error('the run is stopped');
    expect(
      await rejection(bench.open({ baseUrl: site.url }).request(post('users', { signal: AbortSignal.abort(reason) }))),
    ).to.equal(reason);
    expect(site.seen).to.deep.equal([]);
  });

  it('a read stopped in flight ends with the reason, and its connection is closed', async () => {
    const controller = new AbortController();
    const reason = new Error('the run is stopped');
    const closed = Promise.withResolvers<void>();
    const site = await bench.serve((_, response) => {
      response.on('close', closed.resolve);
      controller.abort(reason);
    });
    expect(
      await rejection(bench.open({ baseUrl: site.url }).request(get('users', { signal: controller.signal }))),
    ).to.equal(reason);
    await closed.promise;
  });

  it('a write stopped in flight may have had an effect', async () => {
    const controller = new AbortController();
    const site = await bench.serve(() => controller.abort());
    const error = unavailable(
      await rejection(bench.open({ baseUrl: site.url }).request(post('users', { signal: controller.signal }))),
    );
    expect(error).to.deep.include({ code: 'interrupted', outcome: 'unknown' });
  });

  it('a write stopped while it waits for its turn ends with the reason, and leaves the turn to others', async () => {
    const release = Promise.withResolvers<void>();
    const site = await bench.serve(async (_, response) => {
      await release.promise;
      response.end();
    });
    const http = bench.open({ baseUrl: site.url, concurrency: 1 });
    const first = http.request(get('a'));
    const controller = new AbortController();
    const reason = new Error('the run is stopped');
    const second = rejection(http.request(post('b', { signal: controller.signal })));
    const third = http.request(get('c'));
    controller.abort(reason);
    expect(await second).to.equal(reason);
    release.resolve();
    expect([(await first).status, (await third).status]).to.deep.equal([200, 200]);
    expect(site.seen.map(({ url }) => url)).to.deep.equal(['/a', '/c']);
  });

  it('leaves nothing at a signal that lives on', async () => {
    const site = await bench.serve(
      (_, response, index) => void (index % 3 === 0 ? response.destroy() : response.end()),
    );
    const controller = new AbortController();
    const http = bench.open({ baseUrl: site.url, concurrency: 4 });
    await Promise.all(
      Array.from({ length: 30 }, () => http.request(get('a', { signal: controller.signal })).catch(() => {})),
    );
    expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
  });
});
