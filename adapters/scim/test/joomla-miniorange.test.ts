import { ConflictError, RejectedError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { createHttpClients } from '@rollcall/engine';
import { parseConfig } from '@rollcall/plugin';
import { createJoomlaSimulator, JoomlaSite, type ServedSimulator, serveSimulator, TestClock } from '@rollcall/testing';
import { expect } from 'chai';
import { ScimConfig, ScimProvider } from '../src/index.js';
import { asking, context, presetOf, refusalOf } from './support/open-scim.js';

const MAIL = 'emails[type eq "work"].value';

describe('the SCIM adapter, in the dialect of the free plugin of Joomla', () => {
  let site: JoomlaSite;
  let served: ServedSimulator;
  let scim: ScimProvider;

  async function start(noEgress = false): Promise<void> {
    site = new JoomlaSite();
    site.addUser({ name: 'Ada', username: 'ada', email: 'ada@example.test' });
    served = await serveSimulator(createJoomlaSimulator({ site, scim: { token: 'scim-token', noEgress } }));
    const config = parseConfig(ScimConfig, {
      ...presetOf('joomla-miniorange'),
      baseUrl: `${served.url}/api/index.php/v1/mini/miniorangescim`,
      auth: { token: 'scim-token' },
    });
    scim = new ScimProvider(config, createHttpClients({ clock: new TestClock(), random: () => 0.5 }));
  }
  afterEach(async () => {
    await scim.close();
    await served.close();
  });

  const create = (userName: string, mail: string, active = true) =>
    scim.writer.create({ attributes: { userName, [MAIL]: mail }, active, groups: [] }, context());
  const find = async (attribute: string, value: string): Promise<readonly string[]> =>
    (await scim.writer.find([{ attribute, value }], asking('userName'))).map(({ attributes }) =>
      String(attributes.userName),
    );

  it('creates, and finds by user name and by e-mail address, which the plugin does not tell', async () => {
    await start();
    const { id } = await create('ben', 'ben@example.test');
    expect(site.users.get(Number(id))).to.include({ username: 'ben', email: 'ben@example.test' });
    expect(await find('userName', 'ben')).to.deep.equal(['ben']);
    expect(await find('emails.value', 'ben@example.test')).to.deep.equal(['ben']);
    expect(await find(MAIL, 'nobody@example.test')).to.deep.equal([]);
    const both = [
      { attribute: 'userName', value: 'ada' },
      { attribute: MAIL, value: 'ben@example.test' },
    ];
    expect(await scim.writer.find(both, asking('userName')), 'the plugin would overlook the second').to.deep.equal([]);
  });

  it('takes a 500 without a cause for a refusal of this user, and a name that is taken for a conflict', async () => {
    await start();
    expect(ConflictError.is(await refusalOf(create('ADA', 'other@example.test')))).to.equal(true);
    const refused = await refusalOf(create('ben', 'ada@example.test'));
    expect([RejectedError.is(refused), refused.code]).to.deep.equal([true, 'scim-refused']);
    expect(RejectedError.is(await refusalOf(create('b<n', 'ben@example.test')))).to.equal(true);
    expect(site.users.size).to.equal(1);
  });

  it('does not know what became of a user where the plugin breaks off after it made one', async () => {
    await start(true);
    const error = await refusalOf(create('ben', 'ben@example.test'));
    expect([UnavailableError.is(error), error.outcome]).to.deep.equal([true, 'unknown']);
    expect(await find('userName', 'ben'), 'it is there').to.deep.equal(['ben']);
  });

  it('says what the plugin cannot do, offers only what it keeps, and asks it for nothing else', async () => {
    await start();
    const support = await scim.writer.operations(AbortSignal.timeout(5_000));
    const works = Object.entries(support).filter(([, { supported }]) => supported);
    expect(works.map(([name]) => name)).to.deep.equal(['create']);
    const { attributes, open } = await scim.schema(AbortSignal.timeout(5_000));
    expect(attributes.map(({ name }) => name))
      .to.include.members(['userName', MAIL])
      .and.not.include('name.givenName');
    expect(open).to.equal(undefined);
    for (const work of [
      () => scim.writer.update('1', { set: { [MAIL]: 'x@example.test' }, before: {} }, context()),
      () => scim.writer.deactivate('1', context()),
      () => scim.writer.delete('1', context()),
      () => scim.accounts.get('1', asking('userName')),
      () => create('cy', 'cy@example.test', false),
    ])
      expect(UnsupportedError.is(await refusalOf(work()))).to.equal(true);
    expect(served.requests).to.deep.equal([]);
  });

  it('checks by looking somebody up, because a list is empty whoever is there', async () => {
    await start();
    const { stages } = await scim.check(AbortSignal.timeout(5_000));
    expect(stages.map(({ stage, status }) => `${stage}: ${status}`)).to.deep.equal([
      'reach: passed',
      'tls: passed',
      'credential: passed',
      'read: passed',
      'write: warning',
      'advice: passed',
    ]);
    expect(stages.find(({ stage }) => stage === 'read')?.detail).to.contain('does not list them');
  });
});
