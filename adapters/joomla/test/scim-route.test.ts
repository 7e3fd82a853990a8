import {
  ConflictError,
  NotFoundError,
  RejectedError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
} from '@rollcall/contract';
import { expect } from 'chai';
import { EMPTY_OK, FREE, lookUp, PHONE_HOME, scimFault, scimList } from './support/joomla-answers.js';
import { asking, BY_SCIM, context, open, rejection } from './support/open.js';
import { type Reply, type Route, SCIM, writes } from './support/scripted-site.js';
import { openSimulated } from './support/simulated-site.js';

const ADA = { username: 'ada.k', email: 'ada@example.test' };
const HIDDEN = scimFault(500, 'Internal error occurred:');
const json = (body: object, status = 200): Reply => ({ status, type: 'application/json', json: body });
const created = json(
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: '612',
    meta: { resourceType: 'User' },
    userName: 'ada.k',
  },
  201,
);

function free(routes: Readonly<Record<string, Route>> = {}) {
  const { joomla, seen } = open(BY_SCIM, { ...FREE, ...routes });
  return { joomla, writer: joomla.writer, seen };
}

describe('the free edition of the SCIM plugin', () => {
  it('is found out by reading: create works, nothing else does, and the reason is told', async () => {
    const { writer, seen } = free();
    const operations = await writer.operations(AbortSignal.timeout(1000));
    expect(
      Object.entries(operations)
        .filter(([, { supported }]) => supported)
        .map(([name]) => name),
    ).to.deep.equal(['create']);
    for (const each of ['update', 'deactivate', 'reactivate', 'delete'] as const) {
      const support = operations[each];
      expect(support.supported ? '' : support.reason, each).to.include('free edition');
    }
    expect(writes(seen)).to.deep.equal([]);
  });

  it('is taken for what it is when a question for one user gets an empty 200', async () => {
    const operations = await free({ [`GET ${SCIM}/Users/999999999`]: EMPTY_OK }).writer.operations(
      AbortSignal.timeout(1000),
    );
    expect(operations.create.supported).to.equal(true);
    expect(operations.delete.supported).to.equal(false);
  });

  it('is not trusted when the look-up does not answer as SCIM', async () => {
    const cases: readonly (readonly [Reply, (error: unknown) => boolean])[] = [
      [scimFault(401, 'Authorization failure'), UnauthorizedError.is],
      [EMPTY_OK, UnavailableError.is],
      [PHONE_HOME, UnavailableError.is],
    ];
    for (const [reply, is] of cases) {
      const { writer } = free({ [`GET ${SCIM}/Users`]: reply });
      expect(is(await rejection(writer.operations(AbortSignal.timeout(1000)))), JSON.stringify(reply)).to.equal(true);
    }
  });

  it('creates with a work e-mail, tells what was dropped, and takes the id as text', async () => {
    const { writer, seen } = free({ [`POST ${SCIM}/Users`]: created });
    const result = await writer.create(
      { attributes: { ...ADA, name: 'Ada King' }, active: true, groups: [] },
      context(),
    );
    expect(result).to.deep.include({ id: '612', attributes: ADA });
    expect(result.notes?.[0]).to.include('dropped name');
    const sent = seen.find(({ method }) => method === 'POST')?.json as { emails: unknown; userName: string };
    expect(sent.emails).to.deep.equal([{ value: 'ada@example.test', type: 'work', primary: true }]);
    expect(sent.userName).to.equal('ada.k');
  });

  it('never makes an enabled user out of a blocked one', async () => {
    const { writer, seen } = free();
    expect(
      RejectedError.is(await rejection(writer.create({ attributes: ADA, active: false, groups: [] }, context()))),
    ).to.equal(true);
    expect(writes(seen)).to.deep.equal([]);
  });

  const users = [{ id: 650, username: 'bob', email: 'ada@example.test' }];

  it('says 409 for a taken username and a hidden 500 for a taken e-mail: both are conflicts', async () => {
    const taken = free({ [`POST ${SCIM}/Users`]: scimFault(409, 'User already exists in the database.') });
    expect(
      (await rejection(taken.writer.create({ attributes: ADA, active: true, groups: [] }, context()))).code,
    ).to.equal('joomla-username-taken');
    const mail = free({ [`GET ${SCIM}/Users`]: lookUp(users), [`POST ${SCIM}/Users`]: HIDDEN });
    const error = await rejection(mail.writer.create({ attributes: ADA, active: true, groups: [] }, context()));
    expect(ConflictError.is(error)).to.equal(true);
    expect(error.message).to.include('650').and.to.include('e-mail');
  });

  it('hides other refusals in a 500 or a fault of PHP: final, with the likely causes', async () => {
    for (const reply of [HIDDEN, { status: 500, text: 'Class "JLog" not found', type: 'text/html' }, PHONE_HOME]) {
      const { writer } = free({ [`POST ${SCIM}/Users`]: reply });
      const error = await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()));
      expect(RejectedError.is(error), JSON.stringify(reply)).to.equal(true);
      expect(error.message).to.include('likely causes');
    }
  });

  it('leaves the outcome open when the user is there after an answer that was none', async () => {
    const { writer } = free({ [`GET ${SCIM}/Users`]: lookUp([{ id: 612, ...ADA }]), [`POST ${SCIM}/Users`]: HIDDEN });
    expect(await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()))).to.deep.include({
      outcome: 'unknown',
    });
  });

  it('takes who is there by username and e-mail for made when the plugin could not reach its maker', async () => {
    const create = (user: object) =>
      free({
        [`GET ${SCIM}/Users`]: lookUp([{ id: 612, ...ADA, ...user }]),
        [`POST ${SCIM}/Users`]: PHONE_HOME,
      }).writer.create({ attributes: ADA, active: true, groups: [] }, context());
    expect((await create({})).id).to.equal('612');
    expect((await create({ username: 'Ada.K' })).id, 'another case').to.equal('612');
    expect(ConflictError.is(await rejection(create({ username: 'other' }))), "another's e-mail").to.equal(true);
    expect((await rejection(create({ email: 'other@example.test' }))).outcome, 'only the username').to.equal('unknown');
  });

  it('leaves the outcome open when it cannot look', async () => {
    const { writer } = free({
      [`GET ${SCIM}/Users`]: [lookUp([])({ query: { filter: 'userName eq "x"' } } as never), { lost: true }],
      [`POST ${SCIM}/Users`]: HIDDEN,
    });
    expect((await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()))).outcome).to.equal(
      'unknown',
    );
  });

  it('takes no other answer to a create for success', async () => {
    for (const reply of [
      EMPTY_OK,
      json({ id: '1' }, 201),
      json({ id: '1', userName: 'ada.k' }),
      { lost: true },
      { status: 502, text: 'bad gateway' },
      { status: 500, text: 'out of memory' },
    ]) {
      const { writer } = free({ [`POST ${SCIM}/Users`]: reply });
      const error = await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()));
      expect(error.outcome, JSON.stringify(reply)).to.equal('unknown');
    }
  });

  it('looks for an e-mail address as Joomla stores it: its domain in ASCII', async () => {
    const { joomla, site } = openSimulated({ tokens: ['scim'], scim: {}, settings: { route: 'scim' } });
    const attributes = { username: 'jm', email: 'jm@exämple.test' };
    const { id } = await joomla.writer.create({ attributes, active: true, groups: [] }, context());
    expect(site.users.get(Number(id))?.email).to.equal('jm@xn--exmple-cua.test');
    const found = await joomla.writer.find([{ attribute: 'email', value: 'JM@exämple.test' }], asking('username'));
    expect(found.map((account) => account.id)).to.deep.equal([id]);
  });

  it('finds by username and by e-mail, reading "username" and numeric ids', async () => {
    const { writer } = free({
      [`GET ${SCIM}/Users`]: lookUp([
        { id: 612, ...ADA },
        { id: 613, username: 'jo doe', email: 'jo@example.test' },
      ]),
    });
    expect(await writer.find([{ attribute: 'username', value: 'ADA.K' }], asking('username'))).to.deep.equal([
      { id: '612', attributes: { username: 'ada.k' } },
    ]);
    expect(
      await writer.find([{ attribute: 'email', value: 'ada@example.test' }], asking('username', 'email')),
    ).to.deep.equal([{ id: '612', attributes: { username: 'ada.k', email: 'ada@example.test' } }]);
    expect(
      await writer.find(
        [
          { attribute: 'username', value: 'ada.k' },
          { attribute: 'email', value: 'jo@example.test' },
        ],
        asking(),
      ),
    ).to.deep.equal([]);
  });

  it('looks a username with a blank up by the e-mail', async () => {
    const { writer } = free({
      [`GET ${SCIM}/Users`]: lookUp([{ id: 613, username: 'jo doe', email: 'jo@example.test' }]),
    });
    const terms = [
      { attribute: 'username', value: 'jo doe' },
      { attribute: 'email', value: 'jo@example.test' },
    ];
    expect((await writer.find(terms, asking())).map(({ id }) => id)).to.deep.equal(['613']);
    expect(await writer.find(terms.slice(0, 1), asking())).to.deep.equal([]);
  });

  it('refuses what it cannot do without asking the site', async () => {
    const { joomla, writer, seen } = free();
    await writer.operations(AbortSignal.timeout(1000));
    const asked = seen.length;
    for (const call of [
      () => writer.update('612', { set: { name: 'X' }, before: {} }, context()),
      () => writer.deactivate('612', context()),
      () => writer.reactivate('612', context()),
      () => writer.delete('612', context()),
      () => joomla.accounts.get('612', asking()),
    ]) {
      expect(UnsupportedError.is(await rejection(call()))).to.equal(true);
    }
    expect(seen).to.have.length(asked);
    expect(joomla.groups).to.equal(undefined);
  });
});

