import { expect } from 'chai';
import { decodeJwt, SignJWT } from 'jose';
import { CLIENT, goThrough } from './support/identity-provider.js';
import { cookieNamed, OidcStage, type Visit } from './support/oidc-stage.js';

describe('signing in by an identity provider does not let in', () => {
  const stage = new OidcStage();
  stage.use();

  /** Nobody got in, the page says so, and nothing of the protocol stands in page, log or audit. */
  async function expectRefused(
    { answer, session, back }: Pick<Visit, 'answer' | 'session'> & Partial<Visit>,
    kind: string,
  ): Promise<void> {
    expect(session, 'no session').to.equal('');
    expect(answer.status).to.be.oneOf([403, 502]);
    expect(await answer.text()).to.contain('You are not signed in');
    expect(stage.errors.at(-1)).to.contain(`: ${kind}: `);
    for (const secret of [CLIENT.secret, back?.searchParams.get('code') ?? CLIENT.secret])
      expect(stage.errors.join('\n')).to.not.contain(secret);
    expect(await stage.open.console.isNew(), 'nobody is there').to.equal(true);
  }

  it('another state', async () => {
    await expectRefused(
      await stage.comeBack(undefined, ({ searchParams }) => searchParams.set('state', 'x'.repeat(43))),
      'not-trusted',
    );
  });

  it('no state', async () => {
    await expectRefused(
      await stage.comeBack(undefined, ({ searchParams }) => searchParams.delete('state')),
      'not-trusted',
    );
  });

  it("an answer in another browser than the one that began, or with somebody else's cookie", async () => {
    const { back } = await stage.comeBack(undefined, ({ searchParams }) => searchParams.set('state', 'other'));
    const alone = await stage.open.request(back.pathname + back.search);
    await expectRefused({ answer: alone, session: cookieNamed(alone, 'rollcall_session'), back }, 'stale');
    const value = Buffer.from(
      JSON.stringify({ state: 'x', nonce: 'y', verifier: 'z', next: '/', until: 9e15 }),
    ).toString('base64url');
    const planted = await stage.open.request('/sign-in/oidc/callback?code=c&state=x', {
      headers: { cookie: `rollcall_signing_in=${value}.${'A'.repeat(43)}=` },
    });
    await expectRefused({ answer: planted, session: cookieNamed(planted, 'rollcall_session') }, 'stale');
  });

  it("somebody else's code under one's own state", async () => {
    const other = await stage.open.request('/sign-in/oidc');
    const stolen = new URL(await goThrough(other.headers.get('location') ?? '')).searchParams.get('code') ?? '';
    await expectRefused(
      await stage.comeBack(undefined, ({ searchParams }) => searchParams.set('code', stolen)),
      'stale',
    );
  });

  it('a code that was used, by this server and by another that knows nothing of the first use', async () => {
    const { answer, back, pending } = await stage.comeBack();
    expect(answer.status).to.equal(303);
    const again = await stage.open.request(back.pathname + back.search, { headers: { cookie: pending } });
    expect([again.status, cookieNamed(again, 'rollcall_session')]).to.deep.equal([403, '']);
    expect(stage.errors.at(-1)).to.contain('stale');
    const asked = stage.provider.asked.filter((path) => path === '/token').length;
    expect(asked, 'the second time nothing was sent').to.equal(1);
    const other = await stage.another({ rollcall: () => stage.open.rollcall });
    const elsewhere = await other.request(back.pathname + back.search, { headers: { cookie: pending } });
    expect([elsewhere.status, cookieNamed(elsewhere, 'rollcall_session')]).to.deep.equal([403, '']);
    expect(stage.errors.at(-1), 'the provider refuses it').to.contain('stale').and.contain('invalid_grant');
    await other.close();
  });

  for (const [what, change] of [
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'another-client' }],
    ['several audiences and another authorized party', { aud: [CLIENT.id, 'other'], azp: 'other' }],
    ['an end in the past', { exp: Math.floor(Date.now() / 1000) - 120, iat: Math.floor(Date.now() / 1000) - 600 }],
    ['no subject', { sub: undefined }],
  ] as const)
    it(`an ID token with ${what}, although the provider signed it`, async () => {
      stage.provider.token = async (answer) => {
        const claims = Object.fromEntries(
          Object.entries({ ...decodeJwt(answer.id_token), ...change }).filter(([, value]) => value !== undefined),
        );
        return { ...answer, id_token: await stage.provider.sign(claims) };
      };
      await expectRefused(await stage.comeBack(), 'not-trusted');
    });

  for (const advertised of [false, true])
    it(`an ID token without signature, ${advertised ? 'even where the provider offers that' : 'alg: none'}`, async () => {
      if (advertised) stage.provider.discovery = { id_token_signing_alg_values_supported: ['ES256', 'none'] };
      stage.provider.token = (answer) => ({ ...answer, id_token: unsigned(answer.id_token, { alg: 'none' }) });
      await expectRefused(await stage.comeBack(), 'not-trusted');
    });

  it('an ID token whose claims were changed after it was signed', async () => {
    stage.provider.token = (answer) => {
      const [head, body = '', signature] = answer.id_token.split('.');
      const claims = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), groups: ['root'] };
      return {
        ...answer,
        id_token: [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'),
      };
    };
    await expectRefused(await stage.comeBack(), 'not-trusted');
  });

  it('an ID token signed with the secret instead of the key of the provider', async () => {
    stage.provider.token = async (answer) => ({
      ...answer,
      id_token: await new SignJWT(decodeJwt(answer.id_token))
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(CLIENT.secret)),
    });
    await expectRefused(await stage.comeBack(), 'not-trusted');
  });

  for (const iss of ['https://evil.example', undefined])
    it(`an answer that ${iss === undefined ? 'hides which provider it comes from' : 'comes from another provider (mix-up)'}`, async () => {
      const visit = await stage.comeBack(undefined, ({ searchParams }) => {
        if (iss === undefined) searchParams.delete('iss');
        else searchParams.set('iss', iss);
      });
      await expectRefused(visit, 'not-trusted');
      expect(stage.provider.asked, 'the code was sent nowhere').to.not.include('/token');
    });

  it('anybody when the discovery document is that of another issuer', async () => {
    stage.provider.discovery = { issuer: 'https://evil.example' };
    const answer = await stage.open.request('/sign-in/oidc');
    expect(answer.status).to.equal(403);
    expect(stage.errors.at(-1)).to.contain('not-trusted');
  });

  it('a discovery document that sends the secret elsewhere', async () => {
    stage.provider.discovery = { token_endpoint: 'http://127.0.0.2:1/token' };
    const visit = await stage.comeBack();
    await expectRefused(visit, 'set-up');
    expect(stage.errors.at(-1)).to.contain('additionalOrigins');
  });

  it('somebody whom the provider refuses', async () => {
    const visit = await stage.comeBack(undefined, ({ searchParams }) => {
      searchParams.delete('code');
      searchParams.set('error', 'access_denied');
      searchParams.set('error_description', '<script>alert(1)</script>');
    });
    expect(await visit.answer.clone().text())
      .to.contain('access_denied')
      .and.not.contain('alert(1)');
    await expectRefused(visit, 'refused');
  });
});

function unsigned(idToken: string, head: object): string {
  return `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${idToken.split('.')[1]}.`;
}
