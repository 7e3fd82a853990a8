import type { Account, CompletenessProof } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { EMPTY_OK, listOfUsers, NOT_FOUND, oneUser, READY, refusal } from './support/joomla-answers.js';
import { asking, CORE, open, rejection } from './support/open.js';
import { API, type Reply, type Route, type Seen } from './support/scripted-site.js';

const USERS = `${API}/users`;

async function readAll(
  routes: Readonly<Record<string, Route>>,
  settings: object = {},
): Promise<{
  readonly accounts: readonly Account[];
  readonly proof: CompletenessProof | undefined;
  readonly seen: readonly Seen[];
}> {
  const { joomla, seen } = open({ ...CORE, pageSize: 10, ...settings }, { ...READY, ...routes });
  const accounts: Account[] = [];
  let proof: CompletenessProof | undefined;
  for await (const page of joomla.accounts.pages(asking('username'))) {
    accounts.push(...page.accounts);
    proof = page.proof;
  }
  return { accounts, proof, seen };
}

describe('reading users by the Web Services API', () => {
  it('rejects a page that is no list, however good its status', async () => {
    for (const reply of [
      EMPTY_OK,
      { text: '<html>', type: 'text/html' },
      { json: { data: [{ type: 'users' }] } },
      { json: {} },
    ]) {
      expect(UnavailableError.is(await rejection(readAll({ [`GET ${USERS}`]: reply })))).to.equal(true);
    }
  });

  it('finds group ids by their titles, and by reading the user where two groups have the title', async () => {
    const list = listOfUsers([
      { id: 700, group_names: 'Registered\nStaff' },
      { id: 701, group_names: 'Crew' },
      { id: 702, group_names: '' },
      { id: 703, group_names: 'Super Users' },
    ]);
    const { accounts, proof } = await readAll({
      [`GET ${USERS}`]: ({ query }) => (query['page[limit]'] === '1' ? listOfUsers([], { totalPages: 4 }) : list),
      [`GET ${USERS}/701`]: oneUser(701, { groups: [12] }),
    });
    expect(accounts.map(({ groups }) => groups)).to.deep.equal([['2', '10'], ['12'], [], ['8']]);
    expect(accounts.map(({ protection }) => protection !== undefined)).to.deep.equal([false, false, false, true]);
    expect(proof?.complete).to.equal(true);
  });

  it('tells values as they are meant', async () => {
    const raw = {
      name: 'Ada King',
      block: 1 as const,
      sendEmail: 1,
      lastvisitDate: null,
      department: { it: 'IT' },
      skills: { php: 'PHP' },
      'employee-number': '',
    };
    const { joomla } = open(CORE, {
      ...READY,
      [`GET ${USERS}/700`]: oneUser(700, raw),
      [`GET ${USERS}/701`]: oneUser(701, { department: [], skills: [] }),
    });
    const names = [
      'name',
      'name.formatted',
      'name.givenName',
      'sendEmail',
      'registerDate',
      'lastvisitDate',
      'department',
      'skills',
      'employee-number',
      'requireReset',
      'old',
    ];
    const account = await joomla.accounts.get('700', asking(...names));
    expect(account?.attributes).to.deep.equal({
      name: 'Ada King',
      'name.formatted': 'Ada King',
      sendEmail: true,
      registerDate: '2026-11-24T08:49:44Z',
      lastvisitDate: null,
      department: 'it',
      skills: ['php'],
      'employee-number': '',
    });
    expect(account?.active).to.equal(false);
    expect((await joomla.accounts.get('701', asking('department', 'skills')))?.attributes).to.deep.equal({
      department: null,
      skills: [],
    });
  });

  it('says that a user is not there only when Joomla says so', async () => {
    const { joomla } = open(CORE, {
      ...READY,
      [`GET ${USERS}/1`]: NOT_FOUND,
      [`GET ${USERS}/2`]: { status: 404, text: 'nginx', type: 'text/html' },
      [`GET ${USERS}/3`]: EMPTY_OK,
      [`GET ${USERS}/4`]: oneUser(5),
      [`GET ${USERS}/5`]: { status: 404, type: 'application/json', json: { message: 'no upstream' } },
    });
    expect(await joomla.accounts.get('1', asking())).to.equal(undefined);
    expect(await joomla.accounts.get('not/a/number', asking())).to.equal(undefined);
    for (const id of ['2', '3', '4', '5']) await rejection(joomla.accounts.get(id, asking()));
  });
});

