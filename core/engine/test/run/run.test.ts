import type { ChangeReader } from '@rollcall/contract';
import { expect } from 'chai';
import { World } from '../support/world.js';

const summary = (world: World): readonly string[] =>
  [...world.target.accounts.values()]
    .map(
      ({ attributes, active, groups }) =>
        `${String(attributes.userName)}:${active ? 'on' : 'off'}:${[...groups].sort().join('')}`,
    )
    .sort();

describe('a run', () => {
  for (const membership of ['account', 'group'] as const) {
    for (const batch of [false, true]) {
      it(`creates everybody in scope with their groups, and does nothing the second time (${membership} membership, ${batch ? 'batch' : 'one by one'})`, async () => {
        const world = new World({ membership, batch });
        world.person('ada', { groups: ['staff', 'a'] });
        world.person('bo', { groups: ['staff', 'a', 'b'] });
        world.person('cy', { groups: ['guest'] });
        world.person('di', { active: false });
        const first = await world.run();
        expect(first.error).to.equal(undefined);
        expect(first.status).to.equal('done');
        expect(summary(world)).to.deep.equal(['ada:on:A', 'bo:on:AB']);
        expect(Object.fromEntries(world.counts)).to.include({
          'skipped:role': 1,
          'skipped:disabled': 1,
          'create:done': 2,
        });
        const calls = world.target.calls.length;
        await world.run();
        expect(world.target.calls.slice(calls), 'requests to the target of a run without changes').to.deep.equal([]);
        expect(world.counts.get('unchanged')).to.equal(2);
      });

      it(`updates just what changed and moves memberships (${membership}, ${batch ? 'batch' : 'one by one'})`, async () => {
        const world = new World({ membership, batch });
        world.person('ada', { groups: ['staff', 'a'] });
        await world.run();
        const account = world.source.accounts.get('ada');
        if (account === undefined) throw new Error('no ada');
        account.attributes.title = 'head';
        account.attributes.name = 'ada2';
        account.groups.delete('a');
        account.groups.add('b');
        await world.run();
        expect(summary(world)).to.deep.equal(['ada2:on:B']);
        expect(world.target.accounts.size).to.equal(1);
      });
    }
  }

  it('deactivates who is blocked, leaves the scope or is gone, and reactivates who returns', async () => {
    const world = new World();
    for (const id of ['ada', 'bo', 'cy', 'di']) world.person(id);
    await world.run();
    const bo = world.source.accounts.get('bo');
    const cy = world.source.accounts.get('cy');
    if (bo === undefined || cy === undefined) throw new Error('missing');
    bo.active = false;
    cy.groups.delete('staff');
    world.source.accounts.delete('di');
    await world.run();
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:off:', 'cy:off:', 'di:off:']);
    const writes = world.target.writes().length;
    await world.run();
    expect(world.target.writes().length).to.equal(writes);
    bo.active = true;
    cy.groups.add('staff');
    cy.attributes.title = 'back';
    await world.run();
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:on:', 'cy:on:', 'di:off:']);
    expect(
      [...world.target.accounts.values()].find(({ attributes }) => attributes.userName === 'cy')?.attributes.title,
    ).to.equal('back');
  });

  it('adopts an account that fits, writing only the difference, and leaves strangers alone', async () => {
    const world = new World();
    world.target.add({ id: 't1', attributes: { userName: 'ADA', title: 'none', note: 'kept' } });
    const stranger = world.target.add({ id: 't2', attributes: { userName: 'zoe' }, active: false });
    world.person('ada');
    await world.run();
    expect(world.target.accounts.get('t1')?.attributes).to.deep.equal({
      userName: 'ada',
      title: 'none',
      note: 'kept',
      mail: 'ada@example.test',
      externalId: 'ada',
    });
    expect(stranger.attributes).to.deep.equal({ userName: 'zoe' });
    expect(stranger.active).to.equal(false);
    expect(world.target.accounts.size).to.equal(2);
  });

  it('reports an ambiguous match instead of taking the first', async () => {
    const world = new World({ correlate: ['mail'] });
    world.target.add({ id: 't1', attributes: { userName: 'x', mail: 'ada@example.test' } });
    world.target.add({ id: 't2', attributes: { userName: 'y', mail: 'ada@example.test' } });
    world.person('ada');
    const { runId } = await world.run();
    expect(await world.findings(runId)).to.deep.equal(['ambiguous ada']);
    expect(world.target.writes()).to.deep.equal([]);
  });

  it('gives a contested account to neither of two people, whatever their order', async () => {
    for (const order of [
      ['ada', 'bo'],
      ['bo', 'ada'],
    ]) {
      const world = new World({ correlate: ['mail'] });
      for (const id of order) world.person(id, { mail: 'same@example.test' });
      world.person('cy');
      const { runId } = await world.run();
      expect([...(await world.findings(runId))].sort()).to.deep.equal(['contested ada', 'contested bo']);
      expect(summary(world)).to.deep.equal(['cy:on:']);
    }
  });

  it('never touches a protected account', async () => {
    const world = new World({ protect: ['root'] });
    world.target.add({ id: 't1', attributes: { userName: 'ada' }, protection: 'a Super User' });
    world.target.add({ id: 't2', attributes: { userName: 'root' } });
    world.person('ada');
    world.person('root');
    const { runId } = await world.run();
    expect([...(await world.findings(runId))].sort()).to.deep.equal(['protected ada', 'protected root']);
    expect(world.target.writes()).to.deep.equal([]);
  });

  it('takes nothing from anybody when the read of the source is not proven', async () => {
    const world = new World({ tamper: (pages) => pages.slice(0, -1) });
    for (const id of ['ada', 'bo', 'cy', 'di']) world.person(id);
    await world.run();
    world.source.accounts.delete('ada');
    const bo = world.source.accounts.get('bo');
    if (bo !== undefined) bo.active = false;
    const { runId, held } = await world.run();
    expect(await world.findings(runId)).to.include('read-unproven');
    expect(held.map(({ message }) => message)).to.deep.equal([
      '1 × deactivate wait: the source is not proven to be read completely',
    ]);
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:on:', 'cy:on:', 'di:on:']);
  });

  it('asks again for each missing account: a list that lies removes nobody', async () => {
    let lie = false;
    const world = new World({
      tamper: (pages) =>
        lie ? pages.map((page) => ({ ...page, accounts: page.accounts.filter(({ id }) => id !== 'bo') })) : pages,
    });
    for (const id of ['ada', 'bo', 'cy']) world.person(id);
    await world.run();
    lie = true;
    const { runId } = await world.run();
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:on:', 'cy:on:']);
    expect(await world.findings(runId)).to.deep.equal(['overlooked bo']);
  });

  it('believes no read that found far fewer accounts than the last', async () => {
    const world = new World();
    for (let index = 0; index < 10; index += 1) world.person(`p${index}`);
    await world.run();
    for (let index = 0; index < 6; index += 1) world.source.accounts.delete(`p${index}`);
    await world.run();
    expect([...world.target.accounts.values()].every(({ active }) => active)).to.equal(true);
  });

  it('holds removals over the limit, and applies the rest', async () => {
    const world = new World({ guard: { deactivate: { count: 1 } } });
    for (const id of ['ada', 'bo', 'cy']) world.person(id);
    await world.run();
    for (const id of ['ada', 'bo']) {
      const account = world.source.accounts.get(id);
      if (account !== undefined) account.active = false;
    }
    world.person('di');
    const result = await world.run();
    expect(result.status).to.equal('waiting');
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:on:', 'cy:on:', 'di:on:']);
    const held = await world.state.journal.page(result.runId, { status: ['held'], limit: 10 });
    await world.run({
      kind: 'accounts',
      ids: held.map(({ sourceId }) => sourceId),
      onlyKeys: new Set(held.map(({ key }) => key)),
    });
    expect(summary(world)).to.deep.equal(['ada:off:', 'bo:off:', 'cy:on:', 'di:on:']);
  });

  it('counts what a second look removes together with what the run removed before', async () => {
    const world = new World({ guard: { deactivate: { count: 2 } } });
    for (const id of ['ada', 'bo', 'cy', 'di', 'ed']) world.person(id);
    await world.run();
    const block = (id: string): void => {
      const account = world.source.accounts.get(id);
      if (account !== undefined) account.active = false;
    };
    block('ada');
    block('bo');
    for (const id of ['cy', 'di']) {
      const account = world.source.accounts.get(id);
      if (account !== undefined) account.attributes.title = 'head';
    }
    world.target.faults = ({ operation }) => {
      if (operation !== 'update') return undefined;
      block('cy');
      block('di');
      return 'lost-request';
    };
    const result = await world.run();
    expect(result.status).to.equal('waiting');
    expect(result.held.map(({ kind, planned, allowed }) => [kind, planned, allowed])).to.deep.equal([
      ['deactivate', 2, 0],
    ]);
    expect(summary(world)).to.deep.equal(['ada:off:', 'bo:off:', 'cy:on:', 'di:on:', 'ed:on:']);
  });

  it('refuses what changed since the plan, and applies the rest of it', async () => {
    const world = new World();
    world.person('ada');
    world.person('bo');
    const plan = await world.run({ kind: 'full' }, { mode: 'plan' });
    expect(plan.status).to.equal('planned');
    expect(world.target.writes()).to.deep.equal([]);
    const operations = await world.state.journal.page(plan.runId, { limit: 10 });
    const bo = world.source.accounts.get('bo');
    if (bo !== undefined) bo.attributes.title = 'changed';
    const { runId } = await world.run({
      kind: 'accounts',
      ids: operations.map(({ sourceId }) => sourceId),
      onlyKeys: new Set(operations.map(({ key }) => key)),
    });
    expect(summary(world)).to.deep.equal(['ada:on:']);
    expect(await world.findings(runId)).to.deep.equal(['changed-since-plan bo']);
  });

  it('makes the same plan whatever the order of arrival', async () => {
    const people = ['ada', 'bo', 'cy', 'di', 'ed'];
    const hashes = await Promise.all(
      [people, [...people].reverse()].map(async (order) => {
        const world = new World({ pageSize: 2 });
        for (const id of order) world.person(id, { groups: ['staff', 'a'] });
        return (await world.run({ kind: 'full' }, { mode: 'plan' })).planHash;
      }),
    );
    expect(hashes[0]).to.be.a('string').and.to.equal(hashes[1]);
  });

  it('stops at the first refusal of the credential, with one message', async () => {
    const world = new World({ concurrency: 1 });
    for (let index = 0; index < 10; index += 1) world.person(`p${index}`);
    world.target.faults = ({ operation }) => (operation === 'create' ? 'unauthorized' : undefined);
    const result = await world.run();
    expect(result.status).to.equal('failed');
    expect(String(result.error)).to.contain('the credential was refused');
    expect(world.target.writes()).to.have.length(1);
    world.target.faults = () => undefined;
    await world.run();
    expect(world.target.accounts.size).to.equal(10);
  });

  it('lets one refused account wait until its input changes, and does the others', async () => {
    const world = new World();
    world.person('ada');
    world.person('bo');
    let refuse = true;
    let creates = 0;
    world.target.faults = ({ operation }) => {
      if (operation !== 'create') return undefined;
      creates += 1;
      return refuse && creates === 1 ? 'rejected' : undefined;
    };
    await world.run();
    expect(world.target.accounts.size).to.equal(1);
    refuse = false;
    await world.run();
    expect(world.target.accounts.size).to.equal(1);
    expect(world.counts.get('skipped:parked')).to.equal(1);
    for (const account of world.source.accounts.values()) account.attributes.title = 'new';
    await world.run();
    expect(world.target.accounts.size).to.equal(2);
  });

  it('lets a refused account wait also where its memberships are written with the groups', async () => {
    const world = new World({ membership: 'group' });
    world.person('ada', { groups: ['staff', 'a'] });
    world.target.faults = ({ operation }) => (operation === 'create' ? 'rejected' : undefined);
    await world.run();
    const refused = world.target.calls.length;
    await world.run();
    expect(world.target.calls.slice(refused).filter(({ operation }) => operation === 'create')).to.deep.equal([]);
    expect(world.counts.get('skipped:parked')).to.equal(1);
    world.target.faults = () => undefined;
    const ada = world.source.accounts.get('ada');
    if (ada !== undefined) ada.attributes.title = 'head';
    await world.run();
    expect(summary(world)).to.deep.equal(['ada:on:A']);

    world.target.faults = ({ operation }) => (operation === 'update' ? 'rejected' : undefined);
    if (ada !== undefined) {
      ada.attributes.title = 'refused';
      ada.groups.add('b');
    }
    await world.run();
    expect(summary(world), 'what was not refused is done').to.deep.equal(['ada:on:AB']);
    const updates = world.target.writes().length;
    await world.run();
    expect(world.target.writes().length, 'and the rest waits').to.equal(updates);
  });

  it('looks before it sends a create again whose answer was lost', async () => {
    for (const fault of ['lost-answer', 'lost-request'] as const) {
      const world = new World();
      world.person('ada', { groups: ['staff', 'a'] });
      let lost = 0;
      world.target.faults = ({ operation }) => (operation === 'create' && lost++ === 0 ? fault : undefined);
      const result = await world.run();
      expect(result.status).to.equal('done');
      expect(summary(world)).to.deep.equal(['ada:on:A']);
      expect(world.target.calls.filter(({ operation }) => operation === 'create')).to.have.length(
        fault === 'lost-answer' ? 1 : 2,
      );
    }
  });

  it('about changes that is stopped in the middle says not how far it came, so that the next one finds the rest', async () => {
    const world = new World({ concurrency: 1 });
    const ids = ['ada', 'bo', 'cy'];
    for (const id of ids) world.person(id);
    await world.run();
    for (const id of ids) {
      const person = world.source.accounts.get(id);
      if (person !== undefined) person.attributes.title = 'changed';
    }
    const { from } = world.sync();
    const changes: ChangeReader = {
      since: async function* () {
        yield { changed: ids, removed: [], cursor: 'next' };
      },
    };
    const sync = { from: { ...from, provider: Object.assign(from.provider, { changes }) } };
    const titles = (): readonly unknown[] =>
      [...world.target.accounts.values()].map(({ attributes }) => attributes.title);
    const stop = new AbortController();
    world.target.faults = ({ operation }) => {
      if (operation === 'update') stop.abort();
      return undefined;
    };
    const task = { kind: 'changes', cursor: 'first' } as const;
    const stopped = await world.run(task, { sync, stop: stop.signal });
    expect(stopped.status).to.equal('stopped');
    expect(titles().filter((title) => title === 'changed').length, 'written before it was stopped').to.be.lessThan(3);
    expect(stopped.cursor).to.equal(undefined);
    world.target.faults = () => undefined;
    const next = await world.run(task, { sync });
    expect([next.status, next.cursor]).to.deep.equal(['done', 'next']);
    expect(titles()).to.deep.equal(['changed', 'changed', 'changed']);
  });

  it('makes an account anew that somebody deleted in the target, when its person changes', async () => {
    const world = new World();
    world.person('ada');
    await world.run();
    world.target.accounts.clear();
    const ada = world.source.accounts.get('ada');
    if (ada !== undefined) ada.attributes.title = 'head';
    await world.run();
    expect(summary(world)).to.deep.equal(['ada:on:']);
    // Nobody is left undone, so nobody needs to look: the command ends with 0.
    expect([...world.counts]).to.deep.equal([
      ['mended', 1],
      ['update:failed', 1],
      ['create:done', 1],
    ]);
  });

  it('repairs what others changed in the target, when told to verify', async () => {
    const world = new World();
    world.person('ada');
    world.person('bo');
    await world.run();
    const [ada, bo] = [...world.target.accounts.values()];
    if (ada === undefined || bo === undefined) throw new Error('missing');
    ada.attributes.title = 'hacked';
    ada.active = false;
    world.target.accounts.delete(bo.id);
    await world.run();
    expect(ada.attributes.title).to.equal('hacked');
    await world.run({ kind: 'full' }, { verify: true });
    expect(ada.attributes.title).to.equal('none');
    expect(summary(world)).to.deep.equal(['ada:on:', 'bo:on:']);
  });

  it('refuses a second run of the same sync beside the first', async () => {
    const world = new World();
    world.person('ada');
    const both = await Promise.allSettled([world.run(), world.run()]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(
      String(
        both.find(({ status }) => status === 'rejected')?.status === 'rejected'
          ? (both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason
          : '',
      ),
    ).to.contain('is under way');
  });
});
