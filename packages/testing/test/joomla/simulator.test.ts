import { createJoomlaSimulator, type JoomlaSimulatorOptions, JoomlaSite, type JoomlaUser } from '@rollcall/testing';
import { expect } from 'chai';

const ORIGIN = 'http://joomla.test';
const API = `${ORIGIN}/api/index.php/v1`;
const SCIM = `${API}/mini/miniorangescim`;

interface World {
  readonly site: JoomlaSite;
  readonly admin: JoomlaUser;
  readonly state: ReturnType<typeof createJoomlaSimulator>['freeScim'];
  core(method: string, path: string, json?: unknown, actor?: JoomlaUser): Promise<Response>;
  scim(method: string, path: string, json?: unknown, token?: string): Promise<Response>;
  raw(path: string): Promise<Response>;
}

function world(options: JoomlaSimulatorOptions = {}): World {
  const site = options.site ?? new JoomlaSite();
  const admin = site.addUser({ name: 'Admin', username: 'admin', email: 'admin@example.test', groups: [8] });
  const simulator = createJoomlaSimulator({ scim: { token: 'secret' }, ...options, site });
  const send = (url: string, method: string, headers: Record<string, string>, json: unknown): Promise<Response> =>
    simulator.fetch(
      new Request(url, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) }),
    );
  return {
    site,
    admin,
    state: simulator.freeScim,
    core: (method, path, json, actor = admin) =>
      send(
        `${API}/${path}`,
        method,
        { authorization: `Bearer ${site.tokenFor(actor)}`, accept: 'application/vnd.api+json' },
        json,
      ),
    scim: (method, path, json, token = 'secret') =>
      send(`${SCIM}${path}`, method, { authorization: `Bearer ${token}` }, json),
    raw: (path) => send(`${ORIGIN}${path}`, 'GET', {}, undefined),
  };
}

const NEW = { name: 'New', username: 'new', email: 'new@example.test', groups: [2] };