describe('finding users by the Web Services API', () => {
  const search =
    (users: Parameters<typeof listOfUsers>[0]): Route =>
    ({ query }) =>
      'filter[search]' in query ? listOfUsers(users) : listOfUsers([]);

  it('compares exactly, because Joomla searches for anything alike', async () => {
    const users = [
      { id: 700, username: 'ada.kk' },
      { id: 701, username: 'ADA.K', email: 'ada@example.test' },
      { id: 702, username: 'adaxk' },
    ];
    const { joomla, seen } = open(CORE, {
      ...READY,
      [`GET ${USERS}`]: search(users),
      [`GET ${USERS}/701`]: oneUser(701, { username: 'ADA.K', groups: [8] }),
    });
    const found = await joomla.writer.find(
      [
        { attribute: 'email', value: 'ada@EXAMPLE.test' },
        { attribute: 'username', value: 'ada.k' },
      ],
      asking('username'),
    );
    expect(found.map(({ id, groups, protection }) => [id, groups, protection])).to.deep.equal([
      ['701', ['8'], 'it is a Super User'],
    ]);
    expect(seen.map(({ query }) => query['filter[search]']).filter((each) => each !== undefined)).to.deep.equal([
      'username:ada.k',
    ]);
  });

  it('does not say that nobody is there when the list was cut short', async () => {
    const cut: Route = ({ query }) =>
      'filter[search]' in query ? listOfUsers([{ id: 700 }], { totalPages: 3 }) : listOfUsers([]);
    const { joomla } = open(CORE, { ...READY, [`GET ${USERS}`]: cut });
    expect(
      UnavailableError.is(
        await rejection(joomla.writer.find([{ attribute: 'email', value: 'al@example.test' }], asking())),
      ),
    ).to.equal(true);
  });

  it('reports two users with one name', async () => {
    const { joomla } = open(CORE, {
      ...READY,
      [`GET ${USERS}`]: search([
        { id: 700, name: 'Ada King' },
        { id: 701, name: 'ada king' },
      ]),
      [`GET ${USERS}/700`]: oneUser(700),
      [`GET ${USERS}/701`]: oneUser(701),
    });
    expect(await joomla.writer.find([{ attribute: 'name', value: 'Ada King' }], asking())).to.have.length(2);
  });

  it("keeps commands, masks and the SCIM plugin's name out of the search text", async () => {
    const { joomla, seen } = open(CORE, { ...READY, [`GET ${USERS}`]: listOfUsers([]) });
    for (const value of ['id:5', 'a\\b', 'mini.miniOrangeSCIM@example.test', 'ada@bücher.example'])
      await joomla.writer.find([{ attribute: 'email', value }], asking());
    expect(seen.map(({ query }) => query['filter[search]']).filter((each) => each !== undefined)).to.deep.equal([
      'id_5',
      'a_b',
      'mini.mini_rangeSCIM@example.test',
      'ada@xn--bcher-kva.example',
    ]);
  });

  it('refuses to search by what Joomla cannot search by', async () => {
    const { joomla } = open(CORE, READY);
    expect((await rejection(joomla.writer.find([{ attribute: 'department', value: 'it' }], asking()))).code).to.equal(
      'joomla-search',
    );
  });

  it('gives a person who searches the exact match first, and takes a number for an id as well', async () => {
    const { joomla } = open(CORE, {
      ...READY,
      [`GET ${USERS}`]: search([
        { id: 700, username: 'x12' },
        { id: 701, username: '12' },
      ]),
      [`GET ${USERS}/12`]: oneUser(12),
    });
    expect((await joomla.accounts.search('12', { ...asking(), limit: 3 })).map(({ id }) => id)).to.deep.equal([
      '12',
      '701',
      '700',
    ]);
  });
});

