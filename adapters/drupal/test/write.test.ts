import { inspect } from 'node:util';
import {
  type AccountChange,
  ConfigError,
  ConflictError,
  NotFoundError,
  RejectedError,
  Secret,
  UnauthorizedError,
  UnavailableError,
  type WriteContext,
} from '@rollcall/contract';
import { DRUPAL_ACCOUNTS, type DrupalSite, type DrupalUser } from '@rollcall/testing';
import { expect } from 'chai';
import { asking, BASE, html, openDrupal, refusalOf, smallSite, type Tamper } from './support/open-drupal.js';

let serial = 0;
function context(key = `key-${(serial += 1)}`): WriteContext {
  return { signal: AbortSignal.timeout(10_000), key };
}

function change(set: AccountChange['set'], groups?: AccountChange['groups']): AccountChange {
  return { set, before: {}, ...(groups === undefined ? {} : { groups }) };
}

function someone(site: DrupalSite, uid = 4): DrupalUser {
  const user = site.users.find(uid);
  if (user === undefined) throw new Error(`the site has no user ${uid}`);
  return user;
}

const isWrite = (line: string): boolean => !line.startsWith('GET');
const ADA = { name: 'ada', mail: 'ada@example.test', field_first_name: 'Ada' };
const asked = { attributes: ADA, active: true, groups: [] };