describe('the Joomla simulator, beyond the recordings', () => {
  it('mails every new user the password in clear text, blocked ones and those of the SCIM plugin too (320)', async () => {
    const { core, scim, site } = world();
    await core('POST', 'users', NEW);
    await core('POST', 'users', { ...NEW, username: 'two', email: 'two@example.test', block: 1 });
    await scim('POST', '/Users', { userName: 'three@example.test' });
    const mail = { subject: 'New User Details', clearTextPassword: true };
    expect(site.mails).to.deep.equal(
      ['new@example.test', 'two@example.test', 'three@example.test'].map((to) => ({ to, ...mail })),
    );
    site.settings.mailToUser = false;
    await core('POST', 'users', { ...NEW, username: 'four', email: 'four@example.test' });
    expect(site.mails.length).to.equal(3);
  });

  it('counts what the SCIM plugin tells its maker, and when', async () => {
    const { scim, state } = world();
    const told = async (method: string, path: string, json?: unknown, token?: string): Promise<number> => {
      const before = state?.phoneHomes ?? 0;
      await scim(method, path, json, token);
      return (state?.phoneHomes ?? 0) - before;
    };
    const user = (n: number) => ({ userName: `u${n}@example.test` });
    expect(await told('GET', '/Users', undefined, 'wrong'), 'a wrong token').to.equal(1);
    expect(await told('GET', '/Users'), 'a list').to.equal(0);
    expect(await told('GET', '/Groups'), 'an endpoint it does not have').to.equal(1);
    expect(await told('PATCH', '/Users/1', {}), 'a PATCH').to.equal(1);
    expect(await told('PATCH', '/Users/1', {}, 'wrong'), 'a PATCH with a wrong token').to.equal(2);
    const creates = [];
    for (let n = 1; n <= 6; n += 1) creates.push(await told('POST', '/Users', user(n)));
    expect(creates, 'the first and every fifth create').to.deep.equal([1, 0, 0, 0, 1, 0]);
    expect(await told('POST', '/Users', {}), 'a failed create').to.equal(1);
    expect(await told('POST', '/Users', user(1)), 'a username in use').to.equal(0);
  });

  it('has no right token before an administrator opened the plugin page', async () => {
    const { scim } = world({ scim: { token: '' } });
    expect((await scim('GET', '/Users', undefined, '')).status).to.equal(401);
  });

  it('gives its debug log to everybody, passwords included, unless the web server forbids it', async () => {
    const open = world();
    expect((await open.raw('/log/log.log')).status, 'before the first request').to.equal(404);
    await open.scim('POST', '/Users', { userName: 'x@example.test', password: 'Sup3r-secret' });
    expect(await (await open.raw('/log/log.log')).text()).to.contain('Sup3r-secret');
    const closed = world({ scim: { token: 'secret', publicLog: false } });
    await closed.scim('GET', '/Users');
    expect((await closed.raw('/log/log.log')).status).to.equal(403);
  });

  it('leaves a stray membership when a user that is not there is changed (181)', async () => {
    const { core, site } = world();
    const answer = await core('PATCH', 'users/4711', { ...NEW, groups: [2, 999] });
    expect(answer.status).to.equal(404);
    expect(site.strayMemberships).to.deep.equal([{ userId: 4711, groupId: 2 }]);
  });

  it('lets no manager change or delete a Super User', async () => {
    const { core, site, admin } = world();
    const manager = site.addUser({ name: 'M', username: 'manager', email: 'm@example.test', groups: [6] });
    site.access.tokenGroups.add(6);
    site.access.allow(6, 'core.login.api');
    const answer = await core(
      'PATCH',
      `users/${admin.id}`,
      { actionlogs: { actionlogsNotify: 0 }, groups: [8] },
      manager,
    );
    expect(answer.status).to.equal(400);
    expect(await answer.text()).to.contain('User not Super Administrator');
    expect((await core('DELETE', `users/${admin.id}`, undefined, manager)).status).to.equal(500);
    expect(site.users.has(admin.id)).to.equal(true);
  });

  it('takes usernames for one that differ in case or accents, and stores the domain of a mail in ASCII', async () => {
    const { core, site } = world();
    await core('POST', 'users', { ...NEW, username: 'josé', email: 'jose@exämple.test' });
    expect(site.userByUsername('JOSE')?.email).to.equal('jose@xn--exmple-cua.test');
    const again = await core('POST', 'users', { ...NEW, username: 'Jose' });
    expect(await again.text()).to.contain('Username in use.');
  });

  it('lists users of one name in another order each time, where a test asks for that', async () => {
    const site = new JoomlaSite({ settings: { stableTies: false } });
    const { core } = world({ site });
    for (let n = 0; n < 30; n += 1)
      site.addUser({ name: 'Same', username: `same${n}`, email: `same${n}@example.test` });
    const order = async (): Promise<readonly string[]> => {
      const { data } = (await (await core('GET', 'users?page[limit]=100')).json()) as { data: { id: string }[] };
      return data.map(({ id }) => id);
    };
    const [first, second] = [await order(), await order()];
    expect(first).to.not.deep.equal(second);
    expect(first.toSorted()).to.deep.equal(second.toSorted());
  });

  it('lets groups go with their groups below, and members without them', async () => {
    const { core, site } = world();
    const user = site.addUser({ name: 'A', username: 'aa', email: 'aa@example.test', groups: [2, 4] });
    expect((await core('DELETE', 'users/groups/3')).status).to.equal(204);
    expect([...user.groups]).to.deep.equal([2]);
    expect([...site.groups.keys()].toSorted((a, b) => a - b)).to.deep.equal([1, 2, 6, 7, 8, 9]);
    expect(site.groupTree().find(({ id }) => id === 1)).to.include({ lft: 1, rgt: 12 });
  });

  it('tells options with the values 0, 1, 2 … as a list, as PHP does', async () => {
    const site = new JoomlaSite({
      fields: [
        {
          name: 'days',
          options: [
            { name: 'Mo', value: '0' },
            { name: 'Tu', value: '1' },
          ],
          multiple: true,
        },
      ],
    });
    const { core } = world({ site });
    const answer = await core('POST', 'users', { ...NEW, days: ['0', '1'] });
    const { data } = (await answer.json()) as { data: { attributes: { days: unknown } } };
    expect(data.attributes.days).to.deep.equal(['Mo', 'Tu']);
  });
});

