import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { selfSigned } from '../support/certificate.js';
import { freePort } from '../support/child.js';
import { type BadStage, expectHarmless, openBadStage, WRONG_SECRET } from './bad-stage.js';

const PAGE: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end('<!DOCTYPE html><title>Welcome</title>');
};

describe('a system that does not answer as it should', () => {
  let stage: BadStage;
  const servers: Server[] = [];
  beforeEach(async () => {
    stage = await openBadStage();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await stage.close();
  });

  async function listen(server: Server, protocol = 'http'): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The configuration with other addresses or secrets. */
  function instead(find: string, replace: string): void {
    if (!stage.config.includes(find)) throw new Error(`the configuration has no "${find}"`);
    stage.configure(stage.config.replace(find, () => replace));
  }

  it('because the address of the source is wrong', async () => {
    instead(stage.drupal.url, `${stage.drupal.url}/nowhere`);
    await stage.refuses(
      ['run'],
      1,
      `Error: signing in at DRUPAL/nowhere: 404 with a page instead of JSON:API.
  Turn on the module JSON:API at Extend (DRUPAL/nowhere/admin/modules), or mend baseUrl or jsonapiPath.
  (drupal-no-jsonapi)`,
    );
  });

  it('because the password is wrong', async () => {
    instead("'${env:DRUPAL_PASSWORD}'", WRONG_SECRET);
    await stage.refuses(
      ['run'],
      1,
      `Error: signing in at DRUPAL: the site answers as to a stranger: the sign-in did not work.
  See, in this order, whether name and password are right; whether the account is active (DRUPAL/admin/people); whether the module HTTP Basic Authentication is on (Extend, DRUPAL/admin/modules); whether the web server passes the header Authorization on to PHP. After five wrong passwords Drupal refuses the right one too, for six hours; emptying the database table "flood" ends that.
  (drupal-anonymous)`,
    );
  });

  it('because the token is wrong', async () => {
    instead("'${env:JOOMLA_TOKEN}'", WRONG_SECRET);
    await stage.refuses(
      ['run'],
      1,
      `Error: reading custom fields of users of JOOMLA: 401, Joomla does not accept the token.
  In Joomla: Users → Manage → the Super User → tab "Joomla API Token": copy the token, check that it is active, that the user is not blocked and need not change the password; and System → Manage → Plugins: "API Authentication - Web Services Joomla Token" and "User - Joomla API Token" are on.
  (joomla-token)`,
    );
  });

  it('because the source gives pages for people', async () => {
    const url = await listen(createHttpServer(PAGE));
    instead(stage.drupal.url, url);
    await stage.refuses(
      ['run'],
      1,
      `Error: signing in at HERE: 200 with text/html instead of JSON:API.
  See whether baseUrl is that of the Drupal site, and open it in a browser.
  (drupal-not-jsonapi)`,
      url,
    );
  });

  it('because the target gives pages for people', async () => {
    const url = await listen(createHttpServer(PAGE));
    instead(stage.joomla.url, url);
    await stage.refuses(
      ['run'],
      1,
      `Error: reading custom fields of users of HERE: 200 with text/html instead of JSON.
  Check that "baseUrl" is a Joomla site and that nothing on it prints errors into the answers.
  (joomla-answer)`,
      url,
    );
  });

  it('because nobody listens there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    instead(stage.drupal.url, url);
    await stage.refuses(
      ['run'],
      1,
      `Error: signing in at HERE: HERE refuses connections (ECONNREFUSED), after 4 tries.
  Check the port, and that the server runs.
  (network-econnrefused)`,
      url,
    );
  });

  it('because its certificate is self-signed', async function () {
    const pair = selfSigned() ?? this.skip();
    const url = await listen(createHttpsServer(pair, PAGE), 'https');
    instead(stage.joomla.url, url);
    await stage.refuses(
      ['run'],
      1,
      `Error: reading custom fields of users of HERE: the certificate of HERE is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT).
  Name its authority in the connection's "ca" setting, or for a test system allow self-signed certificates.
  (network-depth-zero-self-signed-cert)`,
      url,
    );
  });

  it('because JSON:API only reads, which is all that a source must do', async () => {
    stage.drupalSite.settings.readOnly = true;
    const check = await stage.rollcall('check', 'intranet');
    expect(check.out).to.contain(
      '· Accept changes: JSON:API of this site only reads, which is right for a site that is only read',
    );
    expect(check.code).to.equal(0);
    expect((await stage.rollcall('run')).code).to.equal(0);
  });

  it('is named by check with what to do, and what could not be tried', async () => {
    instead("'${env:DRUPAL_PASSWORD}'", WRONG_SECRET);
    const result = await stage.rollcall('check');
    expect(result.code).to.equal(1);
    expectHarmless(result, stage);
    expect(result.out).to.match(/✗ Sign in: Signing in at .*: the site answers as to a stranger/);
    expect(result.out).to.match(/→ See, in this order, whether name and password are right/);
    expect(result.out).to.contain('· Read accounts: Not tried, because of what failed before.');
    expect(result.out, 'the other system is looked at all the same').to.contain('token: Joomla accepts the token');
  });
});

describe('people who cannot be done as they are', () => {
  let stage: BadStage;
  beforeEach(async () => {
    stage = await openBadStage();
  });
  afterEach(() => stage.close());

  it('nobody, where a name fits nobody', async () => {
    for (const command of ['provision', 'explain'])
      await stage.refuses(
        [command, 'no.such.person'],
        1,
        `Error: looking for "no.such.person" in intranet: nobody fits.
  Try the user name, the mail address or the id.
  (unknown-person)`,
      );
  });

  it('somebody whose id the source does not have', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const { code, out } = await stage.rollcall('run', '--account', id);
    expect(out).to.contain(
      `warning: ${id}: the source has no account of this id, and no account of the target is linked`,
    );
    expect([code, stage.joomlaSite.users.size]).to.deep.equal([1, 1]);
  });

  it('a role that nobody has', async () => {
    await stage.refuses(
      ['run', '--role', 'joomla_usr'],
      2,
      `Error: looking for the role "joomla_usr" in intranet: there is none of that name.
  Did you mean "joomla_user"? Known: ….
  (unknown-role)`,
    );
  });

  it('two who would get the same account: neither gets it, both are named, the others are done', async () => {
    for (const name of ["o'neil", 'oneil'])
      stage.drupalSite.addUser({
        name,
        mail: `${name.length}@example.test`,
        roles: ['joomla_user'],
        fields: { field_first_name: 'Pat', field_last_name: 'Oneil' },
      });
    const { code, out } = await stage.rollcall('run');
    expect(out).to.contain(
      'other accounts of the source lay claim to the same target account (by username); make them different in the source, or correlate by something else',
    );
    for (const name of ["o'neil", 'oneil'])
      expect(out).to.contain([...stage.drupalSite.users.all()].find((user) => user.name === name)?.uuid);
    expect([...stage.joomlaSite.users.values()].map(({ username }) => username)).to.not.include('oneil');
    expect(out).to.contain('Written: 4 × create');
    expect(code).to.equal(1);
  });
});