describe('creating accounts in Drupal', () => {
  it('makes them active, without a password, with their roles, and without a mail', async () => {
    const { drupal, site, seen } = openDrupal();
    const { id } = await drupal.writer.create({ ...asked, groups: ['manager'] }, context());
    const made = site.users.findByUuid(id);
    expect(made).to.include({ name: 'ada', mail: 'ada@example.test', status: true, pass: null });
    expect(made?.roles).to.deep.equal(['manager']);
    expect(site.mails).to.deep.equal([]);
    expect(seen.filter(isWrite)).to.deep.equal(['POST /jsonapi/user/user']);
  });

  it('gives them a password that nobody learns, where that is asked for', async () => {
    const { drupal, site } = openDrupal();
    const credential = { kind: 'password' as const, password: new Secret('Made-up-for-this-test-1') };
    const made = await drupal.writer.create({ ...asked, credential }, context());
    expect(site.users.findByUuid(made.id)?.pass).to.equal('Made-up-for-this-test-1');
    expect(inspect(made, { depth: 9 })).not.to.contain('Made-up');
    expect(site.mails).to.deep.equal([]);
  });

  it('lets Drupal send an invitation, once and as a stranger asks for it', async () => {
    const credentials: (string | null)[] = [];
    const tamper: Tamper = (request, next) => {
      if (request.url.includes('/user/password')) credentials.push(request.headers.get('authorization'));
      return next();
    };
    const { drupal, site, seen } = openDrupal({ tamper });
    const made = await drupal.writer.create({ ...asked, credential: { kind: 'invitation' } }, context());
    expect(made.notes).to.equal(undefined);
    expect(site.mails).to.deep.equal([{ id: 'user_password_reset', to: 'ada@example.test' }]);
    expect(seen.filter(isWrite)).to.deep.equal(['POST /jsonapi/user/user', 'POST /user/password?_format=json']);
    expect(credentials).to.deep.equal([null]);
  });

  it('keeps the account, and says so, when the invitation cannot be sent', async () => {
    for (const fault of [() => Promise.resolve(html(403)), () => Promise.reject(unknown())]) {
      const { drupal, site } = openDrupal({
        tamper: (request, next) => (request.url.includes('/user/password') ? fault() : next()),
      });
      const made = await drupal.writer.create({ ...asked, credential: { kind: 'invitation' } }, context());
      expect(made.notes?.[0]).to.contain('the person can ask for a link at');
      expect(site.users.findByUuid(made.id)?.name).to.equal('ada');
    }
  });

  it('invites nobody who is blocked', async () => {
    const { drupal, site } = openDrupal();
    const request = { ...asked, active: false, credential: { kind: 'invitation' as const } };
    expect((await drupal.writer.create(request, context())).notes).to.deep.equal(['nobody blocked is invited']);
    expect(site.mails).to.deep.equal([]);
  });

  it('makes one account however often the same operation is tried', async () => {
    const { drupal, site } = openDrupal();
    const before = site.users.size;
    const first = await drupal.writer.create(asked, context('same'));
    const second = await drupal.writer.create(asked, context('same'));
    expect(second.id).to.equal(first.id);
    expect(second.notes).to.deep.equal(['an earlier try had made it already']);
    expect(site.users.size).to.equal(before + 1);
  });

  for (const [what, happens] of [
    ['no answer came', () => Promise.reject(unknown())],
    ['the answer was a 500', () => Promise.resolve(html(500))],
    ['a proxy answered with a page', () => Promise.resolve(html(200))],
  ] as const)
    it(`finds out that it was done although ${what}`, async () => {
      const tamper: Tamper = async (request, next) => {
        if (request.method !== 'POST' || (await request.clone().text()) === '') return next();
        await next();
        return happens();
      };
      const { drupal, site } = openDrupal({ tamper });
      const { id } = await drupal.writer.create(asked, context());
      expect(site.users.findByUuid(id)?.name).to.equal('ada');
    });

  it('leaves the outcome unknown when it was not done, so that the engine looks', async () => {
    const { drupal } = openDrupal({
      tamper: (request, next) => (request.method === 'POST' ? Promise.reject(unknown()) : next()),
    });
    const error = await refusalOf(drupal.writer.create(asked, context()));
    expect(UnavailableError.is(error) && error.outcome).to.equal('unknown');
  });

  it('makes one account an address, though Drupal itself would make two that come at once', async () => {
    const site = smallSite();
    site.settings.raceWindowMs = 5;
    const { drupal } = openDrupal({ site });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        drupal.writer.create({ ...asked, attributes: { ...ADA, name: `ada${index}` } }, context()),
      ),
    );
    expect(site.users.findByMail(ADA.mail)).to.have.length(1);
    const failures = outcomes.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(failures).to.have.length(5);
    for (const failure of failures) expect(ConflictError.is(failure), String(failure)).to.equal(true);
  });

  it('tells a name that somebody else took at the same moment from a site that is down', async () => {
    const site = smallSite();
    const tamper: Tamper = async (request, next) => {
      if (request.method !== 'POST') return next();
      site.addUser({ name: 'Ada', mail: 'other@example.test' });
      return html(500);
    };
    const { drupal } = openDrupal({ site, tamper });
    expect(await refusalOf(drupal.writer.create(asked, context()))).to.include({ code: 'drupal-name-taken' });
  });

  it('gives nobody a role that may do everything, one that everybody has, or one that is not there', async () => {
    const { drupal, seen } = openDrupal();
    for (const [role, code] of [
      ['administrator', 'drupal-admin-role'],
      ['authenticated', 'drupal-role'],
      ['nosuch', 'drupal-role'],
    ] as const)
      expect(await refusalOf(drupal.writer.create({ ...asked, groups: [role] }, context()))).to.include({ code });
    expect(seen.filter(isWrite)).to.deep.equal([]);
  });

  it('names the attribute that Drupal refuses, and no value', async () => {
    const { drupal } = openDrupal();
    const secret = 'x'.repeat(256);
    for (const [attributes, name] of [
      [{ ...ADA, name: 'bad<name>' }, 'name'],
      [{ ...ADA, mail: 'no address' }, 'mail'],
      [{ ...ADA, field_phone: secret }, 'field_phone'],
    ] as const) {
      const error = await refusalOf(drupal.writer.create({ ...asked, attributes }, context()));
      expect(RejectedError.is(error), name).to.equal(true);
      expect(error.message).to.include(name).and.to.include(BASE);
      for (const value of ['bad<name>', 'no address', secret]) expect(error.message).not.to.include(value);
    }
    const odd = await refusalOf(drupal.writer.create({ ...asked, attributes: { ...ADA, nosuch: 'v' } }, context()));
    expect(odd).to.include({ code: 'drupal-rejected' });
  });
});