describe('the complete SCIM edition of the Joomla simulator', () => {
  const complete = (onDelete?: 'delete' | 'deactivate' | 'nothing'): World =>
    world({ scim: { token: 'secret', edition: 'complete', ...(onDelete === undefined ? {} : { onDelete }) } });
  const USER = {
    userName: 'ann',
    displayName: 'Ann Lee',
    emails: [{ value: 'ann@example.test', type: 'work' }],
    active: false,
  };

  it('creates, reads, changes and deletes users', async () => {
    const { scim, site } = complete();
    const made = await scim('POST', '/Users', USER);
    expect(made.status).to.equal(201);
    const { id } = (await made.json()) as { id: string };
    expect(site.users.get(Number(id))).to.include({ name: 'Ann Lee', block: 1 });
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const patch = { schemas, Operations: [{ op: 'replace', value: { active: true, 'name.formatted': 'Ann Day' } }] };
    expect((await scim('PATCH', `/Users/${id}`, patch)).status).to.equal(200);
    expect(site.users.get(Number(id))).to.include({ name: 'Ann Day', block: 0, email: 'ann@example.test' });
    expect((await scim('DELETE', `/Users/${id}`)).status).to.equal(204);
    expect(site.users.size).to.equal(1);
    expect((await scim('GET', `/Users/${id}`)).status).to.equal(404);
  });

  for (const [onDelete, left] of [
    ['deactivate', { block: 1 }],
    ['nothing', { block: 0 }],
  ] as const) {
    it(`does what it is set to on a DELETE: ${onDelete}`, async () => {
      const { scim, site } = complete(onDelete);
      const user = site.addUser({ name: 'A', username: 'aa', email: 'aa@example.test' });
      expect((await scim('DELETE', `/Users/${user.id}`)).status).to.equal(204);
      expect(site.users.get(user.id)).to.include(left);
    });
  }

  it('lists by page, filters, and says 409 for a username or an e-mail address in use', async () => {
    const { scim, site } = complete();
    for (let n = 0; n < 5; n += 1) site.addUser({ name: `N${n}`, username: `n${n}`, email: `n${n}@example.test` });
    const list = async (query: string) =>
      (await (await scim('GET', `/Users?${query}`)).json()) as {
        totalResults: number;
        Resources?: { userName: string }[];
      };
    expect(await list('startIndex=2&count=2')).to.deep.include({ totalResults: 6, startIndex: 2, itemsPerPage: 2 });
    const found = await list(`filter=${encodeURIComponent('emails[type eq "work"].value eq "N3@example.test"')}`);
    expect(found.Resources?.map(({ userName }) => userName)).to.deep.equal(['n3']);
    expect((await scim('POST', '/Users', { ...USER, userName: 'N1' })).status).to.equal(409);
    const mail = [{ value: 'n1@example.test', type: 'work' }];
    expect((await scim('POST', '/Users', { ...USER, emails: mail })).status).to.equal(409);
    expect((await scim('GET', '/Users?filter=userName')).status).to.equal(400);
    expect((await scim('GET', '/Users', undefined, 'wrong')).status).to.equal(401);
  });

  it('puts users into groups and takes them out by the group', async () => {
    const { scim, site } = complete();
    const user = site.addUser({ name: 'A', username: 'aa', email: 'aa@example.test' });
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const value = [{ value: String(user.id) }];
    await scim('PATCH', '/Groups/4', { schemas, Operations: [{ op: 'add', path: 'members', value }] });
    expect([...user.groups]).to.deep.equal([2, 4]);
    const path = `members[value eq "${user.id}"]`;
    await scim('PATCH', '/Groups/4', { schemas, Operations: [{ op: 'remove', path }] });
    expect([...user.groups]).to.deep.equal([2]);
  });
});