describe('a complete edition of the SCIM plugin', () => {
  const resource = (parts: object = {}) =>
    json({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '612',
      userName: 'ada.k',
      displayName: 'Ada King',
      emails: [{ value: 'ada@example.test', type: 'work' }],
      active: true,
      ...parts,
    });
  const missing = scimFault(404, 'Resource 612 not found');
  const complete = (routes: Readonly<Record<string, Route>> = {}) =>
    open(BY_SCIM, {
      [`GET ${SCIM}/Users`]: ({ query }) => ('filter' in query ? scimList() : scimList({ id: '1', userName: 'admin' })),
      [`GET ${SCIM}/Users/999999999`]: missing,
      [`GET ${SCIM}/ServiceProviderConfig`]: json({ schemas: ['x'], patch: { supported: true } }),
      ...routes,
    });

  it('is found out by reading: all but memberships works', async () => {
    const { joomla, seen } = complete();
    const operations = await joomla.writer.operations(AbortSignal.timeout(1000));
    expect(
      Object.entries(operations)
        .filter(([, { supported }]) => !supported)
        .map(([name]) => name),
    ).to.deep.equal(['memberships']);
    expect(writes(seen)).to.deep.equal([]);
  });

  it('is believed when it says that it cannot PATCH', async () => {
    const { joomla } = complete({ [`GET ${SCIM}/ServiceProviderConfig`]: json({ patch: { supported: false } }) });
    const operations = await joomla.writer.operations(AbortSignal.timeout(1000));
    expect([operations.update.supported, operations.deactivate.supported, operations.delete.supported]).to.deep.equal([
      false,
      false,
      true,
    ]);
  });

  it('updates by PATCH and compares what came of it, by reading where the answer is empty', async () => {
    const { joomla, seen } = complete({
      [`GET ${SCIM}/Users/612`]: [resource(), resource({ userName: 'ada.king' })],
      [`PATCH ${SCIM}/Users/612`]: { status: 204, text: '' },
    });
    const result = await joomla.writer.update(
      '612',
      { set: { username: 'ada.king', 'name.givenName': 'Adah' }, before: { 'name.givenName': 'Ada' } },
      context(),
    );
    expect(result).to.deep.include({ id: '612', active: true });
    expect(seen.find(({ method }) => method === 'PATCH')?.json).to.deep.include({
      Operations: [
        {
          op: 'replace',
          value: {
            userName: 'ada.king',
            displayName: 'Adah King',
            name: { formatted: 'Adah King', givenName: 'Adah' },
          },
        },
      ],
    });
    const deaf = complete({ [`GET ${SCIM}/Users/612`]: resource(), [`PATCH ${SCIM}/Users/612`]: EMPTY_OK });
    expect(
      (await rejection(deaf.joomla.writer.update('612', { set: { username: 'ada.king' }, before: {} }, context())))
        .code,
    ).to.equal('joomla-scim-unheeded');
  });

  it('blocks and unblocks, and believes it only when the user is blocked', async () => {
    const { joomla } = complete({
      [`GET ${SCIM}/Users/612`]: [resource(), resource({ active: false })],
      [`PATCH ${SCIM}/Users/612`]: EMPTY_OK,
    });
    expect((await joomla.writer.deactivate('612', context())).active).to.equal(false);
    const deaf = complete({ [`GET ${SCIM}/Users/612`]: resource(), [`PATCH ${SCIM}/Users/612`]: resource() });
    expect((await rejection(deaf.joomla.writer.deactivate('612', context()))).code).to.equal('joomla-scim-unheeded');
  });

  it('tells what became of a deleted user: gone, blocked, or nothing', async () => {
    const del = { [`DELETE ${SCIM}/Users/612`]: { status: 204, text: '' } };
    expect(
      await complete({ ...del, [`GET ${SCIM}/Users/612`]: [resource(), missing] }).joomla.writer.delete(
        '612',
        context(),
      ),
    ).to.deep.equal({ outcome: 'deleted' });
    expect(
      await complete({
        ...del,
        [`GET ${SCIM}/Users/612`]: [resource(), resource({ active: false })],
      }).joomla.writer.delete('612', context()),
    ).to.deep.equal({ outcome: 'deactivated' });
    expect(
      UnsupportedError.is(
        await rejection(
          complete({ ...del, [`GET ${SCIM}/Users/612`]: resource() }).joomla.writer.delete('612', context()),
        ),
      ),
    ).to.equal(true);
    expect(await complete({ [`GET ${SCIM}/Users/612`]: missing }).joomla.writer.delete('612', context())).to.deep.equal(
      { outcome: 'deleted' },
    );
  });

  it('refuses what the plugin would only pretend to store', async () => {
    const { joomla, seen } = complete({ [`GET ${SCIM}/Users/612`]: resource(), [`POST ${SCIM}/Users`]: created });
    for (const change of [
      { set: { department: 'it' }, before: {} },
      { set: {}, before: {}, groups: { add: ['10'], remove: [] } },
    ]) {
      expect((await rejection(joomla.writer.update('612', change, context()))).code).to.equal('joomla-scim-attribute');
    }
    const { notes } = await joomla.writer.create(
      { attributes: { ...ADA, name: 'Ada King' }, active: true, groups: ['10'] },
      context(),
    );
    expect(notes?.[0]).to.include('dropped the groups');
    expect(writes(seen)).to.have.length(1);
  });

  it('does not take the 404 of something else for a missing user', async () => {
    const { joomla } = complete({
      [`GET ${SCIM}/Users/612`]: { status: 404, type: 'application/json', json: { message: 'no upstream' } },
    });
    await rejection(joomla.writer.delete('612', context()));
    await rejection(joomla.accounts.get('612', asking()));
  });

  it('knows a missing user, and Super Users where it is told of groups', async () => {
    expect(
      NotFoundError.is(
        await rejection(complete({ [`GET ${SCIM}/Users/612`]: missing }).joomla.writer.deactivate('612', context())),
      ),
    ).to.equal(true);
    const { joomla, seen } = complete({
      [`GET ${SCIM}/Users/612`]: resource({ groups: [{ value: '8', display: 'Super Users' }] }),
    });
    expect((await rejection(joomla.writer.deactivate('612', context()))).code).to.equal('joomla-protected');
    expect((await joomla.accounts.get('612', asking()))?.protection).to.equal('it is a Super User');
    expect(writes(seen)).to.deep.equal([]);
  });

  const all = Array.from({ length: 25 }, (_, index) => ({ id: String(700 + index), userName: `user${index}` }));
  const list =
    (slice: (start: number) => readonly object[], total = 25): Route =>
    ({ query }) => {
      if ('filter' in query) return scimList();
      return json({ schemas: [], totalResults: total, Resources: slice(Number(query.startIndex) - 1) });
    };
  const read = async (route: Route) => {
    const { joomla } = complete({ [`GET ${SCIM}/Users`]: route });
    const pages = await Array.fromAsync(joomla.accounts.pages(asking('username')));
    return { ids: pages.flatMap(({ accounts }) => accounts.map(({ id }) => id)), proof: pages.at(-1)?.proof?.complete };
  };

  it('lists users page by page, each once, and proves it only when the numbers fit', async () => {
    const ids = all.map(({ id }) => id);
    expect(await read(list((start) => all.slice(start, start + 10)))).to.deep.equal({ ids, proof: true });
    expect(await read(list((start) => all.slice(start, start + 10), 26))).to.deep.equal({ ids, proof: false });
    expect((await read(list(() => all.slice(0, 10)))).proof).to.equal(false);
  });
});
