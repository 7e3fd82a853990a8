import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError, ConflictError, RejectedError, UnauthorizedError, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { FREE, listOfUsers, lookUp, NOT_FOUND, oneUser, READY, SERVER_ERROR } from './support/joomla-answers.js';
import { asking, BY_SCIM, CORE, context, open, rejection } from './support/open.js';
import { API, type Reply, SCIM } from './support/scripted-site.js';

const FOLDER = `${process.env.ROLLCALL_RECORDINGS ?? fileURLToPath(new URL('../../../../shared/recordings', import.meta.url))}/joomla`;
const USERS = `${API}/users`;

interface Recording {
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
}

/** The answer that a live Joomla site gave, by the number of the recording. */
function recorded(number: number): Reply {
  const name = readdirSync(FOLDER).find((file) => file.startsWith(`${String(number).padStart(2, '0')}-`));
  const { response } = JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Recording;
  return {
    status: response.status,
    text: response.body ?? '',
    type: response.headers['content-type']?.split(';')[0]?.toLowerCase() ?? '',
  };
}

describe('answers of a live Joomla site (skipped without its recordings)', () => {
  before(function () {
    if (!existsSync(FOLDER)) this.skip();
  });

  const core = (routes: Readonly<Record<string, Reply>>) => open(CORE, { ...READY, ...routes }).joomla;
  const scim = (routes: Parameters<typeof open>[1]) => open(BY_SCIM, { ...FREE, ...routes }).joomla;
  const signal = () => AbortSignal.timeout(5000);

  it('are read as users, with custom fields and group ids', async () => {
    const plain = await core({ [`GET ${USERS}/612`]: recorded(132) }).accounts.get('612', asking('username', 'email'));
    expect(plain).to.deep.equal({
      id: '612',
      active: true,
      groups: ['2'],
      attributes: { username: 'full1', email: 'full1@example.test' },
    });
    const fields = { [`GET ${API}/fields/users`]: recorded(224), [`GET ${USERS}/636`]: recorded(226) };
    expect((await core(fields).accounts.get('636', asking('department', 'employee-number')))?.attributes).to.deep.equal(
      { department: 'sales', 'employee-number': 'E-1' },
    );
    expect(await core({ [`GET ${USERS}/99999`]: recorded(133) }).accounts.get('99999', asking())).to.equal(undefined);
  });

  it('are read as lists, groups and fields', async () => {
    const joomla = core({
      [`GET ${API}/users/groups`]: recorded(200),
      [`GET ${API}/fields/users`]: recorded(224),
      [`GET ${USERS}`]: recorded(115),
      [`GET ${USERS}/612`]: recorded(132),
    });
    const groups = await Array.fromAsync(joomla.groups?.list(signal()) ?? []);
    expect(groups.map(({ name }) => name)).to.deep.equal([
      'Public',
      'Guest',
      'Manager',
      'Administrator',
      'Registered',
      'Author',
      'Editor',
      'Publisher',
      'Super Users',
    ]);
    expect((await joomla.schema(signal())).attributes.find(({ name }) => name === 'department')?.values).to.deep.equal([
      'sales',
      'it',
    ]);
    expect(
      (await joomla.writer.find([{ attribute: 'email', value: 'full1@example.test' }], asking())).map(({ id }) => id),
    ).to.deep.equal(['612']);
  });

  it('are compared with what was sent: create, block, delete', async () => {
    const made = await core({ [`POST ${USERS}`]: recorded(136) }).writer.create(
      { attributes: { username: 'core1', email: 'core1@example.test', name: 'Core One' }, active: true, groups: ['2'] },
      context(),
    );
    expect(made).to.deep.include({ id: '625', groups: ['2'], active: true });
    const blocked = core({
      [`GET ${USERS}/626`]: oneUser(626, { groups: [2, 3] }),
      [`PATCH ${USERS}/626`]: recorded(163),
    });
    expect((await blocked.writer.deactivate('626', context())).active).to.equal(false);
    for (const number of [188, 189]) {
      const { joomla } = open(CORE, {
        ...READY,
        [`GET ${USERS}/626`]: [oneUser(626), recorded(193)],
        [`DELETE ${USERS}/626`]: recorded(number),
      });
      expect(await joomla.writer.delete('626', context())).to.deep.equal({ outcome: 'deleted' });
    }
  });

  it('are understood when Joomla drops a group or takes a tag out of a username', async () => {
    const dropped = core({ [`POST ${USERS}`]: recorded(151) });
    expect(
      ConflictError.is(
        await rejection(
          dropped.writer.create(
            { attributes: { username: 'badgrp', email: 'badgrp@example.test' }, active: true, groups: ['10'] },
            context(),
          ),
        ),
      ),
    ).to.equal(true);
    const altered = core({ [`POST ${USERS}`]: recorded(155) });
    expect(
      (
        await rejection(
          altered.writer.create(
            { attributes: { username: 'abc', email: 'x6@example.test' }, active: true, groups: ['2'] },
            context(),
          ),
        )
      ).code,
    ).to.equal('joomla-altered');
  });

  it('are understood as faults', async () => {
    const operations = (number: number) =>
      rejection(core({ [`GET ${USERS}`]: recorded(number) }).writer.operations(signal()));
    expect(UnauthorizedError.is(await operations(101))).to.equal(true);
    expect(ConfigError.is(await operations(106))).to.equal(true);
    const create = (number: number, found: Reply) => {
      const { joomla } = open(CORE, { ...READY, [`POST ${USERS}`]: recorded(number), [`GET ${USERS}`]: found });
      return rejection(
        joomla.writer.create(
          { attributes: { username: 'core2', email: 'core2@example.test' }, active: true, groups: [] },
          context(),
        ),
      );
    };
    const core2 = listOfUsers([{ id: 626, username: 'core2', email: 'core2@example.test' }]);
    for (const number of [139, 140])
      expect(ConflictError.is(await create(number, core2)), String(number)).to.equal(true);
    for (const number of [141, 144, 232, 244])
      expect(RejectedError.is(await create(number, listOfUsers([]))), String(number)).to.equal(true);
    expect(UnauthorizedError.is(await create(245, listOfUsers([])))).to.equal(true);
    for (const number of [156, 179])
      expect(UnavailableError.is(await create(number, listOfUsers([]))), String(number)).to.equal(true);
  });

  it('of the SCIM plugin are understood: edition, look-up, create', async () => {
    const one = recorded(30);
    const operations = await scim({
      [`GET ${SCIM}/Users`]: recorded(35),
      [`GET ${SCIM}/Users/999999999`]: one,
    }).writer.operations(signal());
    expect([operations.create.supported, operations.update.supported]).to.deep.equal([true, false]);
    const found = await scim({ [`GET ${SCIM}/Users`]: recorded(34) }).writer.find(
      [{ attribute: 'username', value: 'full1' }],
      asking('username'),
    );
    expect(found).to.deep.equal([{ id: '612', attributes: { username: 'full1' } }]);
    const attributes = { username: 'full1', email: 'full1@example.test' };
    expect(
      (
        await scim({ [`POST ${SCIM}/Users`]: recorded(12) }).writer.create(
          { attributes, active: true, groups: [] },
          context(),
        )
      ).id,
    ).to.equal('612');
  });

  it('of the SCIM plugin are understood as faults', async () => {
    const attributes = { username: 'full1b', email: 'full1@example.test' };
    const create = (number: number, users: Parameters<typeof lookUp>[0]) => {
      const joomla = scim({ [`GET ${SCIM}/Users`]: lookUp(users), [`POST ${SCIM}/Users`]: recorded(number) });
      return rejection(joomla.writer.create({ attributes, active: true, groups: [] }, context()));
    };
    const owner = [{ id: 612, username: 'full1', email: 'full1@example.test' }];
    expect(ConflictError.is(await create(17, owner))).to.equal(true);
    for (const number of [18, 82, 85])
      expect(ConflictError.is(await create(number, owner)), String(number)).to.equal(true);
    for (const number of [18, 25, 82, 85])
      expect(RejectedError.is(await create(number, [])), String(number)).to.equal(true);
    const fifth = scim({
      [`GET ${SCIM}/Users`]: lookUp([{ id: 630, ...attributes }]),
      [`POST ${SCIM}/Users`]: recorded(80),
    });
    const made = await fifth.writer.create({ attributes, active: true, groups: [] }, context());
    expect(made.id, 'made, although the answer is "Request Error"').to.equal('630');
    expect(made.notes?.[0]).to.include('broke its answer off');
    for (const number of [2, 78, 4, 61]) {
      const error = await rejection(scim({ [`GET ${SCIM}/Users`]: recorded(number) }).writer.operations(signal()));
      expect(UnauthorizedError.is(error) || UnavailableError.is(error), String(number)).to.equal(true);
    }
  });

  it('are the same as those that the other tests make up', () => {
    expect(JSON.parse(recorded(133).text ?? '')).to.deep.equal(NOT_FOUND.json);
    expect(JSON.parse(recorded(189).text ?? '')).to.deep.equal(SERVER_ERROR.json);
  });
});
