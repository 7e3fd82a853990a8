import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rollcall } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { CLIENT, type IdentityProvider, openIdentityProvider } from './support/identity-provider.js';
import {
  CONFIG,
  type OpenConsole,
  ORIGIN,
  openConsole,
  PASSWORD,
  ServedConfig,
  type Visitor,
} from './support/open-console.js';

describe('the form of the sign-in by an identity provider', () => {
  let provider: IdentityProvider;
  let open: OpenConsole;
  let administrator: Visitor;
  before(async () => {
    provider = await openIdentityProvider();
  });
  after(() => provider.close());
  beforeEach(async () => {
    const parsed = new WeakMap<Rollcall, ServedConfig>();
    /** As it is at work, parsed once as the server does. */
    const settings = (): ServedConfig['console'] => {
      const { rollcall } = open;
      const known = parsed.get(rollcall) ?? parseConfig(ServedConfig, rollcall.config.server, ['server']);
      parsed.set(rollcall, known);
      return known.console;
    };
    let made = false;
    open = await openConsole({
      hosted: ServedConfig,
      oidc: () => (made ? settings().oidc : undefined),
      publicUrl: () => (made ? settings().publicUrl : undefined),
    });
    made = true;
    administrator = await open.signIn('administrator');
  });
  afterEach(() => open.close());

  const FILLED = {
    'settings.publicUrl': ORIGIN,
    'settings.oidc.clientId': CLIENT.id,
    'settings.oidc.clientSecret': CLIENT.secret,
    'settings.oidc.roles.administrator': 'root\nwheel',
  };
  const filled = (more: Record<string, string> = {}): Record<string, string> => ({
    ...FILLED,
    'settings.oidc.issuer': provider.issuer,
    ...more,
  });
  const post = (path: string, fields: Record<string, string>, origin = ORIGIN, as = administrator): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as,
      headers: { origin },
      body: new URLSearchParams({ _token: as.token, ...fields }),
    });
  const show = async (path: string, as?: Visitor): Promise<string> =>
    (await open.request(path, as === undefined ? {} : { as })).text();
  const file = (): string => readFileSync(join(open.folder, 'rollcall.yaml'), 'utf8');

  it('is made from the configuration class, and says that nobody is locked out by a mistake', async () => {
    const page = await show('/settings/sign-in', administrator);
    for (const name of ['publicUrl', 'oidc.issuer', 'oidc.clientId', 'oidc.clientSecret', 'oidc.roles.viewer'])
      expect(page).to.contain(`name="settings.${name}"`);
    expect(page)
      .to.contain('rollcall invite')
      .and.contain(`value="${ORIGIN}"`, 'where people are now is offered')
      .and.contain(`${ORIGIN}/sign-in/oidc/callback`);
  });

  it('says at the field what is wrong, and changes nothing', async () => {
    const answer = await post('/settings/sign-in', filled({ 'settings.oidc.issuer': 'login.example' }));
    expect(answer.status).to.equal(422);
    const page = await answer.text();
    expect(page)
      .to.match(/id="settings-oidc-issuer"[^>]*aria-invalid="true"/)
      .and.contain('must be an https address');
    expect(page, 'what was typed is still there').to.contain('value="login.example"').and.contain('wheel');
    expect(page).to.not.contain(CLIENT.secret);
    expect(await open.setup.secrets.names()).to.deep.equal([]);
    expect((await open.setup.draft.view()).changed).to.equal(false);
    expect((await post('/settings/sign-in', {})).status, 'nothing at all').to.equal(422);
  });

  it('saves into the draft with the secret sealed, tests it, shows the difference, and counts once it is put to work', async () => {
    const answer = await post('/settings/sign-in', filled());
    const page = await answer.text();
    expect(answer.status, page).to.equal(200);
    expect(page).to.contain('The connection works.').and.contain('Keys').and.contain('Review and save');
    expect(page).to.not.contain(CLIENT.secret);
    expect(file(), 'not yet').to.equal(CONFIG);
    expect(await show('/sign-in')).to.not.contain('/sign-in/oidc');
    const changes = await show('/changes', administrator);
    expect(changes).to.contain('${secret:server.console.oidc.clientSecret}').and.not.contain(CLIENT.secret);
    expect(await open.setup.secrets.reveal('server.console.oidc.clientSecret')).to.equal(CLIENT.secret);
    await post('/changes/save', {});
    expect(file())
      .to.contain('# kept by hand')
      .and.contain('# the truth')
      .and.contain('administrator: [ root, wheel ]');
    expect(await show('/sign-in')).to.contain('/sign-in/oidc');
    const { entries } = (await (await open.request('/api/audit', { as: administrator })).json()) as {
      entries: readonly { readonly action: string }[];
    };
    expect(entries.map(({ action }) => action)).to.include('save-sign-in');
  });

  it('keeps a secret that is left empty, and one that is wrong fails in its stage', async () => {
    await post('/settings/sign-in', filled());
    const kept = await (await post('/settings/sign-in', filled({ 'settings.oidc.clientSecret': '' }))).text();
    expect(kept).to.contain('The connection works.').and.contain('A value is stored.');
    const wrong = await (await post('/settings/sign-in', filled({ 'settings.oidc.clientSecret': 'wrong' }))).text();
    expect(wrong).to.contain('The connection does not work yet.').and.contain('Id and secret of this console');
    const reference = await post('/settings/sign-in', filled({ 'settings.oidc.clientSecret': '${env:THERE}' }));
    expect(await reference.text()).to.not.contain('from-the-environment');
    expect((await open.setup.draft.view()).text).to.contain('${env:THERE}');
  });

  it('locks nobody out by a wrong issuer: password and one-time link go on working, and the button says what is wrong', async () => {
    const report = await post('/settings/sign-in', filled({ 'settings.oidc.issuer': 'http://127.0.0.1:9' }));
    expect(await report.text()).to.contain('The connection does not work yet.');
    await post('/changes/save', {});
    const page = await show('/sign-in');
    expect(page).to.contain('/sign-in/oidc').and.contain('name="password"');
    const begun = await open.request('/sign-in/oidc');
    expect(begun.status).to.be.oneOf([502, 503]);
    expect(await begun.text()).to.contain('rollcall invite');
    const body = new URLSearchParams({ name: administrator.name, password: PASSWORD });
    expect((await open.request('/sign-in', { method: 'POST', body })).headers.get('set-cookie')).to.match(/_session=/);
    const again = await open.signIn('administrator');
    await post('/settings/sign-in/remove', {}, ORIGIN, again);
    await post('/changes/save', {}, ORIGIN, again);
    expect(await show('/sign-in')).to.not.contain('/sign-in/oidc');
    expect(file()).to.contain('publicUrl');
    expect(file()).to.not.contain('issuer');
  }).timeout(20_000);

  it('takes no address but the one that the page was reached by, since cookies follow it', async () => {
    const answer = await post('/settings/sign-in', filled({ 'settings.publicUrl': 'https://elsewhere.test' }));
    expect(answer.status).to.equal(422);
    expect(await answer.text()).to.contain(`You are here by ${ORIGIN}`);
    expect((await open.setup.draft.view()).changed).to.equal(false);
  });

  it('keeps whoever saves a new address signed in, by a cookie that goes over https alone', async () => {
    const safe = ORIGIN.replace('http:', 'https:');
    await post('/settings/sign-in', filled({ 'settings.publicUrl': safe }), safe);
    const saved = await post('/changes/save', {}, safe);
    expect(saved.status).to.equal(303);
    const cookies = saved.headers.getSetCookie();
    const carried = cookies.find((cookie) => cookie.startsWith('__Host-')) ?? '';
    expect(carried)
      .to.match(/; Secure/)
      .and.match(/; HttpOnly/);
    expect(cookies.join('\n')).to.match(/^rollcall_session=;/m);
    const cookie = carried.split(';')[0] ?? '';
    expect((await open.request('/settings', { as: { ...administrator, cookie } })).status).to.equal(200);
    expect((await open.request('/settings', { as: administrator })).status, 'the old name counts no more').to.equal(
      303,
    );
  });

  it('is there over the API as well, which tells no secret', async () => {
    const answer = await open.request('/api/sign-in', {
      method: 'PUT',
      as: administrator,
      headers: { 'content-type': 'application/json', 'x-rollcall-token': administrator.token, origin: ORIGIN },
      body: JSON.stringify({
        settings: {
          publicUrl: ORIGIN,
          oidc: {
            issuer: provider.issuer,
            clientId: CLIENT.id,
            clientSecret: CLIENT.secret,
            roles: { viewer: ['everybody'] },
          },
        },
      }),
    });
    const report = (await answer.json()) as { stages: { status: string }[] };
    expect(report.stages.map(({ status }) => status)).to.not.include('failed');
    const { settings, secrets } = (await (await open.request('/api/sign-in', { as: administrator })).json()) as {
      settings: object;
      secrets: string[];
    };
    expect(secrets).to.deep.equal(['oidc.clientSecret']);
    expect(JSON.stringify(settings)).to.contain('everybody').and.not.contain('secret');
  });
});
