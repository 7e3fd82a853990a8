import { inspect } from 'node:util';
import {
  ConflictError,
  NotFoundError,
  RejectedError,
  Secret,
  UnauthorizedError,
  UnavailableError,
} from '@rollcall/contract';
import { expect } from 'chai';
import { EMPTY_OK, listOfUsers, NOT_FOUND, oneUser, READY, refusal, SERVER_ERROR } from './support/joomla-answers.js';
import { CORE, context, open, rejection } from './support/open.js';
import { API, type Route, writes } from './support/scripted-site.js';

const USERS = `${API}/users`;
const ADA = { username: 'ada.k', email: 'ada@example.test' };

function site(routes: Readonly<Record<string, Route>>, settings: object = {}) {
  const { joomla, seen } = open({ ...CORE, ...settings }, { ...READY, ...routes });
  return {
    writer: joomla.writer,
    seen,
    bodies: () => seen.filter(({ method }) => method === 'POST' || method === 'PATCH').map(({ json }) => json),
  };
}

describe('creating by the Web Services API', () => {
  it('sends what Joomla needs and tells what it stored', async () => {
    const { writer, bodies, seen } = site({
      [`POST ${USERS}`]: oneUser(700, { ...ADA, name: 'Ada King', groups: [10], department: { sales: 'Sales' } }),
    });
    const attributes = {
      ...ADA,
      'name.givenName': 'Ada',
      'name.familyName': 'King',
      department: 'sales',
      'employee-number': null,
      sendEmail: true,
      'params.timezone': 'Europe/Berlin',
    };
    const result = await writer.create({ attributes, active: true, groups: ['10'] }, context());
    expect(bodies()).to.deep.equal([
      {
        ...ADA,
        name: 'Ada King',
        department: 'sales',
        'employee-number': '',
        sendEmail: 1,
        params: { timezone: 'Europe/Berlin' },
        block: 0,
        groups: [10],
      },
    ]);
    expect(result).to.deep.include({ id: '700', active: true, groups: ['10'] });
    expect(result.attributes).to.deep.include({ ...ADA, department: 'sales' });
    expect(result.notes).to.equal(undefined);
    expect(seen.every(({ headers }) => headers.Accept === 'application/vnd.api+json')).to.equal(true);
  });

  it('gives Joomla a password that nobody learns, and says nothing of it when Joomla refuses it', async () => {
    const password = new Secret('Made-up-for-this-test-1');
    const request = {
      attributes: ADA,
      active: true,
      groups: ['10'],
      credential: { kind: 'password' as const, password },
    };
    const good = site({ [`POST ${USERS}`]: oneUser(700, { ...ADA, name: 'ada.k', groups: [10] }) });
    expect(good.writer.credentials).to.deep.equal(['password']);
    const made = await good.writer.create(request, context());
    expect(good.bodies()[0]).to.include({ password: 'Made-up-for-this-test-1' });
    expect(inspect(made, { depth: 9 })).not.to.contain('Made-up');
    const bad = site({ [`POST ${USERS}`]: refusal('Invalid field: Password') });
    const error = await rejection(bad.writer.create(request, context()));
    expect(inspect(error, { depth: 9 })).not.to.contain('Made-up');
  });

  it('puts a user without groups into the default group, blocked and with a password to choose where that is asked for', async () => {
    const { writer, bodies } = site(
      { [`POST ${USERS}`]: oneUser(700, { ...ADA, name: 'ada.k', block: 1, groups: [10] }) },
      { defaultGroup: 'Staff', requireReset: true },
    );
    const result = await writer.create({ attributes: ADA, active: false, groups: [] }, context());
    expect(bodies()).to.deep.equal([{ ...ADA, name: 'ada.k', requireReset: 1, block: 1, groups: [10] }]);
    expect(result.active).to.equal(false);
  });

  it('refuses before sending what Joomla would store otherwise or not at all', async () => {
    const { writer, seen } = site({});
    for (const attributes of [
      { ...ADA, username: 'a<b>c' },
      { ...ADA, username: "o'neil" },
      { ...ADA, username: 'a' },
      { ...ADA, username: ' ada' },
      { email: ADA.email },
      { username: 'ada.k' },
      { username: 'ada.k', email: 'nobody' },
      { ...ADA, unheard: 'x' },
    ]) {
      expect(
        RejectedError.is(await rejection(writer.create({ attributes, active: true, groups: [] }, context()))),
        JSON.stringify(attributes),
      ).to.equal(true);
    }
    expect(writes(seen)).to.deep.equal([]);
  });

  it('refuses groups that the site does not have, naming them, and never makes a Super User', async () => {
    const { writer, seen } = site({});
    expect(
      (await rejection(writer.create({ attributes: ADA, active: true, groups: ['999'] }, context()))).message,
    ).to.include('999');
    for (const group of ['8', '13']) {
      const error = await rejection(writer.create({ attributes: ADA, active: true, groups: ['2', group] }, context()));
      expect(error.code).to.equal('joomla-super-group');
    }
    expect(writes(seen)).to.deep.equal([]);
  });

  it('finds out by looking, in any language, whose username or e-mail is in the way', async () => {
    const others = listOfUsers([
      { id: 650, username: 'ADA.K', email: 'x@example.test' },
      { id: 651, username: 'other', email: 'ada@example.test' },
    ]);
    const german = refusal('Speichern fehlgeschlagen: Benutzername bereits vergeben.');
    const taken = site({ [`POST ${USERS}`]: german, [`GET ${USERS}`]: others });
    const error = await rejection(taken.writer.create({ attributes: ADA, active: true, groups: [] }, context()));
    expect(ConflictError.is(error)).to.equal(true);
    expect(error.message).to.include('650').and.to.include('username');
    const mail = site({
      [`POST ${USERS}`]: german,
      [`GET ${USERS}`]: listOfUsers([{ id: 651, username: 'other', email: 'ADA@example.test' }]),
    });
    expect(
      (await rejection(mail.writer.create({ attributes: ADA, active: true, groups: [] }, context()))).code,
    ).to.equal('joomla-email-taken');
  });

  it('takes an accent for a conflict as the database does, though not for the same person', async () => {
    const routes = {
      [`POST ${USERS}`]: refusal('Username in use.'),
      [`GET ${USERS}`]: listOfUsers([{ id: 650, username: 'jose', email: 'jose@example.test' }]),
    };
    const { writer } = site(routes);
    expect(
      ConflictError.is(
        await rejection(
          writer.create(
            { attributes: { username: 'josé', email: 'b@example.test' }, active: true, groups: [] },
            context(),
          ),
        ),
      ),
    ).to.equal(true);
    expect(
      await writer.find([{ attribute: 'username', value: 'josé' }], { attributes: [], signal: context().signal }),
    ).to.deep.equal([]);
  });

  it("rejects other refusals with Joomla's own words", async () => {
    const { writer } = site({ [`POST ${USERS}`]: refusal('Invalid field: Department') });
    const error = await rejection(
      writer.create({ attributes: { ...ADA, department: 'nope' }, active: true, groups: [] }, context()),
    );
    expect(RejectedError.is(error)).to.equal(true);
    expect(error.message).to.include('Invalid field: Department');
  });

  it('believes no 200 without the user in it, and no lost answer', async () => {
    for (const reply of [
      EMPTY_OK,
      { status: 200, text: '<p>Warning: …</p>', type: 'text/html' },
      { json: { data: [] } },
      SERVER_ERROR,
      { lost: true },
    ]) {
      const { writer } = site({ [`POST ${USERS}`]: reply });
      const error = await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()));
      expect(UnavailableError.is(error), JSON.stringify(reply)).to.equal(true);
      expect(error.outcome).to.equal('unknown');
    }
  });

  it('stops the connection on 401 and 403', async () => {
    for (const status of [401, 403]) {
      const { writer } = site({ [`POST ${USERS}`]: refusal('Access Denied', status) });
      expect(
        UnauthorizedError.is(await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()))),
      ).to.equal(true);
    }
  });

  it('takes the 403 of a firewall for what it is: this one request, later', async () => {
    const { writer } = site({ [`POST ${USERS}`]: { status: 403, text: '<h1>Blocked</h1>', type: 'text/html' } });
    expect(
      UnavailableError.is(await rejection(writer.create({ attributes: ADA, active: true, groups: [] }, context()))),
    ).to.equal(true);
  });

  it('tells when Joomla dropped a group of the new user', async () => {
    const { writer } = site({ [`POST ${USERS}`]: oneUser(700, { ...ADA, groups: [2] }) });
    const error = await rejection(writer.create({ attributes: ADA, active: true, groups: ['2', '10'] }, context()));
    expect(ConflictError.is(error)).to.equal(true);
    expect(error.message).to.include('Staff');
  });

  it('notes a name that Joomla stored otherwise', async () => {
    const { writer } = site({ [`POST ${USERS}`]: oneUser(700, { ...ADA, name: 'Ada' }) });
    const result = await writer.create(
      { attributes: { ...ADA, name: 'Ada <b>' }, active: true, groups: [] },
      context(),
    );
    expect(result.notes).to.have.length(1);
    expect(result.attributes?.name).to.equal('Ada');
  });
});

