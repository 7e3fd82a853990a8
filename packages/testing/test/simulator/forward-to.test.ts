import { FaultPlan, forwardTo, type ServedSimulator, serveSimulator } from '@rollcall/testing';
import { expect } from 'chai';

describe('a proxy that misbehaves', () => {
  let system: ServedSimulator;
  let proxy: ServedSimulator;
  const seen: string[] = [];
  beforeEach(async () => {
    seen.length = 0;
    system = await serveSimulator({
      fetch: async (request) => {
        const { pathname, origin } = new URL(request.url);
        seen.push(`${request.method} ${pathname} ${request.headers.get('authorization')} ${await request.text()}`);
        if (pathname === '/old') return Response.redirect(`${origin}/new`, 301);
        if (pathname === '/gone') return new Response(null, { status: 204 });
        return new Response(JSON.stringify({ next: `${origin}/2` }).replaceAll('/', '\\/'), {
          headers: { 'content-type': 'application/json', 'x-page': '1' },
        });
      },
    });
    proxy = await serveSimulator(forwardTo(system.url), { faults: new FaultPlan() });
  });
  afterEach(async () => Promise.all([system.close(), proxy.close()]));

  it('hands on method, path, headers and body, and gives back status, headers and body', async () => {
    const answer = await fetch(`${proxy.url}/people?x=1`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer t' },
      body: 'hello',
    });
    expect(seen).to.deep.equal(['PATCH /people Bearer t hello']);
    expect([answer.status, answer.headers.get('x-page')]).to.deep.equal([200, '1']);
    expect((await fetch(`${proxy.url}/gone`)).status).to.equal(204);
  });

  it('leads links and redirects through itself', async () => {
    expect(await (await fetch(`${proxy.url}/`)).json()).to.deep.equal({ next: `${proxy.url}/2` });
    const redirect = await fetch(`${proxy.url}/old`, { redirect: 'manual' });
    expect(redirect.headers.get('location')).to.equal(`${proxy.url}/new`);
  });

  it('loses the answer to a write that happened', async () => {
    proxy.faults.when({ method: 'POST' }, { kind: 'drop-after' });
    const lost = await fetch(proxy.url, { method: 'POST', body: 'x' }).then(
      () => false,
      () => true,
    );
    expect(lost).to.equal(true);
    expect(seen).to.deep.equal(['POST / null x']);
  });
});
