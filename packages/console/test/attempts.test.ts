import { type Marks, MemoryState } from '@rollcall/engine';
import { expect } from 'chai';
import fc from 'fast-check';
import { Attempts } from '../src/auth/attempts.js';
import { clientAddress } from '../src/auth/client-address.js';
import { type OpenConsole, ORIGIN, openConsole, PASSWORD } from './support/open-console.js';

const FROM = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };

describe('how often somebody may try to get in', () => {
  let open: OpenConsole;
  let marks: Marks;
  let now: number;
  let attempts: Attempts;
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    marks = new MemoryState().marks;
    attempts = new Attempts(marks, () => now);
    open = await openConsole({ trustedProxies: 1 });
  });
  afterEach(() => open.close());

  /** As from this address, told by our one proxy. */
  const from = (address: string, path: string, form?: Record<string, string>): Promise<Response> =>
    Promise.resolve(
      open.console.app.request(
        ORIGIN + path,
        {
          headers: { 'x-forwarded-for': address },
          ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
        },
        FROM,
      ),
    );
  const linkFor = async (): Promise<string> => open.console.invite('administrator');

  it('makes an address wait that guesses links, even when it then has the right one; others go on', async () => {
    for (let tries = 0; tries < 20; tries += 1)
      expect((await from('198.51.100.1', `/welcome?token=${'x'.repeat(42)}${tries % 10}`)).status).to.equal(403);
    const link = await linkFor();
    const refused = await from('198.51.100.1', link);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 5);
    const token = new URL(ORIGIN + link).searchParams.get('token') ?? '';
    const form = { token, name: 'Eve', password: PASSWORD };
    expect((await from('198.51.100.1', '/welcome', form)).status, 'nor by sending the form').to.equal(429);
    expect((await from('198.51.100.2', link)).status).to.equal(200);
    open.pass(5_001);
    expect((await from('198.51.100.1', link)).status, 'after the wait').to.equal(200);
  });

  it('makes an address wait that tries many names, each only once', async () => {
    for (let tries = 0; tries < 20; tries += 1)
      expect(await attempts.begin({ address: '198.51.100.1', name: `user ${tries}` }), `${tries}`).to.equal(0);
    expect(await attempts.begin({ address: '198.51.100.1', name: 'another' })).to.equal(5_000);
    expect(await attempts.begin({ address: '203.0.113.1', name: 'another' })).to.equal(0);
    now += 5_000;
    expect(await attempts.begin({ address: '198.51.100.1', name: 'another' })).to.equal(0);
    expect(await attempts.begin({ address: '198.51.100.1' }), 'twice as long').to.equal(10_000);
  });

  it('counts tries that come at the same time one by one', async () => {
    const waits = await Promise.all(
      Array.from({ length: 30 }, () => attempts.begin({ address: '198.51.100.1', name: 'ada' })),
    );
    expect(waits.filter((wait) => wait === 0)).to.have.length(5);
  });

  it('does not let an account of their own clear what an address did', async () => {
    let refused = 0;
    for (let tries = 0; tries < 24; tries += 1) {
      await attempts.begin({ address: '198.51.100.1', name: `user ${tries}` });
      const own = { address: '198.51.100.1', name: 'own' };
      if ((await attempts.begin(own)) > 0) refused += 1;
      else await attempts.succeeded(own);
    }
    expect(refused).to.be.greaterThan(3);
  });

  it('never makes somebody wait who is right each time, with however many others behind the same address', async () => {
    for (let tries = 0; tries < 1_500; tries += 1) {
      const trier = { address: '198.51.100.1', name: `user ${tries % 300}` };
      expect(await attempts.begin(trier)).to.equal(0);
      await attempts.succeeded(trier);
    }
  });

  it('stops everybody together after a thousand failures in a quarter of an hour, and not for longer', async () => {
    for (let tries = 0; tries < 1_000; tries += 1)
      expect(await attempts.begin({ address: `10.0.${tries % 250}.1`, name: `user ${tries}` })).to.equal(0);
    expect(await attempts.begin({ address: '203.0.113.1', name: 'ada' })).to.equal(15 * 60_000);
    now += 15 * 60_000;
    expect(await attempts.begin({ address: '203.0.113.1', name: 'ada' })).to.equal(0);
  });

  it('forgives nobody because the server began anew, and everybody after a day, leaving nothing behind', async () => {
    for (let tries = 0; tries < 5; tries += 1) await attempts.begin({ address: '198.51.100.1', name: 'ada' });
    const again = new Attempts(marks, () => now);
    expect(await again.begin({ address: '203.0.113.1', name: ' ADA ' })).to.equal(5_000);
    now += 24 * 3_600_000;
    for (let tries = 0; tries < 100; tries += 1)
      expect(await again.begin({ address: undefined, name: `user ${tries}` })).to.equal(0);
    expect((await marks.list('console-attempts:')).size, 'a hundred names, and all together').to.equal(101);
  });

  it('keeps neither names nor addresses of those who failed', async () => {
    await from('198.51.100.1', '/sign-in', { name: 'hunter2, typed into the wrong field', password: 'x' });
    const kept = await open.rollcall.state.marks.list('console-attempts:');
    expect(kept.size).to.equal(3);
    expect(JSON.stringify([...kept]))
      .to.not.contain('hunter2')
      .and.not.contain('198.51.100.1');
  });
});

describe('where a request comes from', () => {
  const of = (trustedProxies: number, forwardedFor?: string, peer: string | undefined = '10.0.0.1') =>
    clientAddress({ peer, forwardedFor, trustedProxies });

  it('believes as many proxies as are ours, and nothing that somebody else wrote', () => {
    expect(of(0, '1.1.1.1')).to.equal('10.0.0.1');
    expect(of(1, '1.1.1.1')).to.equal('1.1.1.1');
    expect(of(1, '6.6.6.6, 1.1.1.1')).to.equal('1.1.1.1');
    expect(of(2, '6.6.6.6, 1.1.1.1, 2.2.2.2')).to.equal('1.1.1.1');
    expect(of(3, '1.1.1.1'), 'fewer hops than proxies').to.equal('1.1.1.1');
    expect(of(1), 'no header').to.equal('10.0.0.1');
    expect(of(2, 'nonsense, 2.2.2.2'), 'what is no address').to.equal('2.2.2.2');
  });

  it('counts a household of IPv6 once, an IPv4 address in either writing once, and drops ports', () => {
    expect(of(1, '2001:db8:1:2::1')).to.equal('2001:db8:1:2::/64');
    expect(of(1, '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff')).to.equal('2001:db8:1:2::/64');
    expect(of(1, '[2001:db8:1:2::1]:4711')).to.equal('2001:db8:1:2::/64');
    expect(of(0, undefined, '::ffff:192.0.2.1')).to.equal('192.0.2.1');
    expect(of(1, '192.0.2.1:4711')).to.equal('192.0.2.1');
    expect(clientAddress({ peer: undefined, forwardedFor: '1.1.1.1', trustedProxies: 1 })).to.equal(undefined);
  });

  it('is what our own proxy saw, whatever is sent to it', () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (sent, seen) => {
        expect(of(1, sent === '' ? seen : `${sent}, ${seen}`)).to.equal(seen);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