describe('updating by the Web Services API', () => {
  const current = oneUser(700, { ...ADA, name: 'Ada King', groups: [2, 10], 'employee-number': 'E-1' });

  it('sends only what changes, with the groups that the user has', async () => {
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: oneUser(700, { ...ADA, name: 'Ada King', groups: [2, 10], 'employee-number': 'E-2' }),
    });
    const result = await writer.update(
      '700',
      { set: { 'employee-number': 'E-2', email: ADA.email }, before: {} },
      context(),
    );
    expect(bodies()).to.deep.equal([{ 'employee-number': 'E-2', groups: [2, 10] }]);
    expect(result.attributes).to.deep.equal({ 'employee-number': 'E-2', email: ADA.email });
  });

  it('sends nothing when Joomla has it all already', async () => {
    const { writer, seen } = site({ [`GET ${USERS}/700`]: current });
    await writer.update(
      '700',
      { set: { name: 'Ada King', 'employee-number': 'E-1' }, before: {}, groups: { add: ['10'], remove: ['3'] } },
      context(),
    );
    expect(writes(seen)).to.deep.equal([]);
  });

  it('changes memberships by what is added and removed, and compares the answer', async () => {
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: [oneUser(700, { ...ADA, groups: [2, 3] }), oneUser(700, { ...ADA, groups: [2, 10] })],
    });
    const change = { set: {}, before: {}, groups: { add: ['3'], remove: ['10'] } };
    expect((await writer.update('700', change, context())).groups).to.deep.equal(['2', '3']);
    expect(bodies()).to.deep.equal([{ groups: [2, 3] }]);
    const error = await rejection(writer.update('700', change, context()));
    expect(RejectedError.is(error)).to.equal(true);
    expect(error.message).to.include('Author');
  });

  it('leaves groups alone that a plugin of the site adds by itself', async () => {
    const { writer } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: oneUser(700, { ...ADA, name: 'A', groups: [2, 3, 10] }),
    });
    expect((await writer.update('700', { set: { name: 'A' }, before: {} }, context())).groups).to.deep.equal([
      '2',
      '3',
      '10',
    ]);
  });

  it('reports a group that the user is still in after it was taken out', async () => {
    const { writer } = site({ [`GET ${USERS}/700`]: current, [`PATCH ${USERS}/700`]: current });
    expect(
      (await rejection(writer.update('700', { set: {}, before: {}, groups: { add: [], remove: ['10'] } }, context())))
        .message,
    ).to.include('Staff');
  });

  it('refuses an unknown group before sending', async () => {
    const { writer, seen } = site({ [`GET ${USERS}/700`]: current });
    expect(
      (await rejection(writer.update('700', { set: {}, before: {}, groups: { add: ['999'], remove: [] } }, context())))
        .message,
    ).to.include('999');
    expect(writes(seen)).to.deep.equal([]);
  });

  it('leaves a user in the default group when the last group goes, and says so', async () => {
    const only = oneUser(700, { ...ADA, groups: [10] });
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: only,
      [`PATCH ${USERS}/700`]: oneUser(700, { ...ADA, groups: [2] }),
    });
    const result = await writer.update('700', { set: {}, before: {}, groups: { add: [], remove: ['10'] } }, context());
    expect(bodies()).to.deep.equal([{ groups: [2] }]);
    expect(result.notes?.[0]).to.include('Registered');
  });

  it('joins a changed part of the name with the part that Joomla has', async () => {
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: oneUser(700, { ...ADA, name: 'Adah King', groups: [2, 10] }),
    });
    await writer.update('700', { set: { 'name.givenName': 'Adah' }, before: { 'name.givenName': 'Ada' } }, context());
    expect(bodies()).to.deep.equal([{ name: 'Adah King', groups: [2, 10] }]);
  });

  it('never sends a change of an id that is not there, which would leave a stray row in Joomla', async () => {
    for (const id of ['99999', '../groups/8', 'abc']) {
      const { writer, seen } = site({ [`GET ${USERS}/99999`]: NOT_FOUND });
      for (const call of [
        () => writer.update(id, { set: { name: 'X' }, before: {} }, context()),
        () => writer.deactivate(id, context()),
        () => writer.reactivate(id, context()),
      ]) {
        expect(NotFoundError.is(await rejection(call())), id).to.equal(true);
      }
      expect(writes(seen)).to.deep.equal([]);
    }
  });

  it('clears with an empty text, because Joomla overlooks null', async () => {
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: oneUser(700, { ...ADA, groups: [2, 10], 'employee-number': '' }),
    });
    await writer.update('700', { set: { 'employee-number': null }, before: { 'employee-number': 'E-1' } }, context());
    expect(bodies()).to.deep.equal([{ 'employee-number': '', groups: [2, 10] }]);
  });

  it('leaves out with a note what is written only on creation', async () => {
    const { writer, seen } = site({ [`GET ${USERS}/700`]: current });
    const result = await writer.update('700', { set: { requireReset: true }, before: {} }, context());
    expect(result.notes?.[0]).to.include('requireReset');
    expect(writes(seen)).to.deep.equal([]);
  });

  it('reports a rename to a taken username as a conflict', async () => {
    const { writer } = site({
      [`GET ${USERS}/700`]: current,
      [`PATCH ${USERS}/700`]: refusal('Nom pris'),
      [`GET ${USERS}`]: listOfUsers([{ id: 701, username: 'bob' }]),
    });
    expect(
      (await rejection(writer.update('700', { set: { username: 'bob' }, before: { username: 'ada.k' } }, context())))
        .code,
    ).to.equal('joomla-username-taken');
  });
});

