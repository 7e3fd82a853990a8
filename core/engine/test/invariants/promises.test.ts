import { RejectedError } from '@rollcall/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import { GuardConfig, LeaversConfig, LimitConfig, SyncConfig } from '../../src/config/sync-config.js';
import type { State } from '../../src/ports/state.js';
import { guard } from '../../src/run/guard.js';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { World } from '../support/world.js';

const RUNS = Math.min(Number(process.env.ROLLCALL_HISTORIES ?? 100), 200);
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 12 });
const roles = fc.subarray(['staff', 'a', 'b']);

describe('always', function () {
  this.timeout(60_000);

  it('nothing is taken from anybody by a read that lost, repeated or mixed up something and has no proof', async () => {
    await property(
      fc.record({ people: names, lost: fc.nat(), mixed: fc.boolean(), gone: fc.nat() }),
      async ({ people, lost, mixed, gone }) => {
        let lies = false;
        const world = new World({
          guard: { deactivate: Object.assign(new LimitConfig(), { percent: 100 }), shrink: 100 },
          leavers: { deleted: 'delete', graceDays: 0 },
          tamper: (pages) => {
            if (!lies) return pages;
            const kept = pages.filter((_, index) => index !== lost % pages.length);
            const told = [...kept, ...kept.slice(0, 1)].map(({ proof: _, ...page }) => page);
            return mixed ? told.reverse() : told;
          },
        });
        for (const id of people) world.person(id);
        await world.run();
        const before = enabled(world);
        expect(before).to.have.length(people.length);
        world.source.accounts.delete(people[gone % people.length] ?? '');
        for (const account of world.source.accounts.values()) account.active = false;
        lies = true;
        const { runId } = await world.run();
        expect(enabled(world)).to.deep.equal(before);
        expect(await world.findings(runId)).to.include('read-unproven');
      },
    );
  });

  it('a plan is the same whatever the order of arrival, the size of pages and the time', async () => {
    const people = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-z]{1,4}$/), roles }), {
      selector: ({ id }) => id,
      maxLength: 10,
    });
    const arrival = people.chain((list) =>
      fc.record({
        list: fc.constant(list),
        shuffled: fc.shuffledSubarray([...list], { minLength: list.length }),
        pageSize: fc.integer({ min: 1, max: 5 }),
        later: fc.nat(1e9),
      }),
    );
    await property(arrival, async ({ list, shuffled, pageSize, later }) => {
      const plan = async (order: typeof list, size: number, ms: number): Promise<unknown> => {
        const world = new World({ pageSize: size });
        world.clock.advance(ms);
        for (const person of order) world.person(person.id, { groups: person.roles });
        const { planHash, runId } = await world.run({ kind: 'full' }, { mode: 'plan' });
        const operations = await world.state.journal.page(runId, { limit: 100 });
        return [planHash, operations.map(({ key, kind, sourceId }) => [key, kind, sourceId])];
      };
      expect(await plan(shuffled, pageSize, later)).to.deep.equal(await plan(list, 3, 0));
    });
  });

  it('each change of the target has one intent, written down before it is sent', async () => {
    await property(fc.record({ people: names, changed: fc.nat(), batch: fc.boolean() }), async (given) => {
      const state = new MemoryState({ salt: 's' });
      let intents = 0;
      let sent = 0;
      const world = new World({
        state: replacing(state, 'intend', async (...args: Parameters<State['journal']['intend']>) => {
          await state.journal.intend(...args);
          intents += args[1].length;
        }),
        batch: given.batch,
      });
      world.target.faults = ({ operation }) => {
        if (!WRITES.has(operation)) return undefined;
        sent += 1;
        expect(intents, 'intents when a change is sent').to.be.at.least(sent);
        return undefined;
      };
      for (const id of given.people) world.person(id, { groups: ['staff', 'a'] });
      await expectDone(world);
      const changed = world.source.accounts.get(given.people[given.changed % given.people.length] ?? '');
      if (changed !== undefined) changed.attributes.title = 'head';
      await expectDone(world);
      expect(intents).to.equal(sent);
      expect(sent).to.equal(given.people.length + 1);
    });
  });

  it('a create that was sent by a process that died is found again, whatever the person is called meanwhile', async () => {
    await property(names, async (people) => {
      const state = new MemoryState({ salt: 's' });
      const world = new World({
        state: replacing(state, 'settle', () => Promise.reject(new Error('the process died'))),
      });
      for (const id of people) world.person(id);
      await world.run();
      expect(world.target.accounts.size).to.equal(people.length);
      world.state = state;
      for (const account of world.source.accounts.values()) account.attributes.name = `${account.id}.new`;
      await expectDone(world);
      expect(world.target.accounts.size, 'accounts of the target').to.equal(people.length);
      expect(enabled(world)).to.deep.equal(people.map((id) => `${id}.new`).sort());
    });
  });

  it('a change that a process which died may have sent, or not, is there after the next run', async () => {
    await property(fc.record({ people: names, lost: fc.boolean() }), async ({ people, lost }) => {
      const state = new MemoryState({ salt: 's' });
      const world = new World({ state });
      for (const id of people) world.person(id);
      await expectDone(world);
      for (const account of world.source.accounts.values()) account.attributes.title = 'head';
      world.state = replacing(state, 'settle', () => Promise.reject(new Error('the process died')));
      if (lost) world.target.faults = ({ operation }) => (operation === 'update' ? 'lost-request' : undefined);
      await world.run();
      world.state = state;
      world.target.faults = () => undefined;
      await expectDone(world);
      for (const { attributes } of world.target.accounts.values()) expect(attributes.title).to.equal('head');
    });
  });

  it('a change of groups alone is followed', async () => {
    await property(fc.record({ before: roles, now: roles }), async ({ before, now }) => {
      const world = new World();
      world.person('ada', { groups: ['staff', ...before] });
      await expectDone(world);
      world.source.accounts.delete('ada');
      world.person('ada', { groups: ['staff', ...now] });
      await expectDone(world);
      const wanted = ['a', 'b'].filter((role) => (now as readonly string[]).includes(role));
      const [account] = world.target.accounts.values();
      expect([...(account?.groups ?? [])].sort()).to.deep.equal(wanted.map((role) => role.toUpperCase()));
    });
  });

  it('an account that cannot be mapped stops nobody else', async () => {
    await property(fc.record({ people: names, bad: fc.nat() }), async ({ people, bad }) => {
      const world = new World();
      for (const id of people) world.person(id);
      const victim = people[bad % people.length];
      const { map } = world.sync();
      const result = await world.run(
        { kind: 'full' },
        {
          sync: {
            map: (account) => {
              if (account.id !== victim) return map(account);
              throw new RejectedError({ code: 'bad-value', doing: 'mapping', happened: 'it is odd', hint: 'mend it' });
            },
          },
        },
      );
      expect(result.status).to.equal('done');
      expect(enabled(world)).to.deep.equal(people.filter((id) => id !== victim).sort());
      expect(await world.findings(result.runId)).to.deep.equal([`bad-value ${victim}`]);
    });
  });

  it('what is protected stays as it is, whoever claims it', async () => {
    await property(fc.record({ people: names, protectedOnes: fc.nat(12) }), async ({ people, protectedOnes }) => {
      const world = new World();
      const kept = people.slice(0, protectedOnes);
      for (const id of kept)
        world.target.add({ id: `t-${id}`, attributes: { userName: id, title: 'root' }, protection: 'a Super User' });
      for (const id of people) world.person(id, { groups: ['staff', 'a'] });
      await world.run();
      for (const id of people) world.source.accounts.delete(id);
      await world.run();
      for (const id of kept) {
        const account = world.target.accounts.get(`t-${id}`);
        expect([account?.attributes, account?.active, account?.groups.size]).to.deep.equal([
          { userName: id, title: 'root' },
          true,
          0,
        ]);
      }
    });
  });

  it('the guard lets through no more than per cent and count allow', () => {
    const limit = fc.record({
      count: fc.option(fc.nat(20), { nil: undefined }),
      percent: fc.option(fc.nat(100), { nil: undefined }),
      atLeast: fc.option(fc.nat(10), { nil: undefined }),
    });
    fc.assert(
      fc.property(limit, fc.nat(200), fc.nat(60), ({ count, percent, atLeast }, linked, planned) => {
        const given = Object.fromEntries(
          Object.entries({ count, percent, atLeast }).filter(([, v]) => v !== undefined),
        );
        const limits = Object.assign(new GuardConfig(), { deactivate: Object.assign(new LimitConfig(), given) });
        const held = guard({ limits, linked, before: new Map() }, new Map([['deactivate', planned]])).length > 0;
        const overCount = count !== undefined && planned > count;
        const overPercent = percent !== undefined && planned * 100 > linked * percent && planned > (atLeast ?? 0);
        expect(held).to.equal(overCount || overPercent);
      }),
    );
  });

  it('nobody is deleted unless the configuration asks for it', () => {
    const sync = new SyncConfig();
    expect(sync.operations).to.not.include('delete');
    const { disabled, outOfScope, deleted } = new LeaversConfig();
    expect([disabled, outOfScope, deleted]).to.deep.equal(['deactivate', 'deactivate', 'deactivate']);
    expect(sync.guard.delete.count).to.equal(0);
  });
});

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'deactivate', 'reactivate', 'delete']);

async function property<T>(given: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(given, check), { numRuns: RUNS });
}

async function expectDone(world: World): Promise<void> {
  const { status, error } = await world.run();
  expect([status, error]).to.deep.equal(['done', undefined]);
}

/** Names of the target accounts that may sign in. */
function enabled(world: World): readonly string[] {
  return [...world.target.accounts.values()]
    .filter(({ active }) => active)
    .map(({ attributes }) => String(attributes.userName))
    .sort();
}

/** The state with another method in its journal. */
function replacing<K extends 'intend' | 'settle'>(state: State, name: K, method: State['journal'][K]): State {
  const journal = new Proxy(state.journal, {
    get: (target, key) => {
      if (key === name) return method;
      const member = Reflect.get(target, key) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return new Proxy(state, {
    get: (target, key) => {
      if (key === 'journal') return journal;
      const member = Reflect.get(target, key) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