describe('changing accounts in Drupal', () => {
  it('sends nothing for what is as it shall be', async () => {
    const { drupal, site, seen } = openDrupal();
    const { uuid, name } = someone(site);
    await drupal.writer.update(uuid, change({ name }, { add: ['manager'], remove: ['content_editor'] }), context());
    await drupal.writer.reactivate(uuid, context());
    expect(seen.filter(isWrite)).to.deep.equal([]);
  });

  it('adds and removes single roles, so that one that somebody else gave meanwhile stays', async () => {
    const site = smallSite();
    const { uid, uuid } = someone(site);
    const tamper: Tamper = (request, next) => {
      if (request.method === 'POST')
        site.updateUser(uid, { roles: [...(site.users.find(uid)?.roles ?? []), 'joomla_user'] });
      return next();
    };
    const { drupal, seen } = openDrupal({ site, tamper });
    const result = await drupal.writer.update(
      uuid,
      change({}, { add: ['content_editor'], remove: ['manager'] }),
      context(),
    );
    expect([...(site.users.find(uid)?.roles ?? [])].sort()).to.deep.equal(['content_editor', 'joomla_user']);
    expect(result.groups).to.deep.equal(['content_editor']);
    expect(seen.filter(isWrite)).to.deep.equal([
      `POST /jsonapi/user/user/${uuid}/relationships/roles`,
      `DELETE /jsonapi/user/user/${uuid}/relationships/roles`,
    ]);
  });

  it('a role that is to be given and taken is given', async () => {
    const { drupal, site } = openDrupal();
    const { uid, uuid } = someone(site);
    await drupal.writer.update(uuid, change({}, { add: ['manager'], remove: ['manager'] }), context());
    expect(site.users.find(uid)?.roles).to.deep.equal(['manager']);
  });

  it('loses none of several changes of one account that come at once', async () => {
    const site = smallSite();
    site.settings.raceWindowMs = 5;
    const { drupal } = openDrupal({ site });
    const { uid, uuid } = someone(site);
    await Promise.all([
      drupal.writer.update(uuid, change({ field_phone: '1' }), context()),
      drupal.writer.update(uuid, change({ field_department: 'Sales' }), context()),
      drupal.writer.deactivate(uuid, context()),
    ]);
    expect(site.users.find(uid)).to.include({ status: false });
    expect(site.users.find(uid)?.fields).to.include({ field_phone: '1', field_department: 'Sales' });
  });

  it('says that an address cannot be taken away, and changes nothing', async () => {
    const { drupal, site, seen } = openDrupal();
    const { uuid } = someone(site);
    const error = await refusalOf(drupal.writer.update(uuid, change({ mail: null, field_phone: '1' }), context()));
    expect(error).to.include({ code: 'drupal-mail-needed' });
    expect(seen.filter(isWrite)).to.deep.equal([]);
    site.updateUser(4, { mail: null });
    await drupal.writer.update(uuid, change({ mail: null, field_phone: '1' }), context());
    expect(someone(site).fields.field_phone).to.equal('1');
  });

  it('says who has the name or the address, in whatever language the site answers', async () => {
    const site = smallSite();
    const tamper: Tamper = async (_request, next) => {
      const answer = await next();
      if (answer.status !== 422) return answer;
      const text = (await answer.text()).replaceAll(/is already taken/g, 'ist schon vergeben');
      return new Response(text, { status: 422, headers: answer.headers });
    };
    const { drupal } = openDrupal({ site, tamper });
    const { uuid } = someone(site, 4);
    const other = someone(site, 5);
    for (const set of [{ name: other.name.toUpperCase() }, { mail: other.mail }]) {
      const error = await refusalOf(drupal.writer.update(uuid, change(set), context()));
      expect(ConflictError.is(error), error.message).to.equal(true);
      expect(error.message).to.include(other.uuid).and.not.to.include(other.name);
    }
  });

  it('an update that is half done is one of unknown outcome', async () => {
    const site = smallSite();
    const { drupal } = openDrupal({
      site,
      tamper: (request, next) => (request.method === 'POST' ? Promise.resolve(html(503)) : next()),
    });
    const work = drupal.writer.update(
      someone(site).uuid,
      change({ field_phone: '1' }, { add: ['joomla_user'], remove: [] }),
      context(),
    );
    const error = await refusalOf(work);
    expect(UnavailableError.is(error) && [error.code, error.outcome]).to.deep.equal(['drupal-half-done', 'unknown']);
  });

  it('tells a person that unblocking sends a mail, when it does', async () => {
    const { drupal, site } = openDrupal();
    const { uuid, mail } = someone(site);
    await drupal.writer.deactivate(uuid, context());
    expect((await drupal.writer.reactivate(uuid, context())).notes?.join()).to.include('Account settings');
    expect(site.mails).to.deep.equal([{ id: 'user_status_activated', to: mail }]);
    expect((await drupal.writer.reactivate(uuid, context())).notes).to.equal(undefined);
    expect(site.mails).to.have.length(1);
  });
});