describe('blocking and deleting by the Web Services API', () => {
  it('blocks and unblocks with the groups that the user has', async () => {
    const { writer, bodies } = site({
      [`GET ${USERS}/700`]: [oneUser(700, { groups: [3] }), oneUser(700, { groups: [3], block: 1 })],
      [`PATCH ${USERS}/700`]: [oneUser(700, { groups: [3], block: 1 }), oneUser(700, { groups: [3] })],
    });
    expect((await writer.deactivate('700', context())).active).to.equal(false);
    expect((await writer.reactivate('700', context())).active).to.equal(true);
    expect(bodies()).to.deep.equal([
      { block: 1, groups: [3] },
      { block: 0, groups: [3] },
    ]);
  });

  it('sends nothing for a user that is blocked already', async () => {
    const { writer, seen } = site({ [`GET ${USERS}/700`]: oneUser(700, { block: 1 }) });
    expect((await writer.deactivate('700', context())).active).to.equal(false);
    expect(writes(seen)).to.deep.equal([]);
  });

  it('does not take an answer in which the user is not blocked for success', async () => {
    const { writer } = site({ [`GET ${USERS}/700`]: oneUser(700), [`PATCH ${USERS}/700`]: oneUser(700) });
    expect((await rejection(writer.deactivate('700', context()))).code).to.equal('joomla-block');
  });

  it('counts a user as deleted when it is gone, whatever Joomla says about it', async () => {
    const gone = site({ [`GET ${USERS}/700`]: NOT_FOUND });
    expect(await gone.writer.delete('700', context())).to.deep.equal({ outcome: 'deleted' });
    expect(writes(gone.seen)).to.deep.equal([]);
    for (const reply of [{ status: 204, text: '' }, SERVER_ERROR]) {
      const { writer } = site({ [`GET ${USERS}/700`]: [oneUser(700), NOT_FOUND], [`DELETE ${USERS}/700`]: reply });
      expect(await writer.delete('700', context())).to.deep.equal({ outcome: 'deleted' });
    }
  });

  it('does not count a user as deleted that is still there', async () => {
    for (const reply of [{ status: 204, text: '' }, SERVER_ERROR, EMPTY_OK]) {
      const { writer } = site({ [`GET ${USERS}/700`]: oneUser(700), [`DELETE ${USERS}/700`]: reply });
      expect(UnavailableError.is(await rejection(writer.delete('700', context()))), JSON.stringify(reply)).to.equal(
        true,
      );
    }
  });

  it('calls a deletion unclear when it cannot look afterwards', async () => {
    const { writer } = site({
      [`GET ${USERS}/700`]: [oneUser(700), { lost: true }],
      [`DELETE ${USERS}/700`]: SERVER_ERROR,
    });
    expect((await rejection(writer.delete('700', context()))).outcome).to.equal('unknown');
  });

  it('never writes to Super Users, to its own account and to those named in "protect"', async () => {
    const routes = {
      [`GET ${USERS}/610`]: oneUser(610, { groups: [2] }),
      [`GET ${USERS}/611`]: oneUser(611, { groups: [2, 8] }),
      [`GET ${USERS}/612`]: oneUser(612, { groups: [13] }),
      [`GET ${USERS}/613`]: oneUser(613, { username: 'Service' }),
      [`GET ${USERS}/614`]: oneUser(614),
    };
    const { writer, seen } = site(routes, { protect: ['service', '614'] });
    for (const id of ['610', '611', '612', '613', '614']) {
      for (const call of [
        () => writer.update(id, { set: { name: 'X' }, before: {} }, context()),
        () => writer.deactivate(id, context()),
        () => writer.reactivate(id, context()),
        () => writer.delete(id, context()),
      ]) {
        expect((await rejection(call())).code, id).to.equal('joomla-protected');
      }
    }
    expect(writes(seen)).to.deep.equal([]);
  });
});
