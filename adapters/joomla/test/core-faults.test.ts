import type { AccountWriter } from '@rollcall/contract';
import { RollcallError, UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { asking, CORE, context, open } from './support/open.js';
import type { Reply } from './support/scripted-site.js';
import { type Fault, StatefulJoomla, type StoredUser } from './support/stateful-joomla.js';

const ADA: StoredUser = {
  id: 700,
  username: 'ada.k',
  name: 'Ada King',
  email: 'ada@example.test',
  block: 0,
  groups: [2, 10],
};

interface Case {
  readonly run: (writer: AccountWriter) => Promise<unknown>;
  /** Is everything as the operation wants it? */
  readonly done: (joomla: StatefulJoomla) => boolean;
}

const user = (joomla: StatefulJoomla): StoredUser | undefined => joomla.users.get(700);
const CASES: Readonly<Record<string, Case>> = {
  create: {
    run: (writer) =>
      writer.create(
        { attributes: { username: 'bob.m', email: 'bob@example.test' }, active: true, groups: ['10'] },
        context(),
      ),
    done: (joomla) => [...joomla.users.values()].filter(({ username }) => username === 'bob.m').length === 1,
  },
  update: {
    run: (writer) =>
      writer.update(
        '700',
        { set: { name: 'Adah King' }, before: { name: 'Ada King' }, groups: { add: ['3'], remove: ['10'] } },
        context(),
      ),
    done: (joomla) => user(joomla)?.name === 'Adah King' && user(joomla)?.groups.join() === '2,3',
  },
  deactivate: { run: (writer) => writer.deactivate('700', context()), done: (joomla) => user(joomla)?.block === 1 },
  delete: { run: (writer) => writer.delete('700', context()), done: (joomla) => user(joomla) === undefined },
};

const REPLIES: Readonly<Record<string, Reply>> = {
  'an empty 200': { status: 200, text: '', type: 'text/html' },
  'a page of HTML with 200': { status: 200, text: '<!doctype html>', type: 'text/html' },
  'half an answer': { status: 200, text: '{"data":{"type":"users","id":"7', type: 'application/vnd.api+json' },
  'an empty document': { status: 200, json: {} },
  'a 500': { status: 500, json: { errors: [{ code: 500, title: 'Internal server error' }] } },
  'a 404 of a proxy': { status: 404, text: 'no such host', type: 'text/plain' },
  'a 502': { status: 502, text: 'bad gateway', type: 'text/html' },
  'a lost connection': { lost: true },
};

async function attempt(joomla: StatefulJoomla, run: Case['run']): Promise<{ readonly error?: unknown }> {
  try {
    await run(open(CORE, joomla.routes()).joomla.writer);
    return {};
  } catch (error) {
    return { error };
  }
}

describe('whatever goes wrong with one answer of the Web Services API', () => {
  for (const [name, { run, done }] of Object.entries(CASES)) {
    for (const [what, reply] of Object.entries(REPLIES)) {
      it(`${name} never takes ${what} for success, and tells truly whether anything may have happened`, async () => {
        const clean = new StatefulJoomla(ADA);
        expect((await attempt(clean, run)).error).to.equal(undefined);
        expect(clean.exchanges).to.be.at.least(4);
        for (let at = 0; at < clean.exchanges; at += 1) {
          for (const handled of [false, true]) await oneFault({ at, handled, reply }, { run, done });
        }
      });
    }
  }

  async function oneFault(fault: Fault, { run, done }: Case): Promise<void> {
    const where = `exchange ${fault.at}, ${fault.handled ? 'handled' : 'not handled'}`;
    const joomla = new StatefulJoomla(ADA);
    joomla.fault = fault;
    const before = JSON.stringify([...joomla.users]);
    const { error } = await attempt(joomla, run);
    if (error === undefined) expect(done(joomla), `success, ${where}`).to.equal(true);
    else expect(RollcallError.is(error), `${String(error)}, ${where}`).to.equal(true);
    if (UnavailableError.is(error) && error.outcome === 'not-sent')
      expect(JSON.stringify([...joomla.users]), `not sent, ${where}`).to.equal(before);
    joomla.fault = undefined;
    const { writer } = open(CORE, joomla.routes()).joomla;
    // What the engine does after an unknown outcome: it looks first.
    const there = await writer.find([{ attribute: 'username', value: 'bob.m' }], asking('username'));
    if (there.length === 0 || run !== CASES.create?.run)
      expect((await attempt(joomla, run)).error, `again, ${where}`).to.equal(undefined);
    expect(done(joomla), `in the end, ${where}`).to.equal(true);
  }
});
