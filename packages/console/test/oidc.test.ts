import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { OidcConfig } from '../src/index.js';
import { CLIENT, goThrough } from './support/identity-provider.js';
import { cookieNamed, OidcStage, ROLES } from './support/oidc-stage.js';
import { ORIGIN } from './support/open-console.js';

describe('signing in by an identity provider', () => {
  const stage = new OidcStage();
  stage.use();

  it('lets in whom the provider vouches for, with the role of their groups, and back to the page they wanted', async () => {
    const wanted = '/runs?sync=staff';
    const refused = await stage.open.request(wanted);
    const signIn = refused.headers.get('location') ?? '';
    const page = await (await stage.open.request(signIn)).text();
    const link = /href="(\/sign-in\/oidc[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const visit = await stage.comeBack(link);
    expect(visit.answer.headers.get('location')).to.equal(wanted);
    const overview = await stage.open.request('/', { headers: { cookie: visit.session } });
    expect(overview.status).to.equal(200);
    expect(await overview.text()).to.contain(`ada (${new URL(stage.provider.issuer).host})`);
    expect((await stage.open.request('/users', { headers: { cookie: visit.session } })).status, 'an operator').to.equal(
      403,
    );
  });

  it('asks for the code with PKCE, state and nonce, each new, and sends the secret only to the provider', async () => {
    const asked = await Promise.all(
      [1, 2].map(async () => new URL((await stage.open.request('/sign-in/oidc')).headers.get('location') ?? '')),
    );
    const [one, other] = asked.map((address) => Object.fromEntries(address.searchParams));
    expect(one).to.include({
      client_id: CLIENT.id,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge_method: 'S256',
      redirect_uri: `${ORIGIN}/sign-in/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.[name], name).to.match(/^[\w-]{43}$/);
      expect(one?.[name], name).to.not.equal(other?.[name]);
    }
    expect(asked.join()).to.not.contain(CLIENT.secret);
  });

  it('knows people by issuer and sub: a name or mail address that changes hands opens nothing', async () => {
    await stage.comeBack();
    stage.provider.people.set('b2', { preferred_username: 'ada', groups: ['everybody'] });
    stage.provider.person = 'b2';
    await stage.comeBack('/sign-in/oidc', undefined, new Map());
    stage.provider.people.set('a1', { preferred_username: 'countess', groups: ['root'] });
    stage.provider.person = 'a1';
    const { session } = await stage.comeBack('/sign-in/oidc', undefined, new Map());
    const users = (await (await stage.open.request('/api/users', { headers: { cookie: session } })).json()) as {
      name: string;
      role: string;
      identity: { subject: string };
    }[];
    const { host } = new URL(stage.provider.issuer);
    expect(users.map(({ name, role, identity }) => [name, role, identity.subject])).to.have.deep.members([
      [`ada (${host})`, 'administrator', 'a1'],
      [`ada 2 (${host})`, 'viewer', 'b2'],
    ]);
  });

  it('takes nobody of the provider for somebody with a password, whatever they call themselves there', async () => {
    const administrator = await stage.open.signIn('administrator');
    stage.provider.people.set('a1', { preferred_username: administrator.name, groups: ['everybody'] });
    const { session } = await stage.comeBack();
    expect((await stage.open.request('/users', { headers: { cookie: session } })).status).to.equal(403);
    const users = (await (await stage.open.request('/api/users', { as: administrator })).json()) as { name: string }[];
    expect(new Set(users.map(({ name }) => name.toLowerCase())).size).to.equal(2);
  });

  it('gives nobody of the provider a password: it would outlast what the provider says', async () => {
    await stage.comeBack();
    const administrator = await stage.open.signIn('administrator');
    const answer = await stage.open.request('/api/users', {
      method: 'POST',
      as: administrator,
      headers: { 'x-rollcall-token': administrator.token, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer', name: `ada (${new URL(stage.provider.issuer).host})` }),
    });
    expect(answer.status).to.equal(409);
  });

  for (const [what, groups, hint] of [
    ['has none of the groups', ['choir'], 'None of what the sign-in service says'],
    ['has a group that only looks like one', ['Staff', 'staff '], 'None of what the sign-in service says'],
    ['brings no claim', undefined, 'does not say “groups”'],
    ['brings a claim of another kind', { staff: true }, 'does not say “groups”'],
  ] as const)
    it(`says what is missing, and lets nobody in, who ${what}`, async () => {
      stage.provider.people.set('a1', { preferred_username: 'ada', ...(groups === undefined ? {} : { groups }) });
      const { answer, session } = await stage.comeBack();
      expect(answer.status).to.equal(403);
      expect(await answer.text())
        .to.contain(hint)
        .and.contain('known as ada');
      expect(session).to.equal('');
    });

  it('ends all sessions of somebody who loses the role, at their next sign-in', async () => {
    const { session } = await stage.comeBack();
    expect((await stage.open.request('/', { headers: { cookie: session } })).status).to.equal(200);
    stage.provider.people.set('a1', { preferred_username: 'ada', groups: ['choir'] });
    expect((await stage.comeBack()).answer.status).to.equal(403);
    expect((await stage.open.request('/', { headers: { cookie: session } })).status).to.equal(303);
  });

  it('ends what a provider vouched for when the configuration names it no more', async () => {
    const { session } = await stage.comeBack();
    stage.config = undefined;
    expect((await stage.open.request('/', { headers: { cookie: session } })).status).to.equal(303);
    expect((await stage.open.request('/sign-in/oidc')).status).to.equal(404);
    expect(await (await stage.open.request('/sign-in')).text()).to.not.contain('/sign-in/oidc');
  });

  it('reads roles from a path, and from the user info endpoint where the ID token has none', async () => {
    stage.config = stage.settings({ roles: { claim: 'realm_access.roles', viewer: ['everybody'] } });
    stage.provider.people.set('a1', { realm_access: { roles: ['everybody'] } });
    expect((await stage.comeBack()).answer.status).to.equal(303);
    stage.provider.token = async (answer) => {
      const { realm_access: _, ...claims } = decodeJwt(answer.id_token);
      return { ...answer, id_token: await stage.provider.sign(claims) };
    };
    expect((await stage.comeBack()).answer.status).to.equal(303);
    expect(stage.provider.asked).to.include('/me');
  });

  it('says that groups were left out when there are too many of them', async () => {
    stage.provider.token = async (answer) => {
      const { groups: _, ...claims } = decodeJwt(answer.id_token);
      return { ...answer, id_token: await stage.provider.sign({ ...claims, _claim_names: { groups: 'src1' } }) };
    };
    const { answer } = await stage.comeBack();
    expect(answer.status).to.equal(403);
    expect(await answer.text()).to.contain('so many groups');
  });

  it('leads nobody to another site afterwards', async () => {
    for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example', `/${'x'.repeat(2_000)}`]) {
      const { answer } = await stage.comeBack(`/sign-in/oidc?next=${encodeURIComponent(next)}`);
      expect(answer.headers.get('location'), next).to.equal('/');
    }
  });

  it('begins a new session each time, and takes none that somebody planted', async () => {
    const planted = 'rollcall_session=planted-by-somebody';
    const begun = await stage.open.request('/sign-in/oidc', { headers: { cookie: planted } });
    const back = new URL(await goThrough(begun.headers.get('location') ?? ''));
    const answer = await stage.open.request(back.pathname + back.search, {
      headers: { cookie: `${planted}; ${cookieNamed(begun, 'rollcall_signing_in')}` },
    });
    const session = cookieNamed(answer, 'rollcall_session');
    expect(session)
      .to.match(/^rollcall_session=[\w-]{43}$/)
      .and.not.equal(planted);
    expect((await stage.open.request('/', { headers: { cookie: planted } })).status).to.equal(303);
  });

  it('keeps its cookies from scripts, other sites and http', async () => {
    const safe = await stage.another({ publicUrl: 'https://rollcall.test' });
    const begun = await safe.request('/sign-in/oidc');
    expect(begun.headers.get('set-cookie'))
      .to.match(/^__Host-rollcall_signing_in=/)
      .and.match(/; HttpOnly/)
      .and.match(/; Secure/)
      .and.match(/; SameSite=Lax/)
      .and.match(/; Max-Age=600/);
    expect(new URL(begun.headers.get('location') ?? '').searchParams.get('redirect_uri')).to.equal(
      'https://rollcall.test/sign-in/oidc/callback',
    );
    await safe.close();
  });

  it('signs out here, and offers to sign out at the provider', async () => {
    const jar = new Map<string, string>();
    const { session } = await stage.comeBack('/sign-in/oidc', undefined, jar);
    const page = await (await stage.open.request('/', { headers: { cookie: session } })).text();
    const token = /name="_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await stage.open.request('/sign-out', {
      method: 'POST',
      headers: { cookie: session },
      body: new URLSearchParams({ _token: token }),
    });
    expect(answer.status).to.equal(200);
    expect((await stage.open.request('/', { headers: { cookie: session } })).status).to.equal(303);
    const link = /href="(http[^"]*)"/.exec(await answer.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const there = await fetch(link, { headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') } });
    expect(there.status, 'the provider takes our hint and asks').to.equal(200);
    expect(new URL(link).searchParams.get('post_logout_redirect_uri')).to.equal(`${ORIGIN}/sign-in`);
    const stored = [...(await stage.open.rollcall.state.marks.list('console-')).values()].join('\n');
    expect(stored).to.not.contain(new URL(link).searchParams.get('id_token_hint') ?? 'missing');
  });

  it('lets people in by link and password while the provider is down', async () => {
    stage.config = stage.settings({ issuer: 'http://127.0.0.1:9' });
    const answer = await stage.open.request('/sign-in/oidc');
    expect(answer.status).to.equal(502);
    expect(await answer.text())
      .to.contain('cannot be reached')
      .and.contain('rollcall invite');
    expect(stage.errors.at(-1)).to.contain('unreachable');
    const administrator = await stage.open.signIn('administrator');
    expect((await stage.open.request('/users', { as: administrator })).status).to.equal(200);
  });

  it('tells an administrator that the secret is wrong, and not what it is', async () => {
    stage.config = stage.settings({ clientSecret: 'a-wrong-secret' });
    const { answer } = await stage.comeBack();
    expect(await answer.text())
      .to.contain('invalid_client')
      .and.not.contain('a-wrong-secret');
    expect(stage.errors.at(-1)).to.contain('set-up').and.not.contain('a-wrong-secret');
  });
});

describe('the settings of the identity provider', () => {
  const parse = (more: object) =>
    parseConfig(OidcConfig, { issuer: 'https://login.example', clientId: 'rollcall', roles: ROLES, ...more }, []);

  it('takes addresses that keep secrets, and http only on this machine', () => {
    for (const issuer of ['https://login.example/realms/staff', 'http://localhost:8080', 'http://127.0.0.1:1/x'])
      expect(parse({ issuer }).issuer).to.equal(issuer);
    for (const issuer of [
      'http://login.example',
      'ftp://login.example',
      'login.example',
      'https://me:secret@login.example',
      'https://login.example/?x=1',
      'https://login.example/.well-known/openid-configuration',
      'http://127.0.0.1.evil.example',
    ])
      expect(() => parse({ issuer }), issuer).to.throw(/https address/);
  });

  it('takes no table of roles that lets nobody in', () => {
    expect(() => parse({ roles: { claim: 'groups' } })).to.throw(/at least one value/);
    expect(() => parse({ roles: undefined })).to.throw();
  });
});