describe('accounts that stay as they are', () => {
  for (const [who, find] of [
    ['account 1', (site: DrupalSite) => someone(site, 1)],
    ['the account that Rollcall signs in with', (site: DrupalSite) => someone(site, 2)],
    [
      'somebody with a role that may do everything',
      (site: DrupalSite) => site.updateUser(5, { roles: ['administrator'] }),
    ],
    ['who is named in the configuration', (site: DrupalSite) => site.updateUser(6, { name: 'service' })],
  ] as const)
    it(`${who} is never changed`, async () => {
      const { drupal, site, seen } = openDrupal({ settings: { protect: ['Service'] } });
      const { uuid, name } = find(site);
      const { writer } = drupal;
      for (const work of [
        () => writer.update(uuid, change({ mail: 'thief@example.test' }), context()),
        () => writer.deactivate(uuid, context()),
        () => writer.delete(uuid, context()),
      ])
        expect(await refusalOf(work())).to.include({ code: 'drupal-protected' });
      expect(seen.filter(isWrite)).to.deep.equal([]);
      const [found] = await writer.find([{ attribute: 'name', value: name }], asking('name'));
      expect(found?.protection).to.be.a('string');
    });

  it('the Anonymous user is not there', async () => {
    const { drupal, site } = openDrupal();
    const error = await refusalOf(drupal.writer.deactivate(someone(site, 0).uuid, context()));
    expect(NotFoundError.is(error), error.message).to.equal(true);
  });
});

describe('deleting accounts in Drupal', () => {
  for (const [method, outcome] of [
    ['user_cancel_block', 'deactivated'],
    ['user_cancel_block_unpublish', 'deactivated'],
    ['user_cancel_reassign', 'deleted'],
    ['user_cancel_delete', 'deleted'],
  ] as const)
    it(`tells what ${method} did: ${outcome}`, async () => {
      const { drupal, site } = openDrupal();
      site.settings.cancelMethod = method;
      const { uuid, uid } = someone(site);
      expect(await drupal.writer.delete(uuid, context())).to.deep.equal({ outcome });
      expect(site.users.find(uid)?.status).to.equal(outcome === 'deleted' ? undefined : false);
      expect(await drupal.writer.delete(uuid, context())).to.deep.equal({ outcome });
    });

  it('looks what happened when the answer was lost', async () => {
    const { drupal, site } = openDrupal({
      tamper: async (request, next) => {
        const answer = await next();
        return request.method === 'DELETE' ? html(502) : answer;
      },
    });
    site.settings.cancelMethod = 'user_cancel_delete';
    expect(await drupal.writer.delete(someone(site).uuid, context())).to.deep.equal({ outcome: 'deleted' });
  });
});

