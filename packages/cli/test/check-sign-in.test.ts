import { expect } from 'chai';
import { configText, openStage, type Stage } from './support/stage.js';

const OIDC = `server:
  console:
    publicUrl: https://rollcall.example
    oidc: { issuer: 'http://127.0.0.1:9', clientId: rollcall, clientSecret: hunter2-of-the-provider, roles: { viewer: [staff] } }
`;

describe('rollcall check of the sign-in', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  it('fails when the identity provider cannot be reached, says where to look, and not what the secret is', async () => {
    stage.write('rollcall.yaml', configText() + OIDC);
    const { code, out, err } = await stage.rollcall(['check']);
    expect(code).to.equal(1);
    expect(out)
      .to.match(/✗ Discovery document: /)
      .and.contain('server.console.oidc.issuer');
    expect(out + err).to.not.contain('hunter2');
    const { out: json } = await stage.rollcall(['check', '--json']);
    expect((JSON.parse(json) as { signIn: { stages: { status: string }[] } }).signIn.stages[0]?.status).to.equal(
      'failed',
    );
  });

  it('looks at one connection alone where one is named, and at nothing where nothing is configured', async () => {
    stage.write('rollcall.yaml', configText() + OIDC);
    expect((await stage.rollcall(['check', 'people'])).out).to.not.contain('Discovery document');
    stage.write('rollcall.yaml', configText());
    const { code, out } = await stage.rollcall(['check', '--json']);
    expect([code, 'signIn' in (JSON.parse(out) as object)]).to.deep.equal([0, false]);
  });

  it('is looked at by "rollcall doctor" as well, which says how to get in meanwhile', async () => {
    stage.write('rollcall.yaml', configText() + OIDC);
    const { code, out } = await stage.rollcall(['doctor']);
    expect(code).to.equal(1);
    expect(out)
      .to.match(/✗ sign-in: Discovery document: /)
      .and.contain('server.console.oidc.issuer')
      .and.contain('rollcall invite')
      .and.not.contain('hunter2');
    stage.write('rollcall.yaml', configText());
    expect((await stage.rollcall(['doctor'])).out).to.not.contain('sign-in');
    stage.write('rollcall.yaml', configText() + OIDC.replace('http://127.0.0.1:9', 'http://login.example'));
    expect((await stage.rollcall(['doctor'])).out).to.match(/✗ sign-in: .*https address/s);
  });

  it('names what is wrong with the settings, before anybody is asked', async () => {
    stage.write('rollcall.yaml', configText() + OIDC.replace('http://127.0.0.1:9', 'http://login.example'));
    const { code, err } = await stage.rollcall(['check']);
    expect(code).to.equal(2);
    expect(err).to.contain('server.console.oidc.issuer').and.contain('https address');
  });
});
