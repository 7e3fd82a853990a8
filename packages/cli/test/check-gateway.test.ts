import { EXIT } from '@rollcall/cli';
import { expect } from 'chai';
import { configText, openStage, type Stage } from './support/stage.js';

const GATEWAY = `gateway:
  tenants:
    okta: { connection: website, client: okta, mapping: { title: title } }
    reader: { connection: people, path: /scim/read, writable: false }
`;

describe('rollcall check, of the gateway', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
    stage.write('rollcall.yaml', `${configText()}${GATEWAY}`);
  });
  afterEach(() => stage.close());

  it('says of each tenant whether connection, mapping and tokens are well, and which filters look through all', async () => {
    const { code, out } = await stage.rollcall(['check']);
    expect(code, out).to.equal(EXIT.ok);
    const okta = out.slice(out.indexOf('Gateway okta'), out.indexOf('Gateway reader'));
    expect(okta).to.contain('✓ Connection: website works');
    expect(okta).to.contain('✓ Mapping: userName, title');
    expect(okta).to.match(/· Filters: .* at most 50000: title\n/);
    expect(okta).to.contain('! Tokens: there is none, so no client can come in');
    expect(okta).to.contain('→ rollcall token create okta');
  });

  it('names a token that expires within a month, and is content with a later one', async () => {
    const { out: made } = await stage.rollcall(['token', 'create', 'okta', '--expires-days', '10', '--json']);
    await stage.rollcall(['token', 'create', 'reader', '--name', 'audit', '--expires-days', '90']);
    const { out } = await stage.rollcall(['check']);
    const id = /rcg_([0-9a-f]{16})_/.exec(made)?.[1] ?? 'none';
    expect(out).to.match(
      new RegExp(
        `! Tokens: ${id} \\(okta\\) expires on \\d{4}-\\d\\d-\\d\\d, in 10 days\\n\\s+→ rollcall token rotate ${id}`,
      ),
    );
    expect(out).to.match(/✓ Tokens: 1 is valid; the first expires on \d{4}-\d\d-\d\d/);
    await stage.rollcall(['token', 'revoke', id]);
    expect((await stage.rollcall(['check'])).out).to.contain('! Tokens: all are expired or revoked');
  });

  it('names each token whose tenant the configuration does not have any more, until it is revoked', async () => {
    const { out: made } = await stage.rollcall(['token', 'create', 'okta', '--name', 'old client', '--json']);
    const { out: other } = await stage.rollcall(['token', 'create', 'okta', '--json']);
    const id = /rcg_([0-9a-f]{16})_/.exec(made)?.[1] ?? 'none';
    const revoked = /rcg_([0-9a-f]{16})_/.exec(other)?.[1] ?? 'none';
    await stage.rollcall(['token', 'revoke', revoked]);
    expect((await stage.rollcall(['check'])).out).to.not.contain('tenants that are gone');
    for (const gateway of [GATEWAY.replace(/ {4}okta:.*\n/, ''), ''] as const) {
      stage.write('rollcall.yaml', `${configText()}${gateway}`);
      const { code, out } = await stage.rollcall(['check']);
      expect(code, out).to.equal(EXIT.ok);
      expect(out).to.contain('Gateway, tenants that are gone\n  ! Tokens: the configuration has no tenant "okta"');
      expect(out).to.contain(`${id} (old client)\n    → rollcall token revoke ${id}\n`).and.to.not.contain(revoked);
      const { gateway: told } = JSON.parse((await stage.rollcall(['check', '--json'])).out);
      expect(told.strays.map(({ status }: { readonly status: string }) => status)).to.deep.equal(['warning']);
    }
    await stage.rollcall(['token', 'revoke', id]);
    expect((await stage.rollcall(['check'])).out).to.not.contain('gone');
  });

  it('fails where a mapping names what is not there, or takes the user name away', async () => {
    const broken = (mapping: string): void =>
      stage.write(
        'rollcall.yaml',
        `${configText()}gateway: { tenants: { okta: { connection: website, mapping: ${mapping} } } }\n`,
      );
    broken('{ title: nosuch }');
    const wrong = await stage.rollcall(['check']);
    expect(wrong.code).to.equal(EXIT.failed);
    expect(wrong.out).to.contain('✗ Mapping: mapping "title": the system has no attribute "nosuch"');
    broken("{ userName: '' }");
    const nameless = await stage.rollcall(['check']);
    expect([nameless.code, nameless.out.includes('✗ Mapping: nothing of the connection is "userName"')]).to.deep.equal([
      EXIT.failed,
      true,
    ]);
  });

  it('fails with every problem of the settings and its path', async () => {
    stage.write(
      'rollcall.yaml',
      `${configText()}gateway: { tenants: { okta: { connection: websit, client: octa }, other: { connection: nowhere } } }\n`,
    );
    const { code, out } = await stage.rollcall(['check']);
    expect(code).to.equal(EXIT.failed);
    expect(out).to.contain('✗ gateway.tenants.okta.client').and.to.contain('✗ gateway.tenants.other.connection');
  });

  it('tells it as JSON, and leaves it out where one connection is asked for', async () => {
    const { out } = await stage.rollcall(['check', '--json']);
    const { gateway } = JSON.parse(out);
    expect(Object.keys(gateway.tenants)).to.deep.equal(['okta', 'reader']);
    expect(gateway.tenants.okta.map(({ status }: { readonly status: string }) => status)).to.include('warning');
    expect((await stage.rollcall(['check', 'website'])).out).to.not.contain('Gateway');
  });
});
