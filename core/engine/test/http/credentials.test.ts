import { expect } from 'chai';
import { Bench, get, post, rejection } from './support/test-server.js';

describe('the credential of an HTTP client', () => {
  const bench = new Bench();
  afterEach(() => bench.close());

  /** Lets in whoever has the newest token. */
  async function siteWithTokens(first: string) {
    let valid = first;
    const site = await bench.serve(
      ({ headers }, response) =>
        void response.writeHead(headers.authorization === `Bearer ${valid}` ? 200 : 401).end('{}'),
    );
    return {
      site,
      change: (token: string) => {
        valid = token;
      },
    };
  }

  it('is asked for before each request', async () => {
    const site = await bench.serve((_, response) => void response.end());
    let asked = 0;
    const http = bench.open({ baseUrl: site.url, headers: async () => ({ Authorization: `Bearer t${asked++}` }) });
    await http.request(get('a'));
    await http.request(get('b'));
    expect(site.seen.map(({ headers }) => headers.authorization)).to.deep.equal(['Bearer t0', 'Bearer t1']);
  });

  it('is renewed once after 401, and the request sent again, a write too', async () => {
    const { site, change } = await siteWithTokens('old');
    change('new');
    let token = 'old';
    let renewals = 0;
    const http = bench.open({
      baseUrl: site.url,
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      renew: async () => {
        renewals += 1;
        token = 'new';
      },
    });
    expect((await http.request(post('users'))).status).to.equal(200);
    expect((await http.request(post('users'))).status).to.equal(200);
    expect(renewals).to.equal(1);
    expect(site.seen.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer old',
      'Bearer new',
      'Bearer new',
    ]);
  });

  it('that is refused again after renewal gives back the 401', async () => {
    const { site } = await siteWithTokens('another');
    let renewals = 0;
    const http = bench.open({
      baseUrl: site.url,
      headers: { Authorization: 'Bearer wrong-one' },
      renew: async () => {
        renewals += 1;
      },
    });
    expect((await http.request(get('users'))).status).to.equal(401);
    expect([renewals, site.seen.length]).to.deep.equal([1, 2]);
  });

  it('is renewed once for many requests that find it expired', async () => {
    const { site, change } = await siteWithTokens('old');
    change('new');
    let token = 'old';
    let renewals = 0;
    const http = bench.open({
      baseUrl: site.url,
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      renew: async () => {
        renewals += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        token = 'new';
      },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => http.request(get('users'))));
    expect(answers.every(({ status }) => status === 200)).to.equal(true);
    expect(renewals).to.equal(1);
  });

  it('is not renewed again for a request that was sent before and refused after', async () => {
    const renewed = Promise.withResolvers<void>();
    const site = await bench.serve(async ({ headers, url }, response) => {
      if (headers.authorization === 'Bearer new') renewed.resolve();
      else if (url === '/late') await renewed.promise;
      response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end();
    });
    let token = 'old';
    let renewals = 0;
    const http = bench.open({
      baseUrl: site.url,
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      renew: async () => {
        renewals += 1;
        token = 'new';
      },
    });
    const answers = await Promise.all([http.request(get('late')), http.request(get('soon'))]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(renewals).to.equal(1);
  });

  it('whose renewal one request gives up is renewed for the others', async () => {
    const { site, change } = await siteWithTokens('old');
    change('new');
    let token = 'old';
    const controller = new AbortController();
    const begun = Promise.withResolvers<void>();
    const http = bench.open({
      baseUrl: site.url,
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      renew: async (signal) => {
        if (signal === controller.signal) {
          begun.resolve();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        token = 'new';
      },
    });
    const first = rejection(http.request(get('a', { signal: controller.signal })));
    await begun.promise;
    const second = http.request(get('b'));
    while (site.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort('stopped');
    expect(await first).to.equal('stopped');
    expect((await second).status).to.equal(200);
  });

  it('is not sent with an anonymous request, but what it accepts is; and a 401 is just the answer', async () => {
    const { site } = await siteWithTokens('valid');
    const http = bench.open({
      baseUrl: site.url,
      headers: {
        Authorization: 'Bearer valid',
        'X-Api-Key': 'made-up',
        Cookie: 'a=b',
        Accept: 'application/vnd.api+json',
      },
      renew: async () => {
        throw new Error('not to be called');
      },
    });
    expect((await http.request(get('users', { anonymous: true }))).status).to.equal(401);
    const { authorization, cookie, accept, 'x-api-key': key } = site.seen[0]?.headers ?? {};
    expect({ authorization, cookie, accept, key }).to.deep.equal({
      authorization: undefined,
      cookie: undefined,
      accept: 'application/vnd.api+json',
      key: undefined,
    });
  });

  it('that cannot be got lets the error of whoever gets it through', async () => {
    const site = await bench.serve((_, response) => void response.end());
    const reason = new Error('no token');
    expect(
      await rejection(bench.open({ baseUrl: site.url, headers: () => Promise.reject(reason) }).request(get('a'))),
    ).to.equal(reason);
    expect(site.seen).to.deep.equal([]);
  });
});
