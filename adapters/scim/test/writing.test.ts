import type { Attributes } from '@rollcall/contract';
import { ConflictError, NotFoundError, RejectedError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import type { Fault } from '@rollcall/testing';
import { SCIM_DIALECTS } from '@rollcall/testing';
import { expect } from 'chai';
import { asking, context, type OpenScimOptions, openScim, refusalOf, type ScimUnderTest } from './support/open-scim.js';

const MAIL = 'emails[type eq "work"].value';
const { generic } = SCIM_DIALECTS;

describe('the SCIM adapter, writing users', () => {
  let open: ScimUnderTest;
  let id: string;
  /** Bodies of the PATCHes and PUTs that arrived. */
  let sent: unknown[];
  afterEach(() => open.close());

  async function start(options: OpenScimOptions = {}, user: Readonly<Record<string, unknown>> = {}): Promise<void> {
    open = await openScim(options);
    id = open.service.addUser({ userName: 'ada', ...user }).id;
    await open.scim.schema(AbortSignal.timeout(5_000));
    sent = [];
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = async (request) => {
      if (request.method === 'PATCH' || request.method === 'PUT') {
        const body = (await request.clone().json()) as { readonly Operations?: unknown };
        sent.push(body.Operations ?? body);
      }
      return honest(request);
    };
  }
  const update = (set: Attributes, before: Attributes = {}, version?: string) =>
    open.scim.writer.update(id, { set, before, ...(version === undefined ? {} : { version }) }, context());
  const now = (): Readonly<Record<string, unknown>> => open.service.users.get(id) ?? {};

  it('sends just what changes, by what is known of it', async () => {
    await start({}, { title: 'Dr', nickName: 'a' });
    await update({ title: 'Prof', nickName: 'a' }, { title: 'Dr', nickName: 'a' });
    expect(sent).to.deep.equal([[{ op: 'replace', path: 'title', value: 'Prof' }]]);
    await update({ nickName: null }, { nickName: 'a' });
    expect(sent.at(-1)).to.deep.equal([{ op: 'remove', path: 'nickName' }]);
    expect(now()).to.include({ title: 'Prof' }).and.not.have.property('nickName');
  });

  it('sends nothing where all is as it should be', async () => {
    await start({}, { title: 'Dr' });
    await update({ title: 'Dr' }, { title: 'Dr' });
    expect(sent).to.deep.equal([]);
  });

  it('clears and replaces what it knows nothing of, whole lists too', async () => {
    await start({}, { title: 'Dr', emails: [{ type: 'home', value: 'old@example.test' }] });
    await update({ title: null, emails: [{ type: 'work', value: 'new@example.test' }] });
    expect(now()).to.not.have.property('title');
    expect(now().emails).to.deep.equal([{ type: 'work', value: 'new@example.test' }]);
    expect(open.served.counts.GET, 'it need not look first').to.equal(3);
  });

  it('looks first, where it does not know whether the element of a list is there', async () => {
    for (const emails of [
      [],
      [{ type: 'work', value: 'old@example.test' }],
      [{ type: 'home', value: 'h@example.test' }],
    ]) {
      await start({}, { emails });
      await update({ [MAIL]: 'new@example.test' });
      const others = emails.filter(({ type }) => type !== 'work');
      expect(now().emails).to.deep.equal([...others, { type: 'work', value: 'new@example.test' }]);
      await open.close();
    }
    open = await openScim();
  });

  it('looks again when the element that it knew is gone', async () => {
    await start({}, { emails: [{ type: 'home', value: 'h@example.test' }] });
    await update({ [MAIL]: 'new@example.test' }, { [MAIL]: 'old@example.test' });
    expect(now().emails).to.deep.equal([
      { type: 'home', value: 'h@example.test' },
      { type: 'work', value: 'new@example.test' },
    ]);
    expect(sent).to.have.length(2);
  });

  it('writes on top of what others wrote meanwhile, by the version', async () => {
    await start({}, { title: 'Dr' });
    const version = String((now().meta as { version: string }).version);
    open.service.put('User', id, { ...now(), nickName: 'theirs' });
    await update({ title: 'Prof' }, { title: 'Dr' }, version);
    expect(now()).to.include({ title: 'Prof', nickName: 'theirs' });
    expect(open.served.requests.filter(({ status }) => status === 412)).to.have.length(1);
  });

  it('gives up as a conflict when the user changes each time', async () => {
    await start({ dialect: { ...generic, userMethods: ['PUT', 'DELETE'] } });
    open.faults.when({ method: 'PUT' }, { kind: 'delay', ms: 0 }, { times: Infinity });
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = async (request) => {
      if (request.method === 'PUT') open.service.put('User', id, { ...now(), nickName: String(sent.length) });
      return honest(request);
    };
    const error = await refusalOf(update({ title: 'Prof' }));
    expect([ConflictError.is(error), error.code]).to.deep.equal([true, 'scim-changed-meanwhile']);
    expect(sent).to.have.length(2);
  });

  it('puts the whole user back with what it had besides, and nothing where nothing changes', async () => {
    await start({ dialect: 'okta' }, { nickName: 'a', emails: [{ type: 'home', value: 'h@example.test' }] });
    await update({ title: 'Prof', [MAIL]: 'w@example.test' });
    expect(now()).to.include({ title: 'Prof', nickName: 'a' });
    expect(now().emails).to.have.length(2);
    await update({ title: 'Prof' });
    await open.scim.writer.deactivate(id, context());
    await open.scim.writer.deactivate(id, context());
    expect(now().active).to.equal(false);
    expect(sent).to.have.length(2);
  });

  it('learns that PATCH is not offered, where nothing said so', async () => {
    await start({ dialect: { ...generic, discovery: [], userMethods: ['PUT', 'DELETE'] } });
    await update({ title: 'Prof' });
    await update({ title: 'Sir' });
    expect(now().title).to.equal('Sir');
    expect(open.seen().filter((line) => line.startsWith('PATCH'))).to.have.length(1);
    await open.close();
    await start({ dialect: { ...generic, userMethods: ['PUT', 'DELETE'] }, settings: { updateBy: 'patch' } });
    expect(UnsupportedError.is(await refusalOf(update({ title: 'Prof' })))).to.equal(true);
  });

  it('sends no more operations in one PATCH than the service takes', async () => {
    await start({ settings: { operationsPerPatch: 2 } });
    const set = Object.fromEntries(['title', 'nickName', 'userType', 'locale', 'timezone'].map((name) => [name, 'x']));
    await update(set);
    expect(sent.map((operations) => (operations as unknown[]).length)).to.deep.equal([2, 2, 1]);
    expect(now()).to.include(set);
  });

  it('writes one object without a path, and verbs with a capital, where a service wants that', async () => {
    await start({
      settings: { patchStyle: 'object', patchVerbs: 'capital' },
      dialect: { ...generic, patch: SCIM_DIALECTS['entra-strict'].patch },
    });
    await update({ title: 'Prof', 'name.givenName': 'Ada' });
    expect(sent).to.deep.equal([[{ op: 'Replace', value: { title: 'Prof', name: { givenName: 'Ada' } } }]]);
  });

  it('makes a user with what has a value, and tells its id and version', async () => {
    await start();
    const made = await open.scim.writer.create(
      {
        attributes: { userName: 'ben', title: null, 'name.givenName': 'Ben', [MAIL]: 'b@example.test' },
        active: true,
        groups: [],
      },
      context(),
    );
    expect(open.service.users.get(made.id)).to.deep.include({
      userName: 'ben',
      active: true,
      name: { givenName: 'Ben' },
      emails: [{ type: 'work', value: 'b@example.test' }],
    });
    expect(made.version).to.be.a('string');
  });

  it('refuses a wrong path as the fault of the account, before anything is sent', async () => {
    await start();
    const error = await refusalOf(update({ 'emails[type pr].value': 'x@example.test' }));
    expect([RejectedError.is(error), error.code, sent.length]).to.deep.equal([true, 'scim-path', 0]);
  });

  it('deactivates by deleting where that is the way, and then cannot reactivate', async () => {
    await start({ settings: { deactivateBy: 'delete' } });
    const { reactivate } = await open.scim.writer.operations(AbortSignal.timeout(5_000));
    expect(reactivate.supported).to.equal(false);
    expect(await open.scim.writer.deactivate(id, context())).to.deep.equal({ id, active: false });
    expect(open.service.users.size).to.equal(0);
    expect(UnsupportedError.is(await refusalOf(open.scim.writer.reactivate(id, context())))).to.equal(true);
  });

  it('tells when a service says that all went well, and did not switch the user', async () => {
    await start();
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = (request) =>
      honest(request.method === 'PATCH' ? new Request(request.url, { headers: request.headers }) : request);
    const error = await refusalOf(open.scim.writer.deactivate(id, context()));
    expect([UnsupportedError.is(error), error.code]).to.deep.equal([true, 'scim-unheeded']);
    expect((await open.scim.writer.reactivate(id, context())).active).to.equal(true);
  });

  it('reads a user again where the service drops values, and tells which are not there', async () => {
    await start({ dialect: { ...generic, drops: ['title'] }, settings: { verifyWrites: true } });
    const result = await update({ title: 'Prof', nickName: 'a' });
    expect(result.attributes).to.deep.equal({ title: null, nickName: 'a' });
  });

  const UNBELIEVED: readonly (readonly [string, Fault])[] = [
    ['a web page with 200, not done', { kind: 'html' }],
    ['a web page with 200, done', { kind: 'html', handled: true }],
    ['an empty 200, not done', { kind: 'empty', handled: false }],
    ['a lost answer', { kind: 'drop-after' }],
    ['half an answer', { kind: 'truncate' }],
    ['a 500 after the change', { kind: 'error-after' }],
  ];
  for (const [what, fault] of UNBELIEVED) {
    it(`does not know what became of a new user after ${what}`, async () => {
      await start();
      open.faults.when({ method: 'POST' }, fault, { times: Infinity });
      const request = { attributes: { userName: 'ben' }, active: true, groups: [] };
      const error = await refusalOf(open.scim.writer.create(request, context()));
      expect([UnavailableError.is(error), error.outcome]).to.deep.equal([true, 'unknown']);
      expect(open.served.counts.POST, 'a creation is never repeated blindly').to.equal(1);
    });

    it(`does not know what became of a change after ${what}, or has seen that it is done`, async () => {
      await start();
      open.faults.when({ method: 'PATCH' }, fault, { times: Infinity });
      const outcome = await update({ title: 'Prof' }).then(
        () => 'done',
        (error: unknown) => (UnavailableError.is(error) ? error.outcome : String(error)),
      );
      if (outcome === 'done') expect(now().title).to.equal('Prof');
      else expect(outcome).to.equal('unknown');
    });
  }

  it('has seen that a change is done when it is answered with nothing', async () => {
    await start();
    open.faults.when({ method: 'PATCH' }, { kind: 'empty' });
    expect((await update({ title: 'Prof' })).attributes).to.deep.equal({ title: 'Prof' });
  });

  it('repeats what may be repeated: a replacement, a switch, a deletion that was done already', async () => {
    await start();
    open.faults.when({ method: 'PATCH' }, { kind: 'drop-after' });
    await update({ title: 'Prof' });
    open.faults.when({ method: 'PATCH' }, { kind: 'error-after' });
    await open.scim.writer.deactivate(id, context());
    open.faults.when({ method: 'DELETE' }, { kind: 'drop-after' });
    expect(await open.scim.writer.delete(id, context())).to.deep.equal({ outcome: 'deleted' });
    expect(open.service.users.size).to.equal(0);
  });

  it('waits as long as the service asks, and then tells how long it would have to', async () => {
    await start();
    const before = open.clock.now();
    open.faults.when({ method: 'POST' }, { kind: 'too-many-requests', retryAfter: 30 });
    const request = { attributes: { userName: 'ben' }, active: true, groups: [] };
    await open.scim.writer.create(request, context());
    expect(open.clock.now() - before).to.be.at.least(30_000);
    open.faults.when({ method: 'POST' }, { kind: 'too-many-requests', retryAfter: 600 }, { times: Infinity });
    const error = await refusalOf(open.scim.writer.create({ ...request, attributes: { userName: 'cy' } }, context()));
    expect([UnavailableError.is(error), error.outcome, error.retryAfterMs]).to.deep.equal([true, 'not-sent', 600_000]);
  });

  it('leaves those alone who are named under "protect", by name and by id', async () => {
    open = await openScim({ settings: { protect: ['ROOT', 'u-000002'] } });
    const [root, other] = [open.service.addUser({ userName: 'Root' }), open.service.addUser({ userName: 'owner' })];
    await open.scim.writer.operations(AbortSignal.timeout(5_000));
    for (const one of [root, other])
      for (const work of [
        () => open.scim.writer.update(one.id, { set: { title: 'x' }, before: {} }, context()),
        () => open.scim.writer.deactivate(one.id, context()),
        () => open.scim.writer.delete(one.id, context()),
      ])
        expect((await refusalOf(work())).code).to.equal('protected');
    expect((await open.scim.accounts.get(root.id, asking('userName')))?.protection).to.be.a('string');
  });

  it('says that a user who is gone is gone', async () => {
    await start();
    open.service.remove('User', id);
    expect(NotFoundError.is(await refusalOf(update({ title: 'x' })))).to.equal(true);
    expect(await open.scim.writer.delete(id, context())).to.deep.equal({ outcome: 'deleted' });
  });
});
