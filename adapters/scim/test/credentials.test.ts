import { UnauthorizedError } from '@rollcall/contract';
import { expect } from 'chai';
import { asking, openScim, refusalOf, type ScimUnderTest } from './support/open-scim.js';

describe('the SCIM adapter, signing in', () => {
  let open: ScimUnderTest;
  afterEach(() => open.close());
  const read = (): Promise<unknown> => open.scim.accounts.get('nobody', asking('userName'));
  const refused = (): number => open.served.requests.filter(({ status }) => status === 401).length;

  it('stops with one message where the token is wrong', async () => {
    open = await openScim({ settings: { auth: { token: 'wrong-token' } } });
    const error = await refusalOf(read());
    expect(UnauthorizedError.is(error)).to.equal(true);
    expect(error.message).to.not.contain('wrong-token');
  });

  it('goes on with the second token when the first one ends, without losing a request', async () => {
    open = await openScim({
      tokens: [{ token: 'old' }, { token: 'new' }],
      settings: { auth: { token: 'old', nextToken: 'new' } },
    });
    await read();
    expect(refused()).to.equal(0);
    open.simulator.tokens.revoke('old');
    await Promise.all(Array.from({ length: 20 }, read));
    const after = refused();
    expect(after).to.be.within(1, 20);
    await read();
    expect(refused(), 'it stays with the one that works').to.equal(after);
    const { id } = await open.scim.writer.create(
      { attributes: { userName: 'ada' }, active: true, groups: [] },
      { signal: AbortSignal.timeout(5_000), key: 'k' },
    );
    open.simulator.tokens.add({ token: 'old' });
    open.simulator.tokens.revoke('new');
    expect((await open.scim.accounts.get(id, asking('userName')))?.attributes).to.deep.equal({ userName: 'ada' });
  });

  it('stops when both are refused', async () => {
    open = await openScim({ tokens: [], settings: { auth: { token: 'old', nextToken: 'new' } } });
    expect(UnauthorizedError.is(await refusalOf(read()))).to.equal(true);
    expect(UnauthorizedError.is(await refusalOf(read()))).to.equal(true);
  });

  it('says in its check which of the two tokens are accepted', async () => {
    const say = async (tokens: readonly string[]): Promise<readonly [string, string]> => {
      open = await openScim({
        tokens: tokens.map((token) => ({ token })),
        settings: { auth: { token: 'old', nextToken: 'new' } },
      });
      const { stages } = await open.scim.check(AbortSignal.timeout(5_000));
      await open.close();
      const pair = stages.find(({ label }) => label === 'Two tokens');
      return [pair?.status ?? '', pair?.detail ?? ''];
    };
    expect((await say(['old', 'new']))[0]).to.equal('passed');
    expect(await say(['new'])).to.deep.equal(['warning', '"token" is refused, and "nextToken" is accepted and used.']);
    expect((await say(['old']))[1]).to.contain('"nextToken" is refused');
    open = await openScim();
  });

  for (const clientAuth of ['body', 'basic'] as const)
    it(`gets tokens by OAuth 2.0, the secret in the ${clientAuth}, and a new one when the service refuses the old`, async () => {
      open = await openScim({ tokens: [], oauth: { clientId: 'a client', clientSecret: 's:e%cret', seconds: 3600 } });
      const { url } = open.served;
      const signed = await openScim({
        settings: {
          baseUrl: `${url}/scim/v2`,
          auth: {
            type: 'oauth2',
            tokenUrl: `${url}/oauth2/token`,
            clientId: 'a client',
            clientSecret: 's:e%cret',
            clientAuth,
          },
        },
      });
      try {
        const get = (): Promise<unknown> => signed.scim.accounts.get('nobody', asking('userName'));
        await Promise.all([get(), get(), get()]);
        const grants = (): number => open.served.requests.filter(({ path }) => path === '/oauth2/token').length;
        expect(grants(), 'one for all who ask at once').to.equal(1);
        open.simulator.tokens.revoke('issued-1');
        await get();
        expect(grants()).to.equal(2);
      } finally {
        await signed.close();
      }
    });

  it('says that a wrong client secret is wrong, without it', async () => {
    open = await openScim({ tokens: [], oauth: { clientId: 'id', clientSecret: 'right', seconds: 60 } });
    const { url } = open.served;
    const signed = await openScim({
      settings: {
        baseUrl: `${url}/scim/v2`,
        auth: { type: 'oauth2', tokenUrl: `${url}/oauth2/token`, clientId: 'id', clientSecret: 'wrong-one' },
      },
    });
    const error = await refusalOf(signed.scim.accounts.get('nobody', asking('userName')));
    await signed.close();
    expect([UnauthorizedError.is(error), error.code]).to.deep.equal([true, 'scim-no-token']);
    expect(error.message).to.not.contain('wrong-one');
  });
});