describe('finding accounts in Drupal', () => {
  it('finds by address whatever its case, blocked ones too, and not whose address only ends alike', async () => {
    const { drupal, site } = openDrupal();
    site.addUser({ name: 'ann', mail: 'ann@example.test', status: false });
    site.addUser({ name: 'joann', mail: 'joann@example.test' });
    const found = await drupal.writer.find([{ attribute: 'mail', value: 'Ann@Example.test' }], asking('name'));
    expect(found.map(({ attributes, active }) => [attributes.name, active])).to.deep.equal([['ann', false]]);
  });

  it('finds both of two with one address', async () => {
    const { drupal, site } = openDrupal();
    for (const name of ['twin1', 'twin2']) site.addUser({ name, mail: 'twin@example.test' });
    const terms = [{ attribute: 'mail', value: 'twin@example.test' }];
    expect(await drupal.writer.find(terms, asking('name'))).to.have.length(2);
    expect(await drupal.writer.find([...terms, { attribute: 'name', value: 'Twin2' }], asking())).to.have.length(1);
  });

  it('looks beyond the first fifty that come near', async () => {
    const { drupal, site } = openDrupal();
    for (let n = 0; n < 120; n += 1) site.addUser({ name: `near${n}`, mail: `x${n}.ann@example.test` });
    site.addUser({ name: 'ann', mail: 'ann@example.test' });
    const found = await drupal.writer.find([{ attribute: 'mail', value: 'ann@example.test' }], asking('name'));
    expect(found.map(({ attributes }) => attributes.name)).to.deep.equal(['ann']);
  });

  it('finds by uuid, by number and by an own field', async () => {
    const { drupal, site } = openDrupal();
    const { uid, uuid } = site.updateUser(4, { fields: { field_phone: '77' } });
    for (const [attribute, value] of [
      ['uuid', uuid],
      ['drupal_internal__uid', uid],
      ['field_phone', '77'],
    ] as const)
      expect(
        (await drupal.writer.find([{ attribute, value }], asking())).map(({ id }) => id),
        attribute,
      ).to.deep.equal([uuid]);
    expect(await drupal.writer.find([{ attribute: 'uuid', value: 'no uuid' }], asking())).to.deep.equal([]);
  });
});

describe('a site that does not let itself be changed', () => {
  it('says that JSON:API only reads, before a run and in the middle of one', async () => {
    const { drupal, site, seen } = openDrupal();
    site.settings.readOnly = true;
    const { create, list } = await drupal.writer.operations(AbortSignal.timeout(1_000));
    expect(create.supported ? '' : create.reason).to.include('/admin/config/services/jsonapi');
    expect(list.supported).to.equal(true);
    const error = await refusalOf(drupal.writer.deactivate(someone(site).uuid, context()));
    expect(ConfigError.is(error) && error.code).to.equal('drupal-read-only');
    const report = await drupal.check(AbortSignal.timeout(1_000));
    expect(report.stages.find(({ stage }) => stage === 'write')?.status).to.equal('skipped');
    expect(seen.filter(isWrite)).to.have.length(3);
  });

  it('names the permission that is missing', async () => {
    const { drupal } = openDrupal({
      settings: { auth: { type: 'basic', username: DRUPAL_ACCOUNTS.plain.name, password: DRUPAL_ACCOUNTS.plain.pass } },
    });
    const { update } = await drupal.writer.operations(AbortSignal.timeout(1_000));
    expect(update.supported ? '' : update.reason)
      .to.include('"Administer users"')
      .and.to.include('/admin/people/permissions');
  });

  it('asks for neither by writing anything', async () => {
    const { drupal, site } = openDrupal();
    const before = site.users.size;
    const { create } = await drupal.writer.operations(AbortSignal.timeout(1_000));
    expect(create.supported).to.equal(true);
    expect(site.users.size).to.equal(before);
    const report = await drupal.check(AbortSignal.timeout(1_000));
    expect(report.stages.find(({ stage }) => stage === 'write')?.status).to.equal('passed');
  });

  it('stops the connection for a password that is wrong', async () => {
    const { drupal } = openDrupal({
      settings: { auth: { type: 'basic', username: 'provisioner', password: 'wrong' } },
    });
    const error = await refusalOf(drupal.writer.operations(AbortSignal.timeout(1_000)));
    expect(UnauthorizedError.is(error)).to.equal(true);
  });

  it('gives roles without the list of them, as far as somebody has one', async () => {
    const site = smallSite();
    site.addRole({ id: 'api_provisioner', permissions: ['administer users'] });
    const { drupal } = openDrupal({ site });
    const { uid, uuid } = site.addUser({ name: 'late', mail: 'late@example.test' });
    await drupal.writer.update(uuid, change({}, { add: ['manager'], remove: [] }), context());
    expect(site.users.find(uid)?.roles).to.deep.equal(['manager']);
    const error = await refusalOf(
      drupal.writer.update(uuid, change({}, { add: ['joomla_user'], remove: [] }), context()),
    );
    expect(error.message).to.include('Administer permissions');
  });
});

function unknown(): UnavailableError {
  return new UnavailableError({ code: 'http-lost', doing: 'sending', happened: 'no answer came', outcome: 'unknown' });
}