describe('groups and attributes of the site', () => {
  it('lists the groups with their parents and says which give power', async () => {
    const { joomla } = open(CORE, READY);
    const groups = await Array.fromAsync(joomla.groups?.list(AbortSignal.timeout(1000)) ?? []);
    expect(groups.filter(({ privileged }) => privileged !== undefined).map(({ id }) => id)).to.have.members([
      '7',
      '8',
      '13',
    ]);
    expect(groups.find(({ id }) => id === '10')).to.deep.equal({ id: '10', name: 'Staff', parentId: '2' });
    expect(groups.filter(({ locked }) => locked === true).map(({ id }) => id)).to.deep.equal(['1']);
  });

  it('makes a group under Registered, once', async () => {
    const made = {
      json: { links: {}, data: { type: 'groups', id: '20', attributes: { id: 20, parent_id: 2, title: 'Editors' } } },
    };
    const after = {
      json: {
        links: {},
        data: [made.json.data, { type: 'groups', id: '2', attributes: { id: 2, parent_id: 1, title: 'Registered' } }],
        meta: { 'total-pages': 1 },
      },
    };
    for (const answer of [made, { ...EMPTY_OK }]) {
      const { joomla, seen } = open(CORE, {
        ...READY,
        [`GET ${API}/users/groups`]: [READY[`GET ${API}/users/groups`] as Reply, after],
        [`POST ${API}/users/groups`]: answer,
      });
      const signal = AbortSignal.timeout(1000);
      expect((await joomla.groupWriter?.create('Editors', { signal, key: 'k' }))?.id).to.equal('20');
      expect((await joomla.groupWriter?.create('Editors', { signal, key: 'k' }))?.id).to.equal('20');
      expect(seen.filter(({ method }) => method === 'POST').map(({ json }) => json)).to.deep.equal([
        { title: 'Editors', parent_id: 2 },
      ]);
    }
    const refused = open(CORE, { ...READY, [`POST ${API}/users/groups`]: refusal('User group title already exists.') });
    expect(
      (
        await rejection(
          refused.joomla.groupWriter?.create('Editors', { signal: AbortSignal.timeout(1000), key: 'k' }) ??
            Promise.resolve(),
        )
      ).message,
    ).to.include('already exists');
  });

  it('makes a group under another where that is asked for', async () => {
    const editors = { type: 'groups', id: '20', attributes: { id: 20, parent_id: 10, title: 'Editors' } };
    const made = { json: { links: {}, data: editors } };
    const { joomla, seen } = open(CORE, { ...READY, [`POST ${API}/users/groups`]: made });
    const context = { signal: AbortSignal.timeout(1000), key: 'k' };
    await joomla.groupWriter?.create('Editors', context, '10').catch(() => {});
    expect(seen.filter(({ method }) => method === 'POST').map(({ json }) => json)).to.deep.equal([
      { title: 'Editors', parent_id: 10 },
    ]);
  });

  it('reads the direct members of a group', async () => {
    const { joomla, seen } = open(CORE, { ...READY, [`GET ${USERS}`]: listOfUsers([{ id: 700 }, { id: 701 }]) });
    expect(await Array.fromAsync(joomla.groups?.members?.('10', AbortSignal.timeout(1000)) ?? [])).to.deep.equal([
      ['700', '701'],
    ]);
    expect(seen.at(-1)?.query['filter[groupid]']).to.equal('10');
  });

  it('describes custom fields with their values, but none that is off or hides an attribute of Joomla', async () => {
    const { joomla } = open(CORE, READY);
    const { attributes } = await joomla.schema(AbortSignal.timeout(1000));
    const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    expect(byName.get('department')).to.deep.include({ label: 'Department', values: ['sales', 'it'] });
    expect(byName.get('skills')?.multiValued).to.equal(true);
    expect(byName.has('old')).to.equal(false);
    expect(attributes.filter(({ name }) => name === 'email')).to.have.length(1);
    expect(attributes.filter(({ scim }) => scim !== undefined).map(({ name, scim }) => [name, scim])).to.deep.equal([
      ['username', 'userName'],
      ['email', 'emails[type eq "work"].value'],
      ['name', 'displayName'],
      ['registerDate', 'meta.created'],
    ]);
  });

  it('does without custom fields where their API is off', async () => {
    const { joomla } = open(CORE, { ...READY, [`GET ${API}/fields/users`]: NOT_FOUND });
    expect((await joomla.schema(AbortSignal.timeout(1000))).attributes.map(({ name }) => name))
      .to.include('username')
      .and.not.to.include('department');
  });
});
