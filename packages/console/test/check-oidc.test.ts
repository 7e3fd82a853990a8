import type { CheckReport } from '@rollcall/contract';
import { createHttpClients, systemClock } from '@rollcall/engine';
import { expect } from 'chai';
import { checkOidc, type OidcConfig } from '../src/index.js';
import { CLIENT } from './support/identity-provider.js';
import { OidcStage } from './support/oidc-stage.js';
import { ORIGIN } from './support/open-console.js';

describe('the check of the identity provider', () => {
  const stage = new OidcStage();
  stage.use();

  const http = createHttpClients({ clock: systemClock });
  const check = (config: OidcConfig): Promise<CheckReport> =>
    checkOidc({ config, publicUrl: ORIGIN, http, now: () => Date.now() });
  const found = ({ stages }: CheckReport): readonly string[] =>
    stages.map(({ label, status }) => `${label}: ${status}`);
  const failure = ({ stages }: CheckReport) => stages.find(({ status }) => status === 'failed');

  it('passes when everything fits, the secret included, and says what only a sign-in shows', async () => {
    const report = await check(stage.settings());
    expect(found(report)).to.deep.equal([
      'Discovery document: passed',
      'Endpoints: passed',
      'Keys: passed',
      'Id and secret of this console: passed',
      'Redirect URI: skipped',
    ]);
    expect(report.stages.at(-1)?.detail).to.contain(`${ORIGIN}/sign-in/oidc/callback`);
  });

  it('says that the secret, or the id, is wrong, and tells neither', async () => {
    for (const wrong of [{ clientSecret: 'a-wrong-secret' }, { clientId: 'nobody' }]) {
      const report = await check(stage.settings(wrong));
      expect(failure(report)).to.deep.include({ stage: 'credential', label: 'Id and secret of this console' });
      expect(JSON.stringify(report)).to.not.contain('a-wrong-secret').and.not.contain(CLIENT.secret);
    }
  });

  it('says what to write where the issuer is called otherwise', async () => {
    stage.provider.discovery = { issuer: 'https://login.example/' };
    expect(failure(await check(stage.settings()))?.remedy).to.contain('the value of "issuer"');
  });

  it('says that the provider cannot be reached', async () => {
    const report = await check(stage.settings({ issuer: 'http://127.0.0.1:9' }));
    expect(failure(report)).to.include({ stage: 'reach', label: 'Discovery document' });
    expect(failure(report)?.remedy).to.contain('http://127.0.0.1:9');
  });

  it('says that an address is none of an OpenID provider', async () => {
    const { issuer } = stage.provider;
    expect(failure(await check(stage.settings({ issuer: `${issuer}/nothing` })))?.label).to.equal('Discovery document');
  });

  it('says which origins to add where the provider has several, ready to copy', async () => {
    stage.provider.discovery = {
      token_endpoint: 'https://tokens.example/token',
      jwks_uri: 'https://keys.example/keys',
    };
    const report = await check(stage.settings());
    expect(report.stages[1]?.remedy).to.contain(
      "additionalOrigins: ['https://tokens.example', 'https://keys.example']",
    );
    expect(report.stages[2]).to.include({ label: 'Keys', status: 'failed' });
  });

  it('warns of scopes, a claim and PKCE that the provider does not list', async () => {
    stage.provider.discovery = { code_challenge_methods_supported: ['plain'] };
    const roles = { claim: 'nowhere.roles', viewer: ['x'] };
    const report = await check(stage.settings({ scopes: ['openid', 'made-up'], roles }));
    expect(report.stages.filter(({ status }) => status === 'warning').map(({ label }) => label)).to.deep.equal([
      'PKCE',
      'Scopes',
      'Claim with the roles',
    ]);
  });

  it('runs from the page that shows the redirect URI ready to copy', async () => {
    const visitor = await stage.open.signIn('administrator');
    const page = await (await stage.open.request('/settings/sign-in', { as: visitor })).text();
    expect(page).to.contain(`value="${ORIGIN}/sign-in/oidc/callback"`).and.contain(stage.provider.issuer);
    const tested = await stage.open.request('/settings/sign-in/check', {
      method: 'POST',
      as: visitor,
      body: new URLSearchParams({ _token: visitor.token }),
    });
    expect(await tested.text()).to.contain('Id and secret of this console');
    stage.config = undefined;
    const without = await (await stage.open.request('/settings/sign-in', { as: visitor })).text();
    expect(without).to.contain('redirect-uri').and.not.contain('/settings/sign-in/check');
  });
});
