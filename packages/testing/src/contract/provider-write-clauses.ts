import {
  type AccountChange,
  type AccountWriter,
  type Attributes,
  ConflictError,
  NotFoundError,
  OPERATIONS,
  type OperationSupport,
  RejectedError,
  type Scalar,
  type WriteContext,
  type WriteResult,
} from '@rollcall/contract';
import { expect } from 'chai';
import type { Clause } from './clause.js';
import { refusal, requestOf, signal } from './provider-read-clauses.js';
import type { ProviderWorld, TrueAccount } from './provider-world.js';

const GONE = '999999999';

/** Clauses for everything that a provider changes. */
export const PROVIDER_WRITE_CLAUSES: readonly Clause<ProviderWorld>[] = [
  {
    name: 'writer: says of each operation whether it works, and why not',
    leaveOut: without(),
    check: async (world) => {
      const support = await writerOf(world).operations(signal());
      for (const name of [...OPERATIONS, 'memberships', 'list'] as const) {
        const { [name]: one } = support;
        expect(one?.supported, name).to.be.a('boolean');
        if (one?.supported === false) expect(one.reason, `why not ${name}`).to.be.a('string').and.not.equal('');
      }
    },
  },
  {
    name: 'writer: finds by the key, all terms together, and nobody where nobody fits',
    leaveOut: without(),
    check: async (world) => {
      const [one, other] = [...(await world.truth())];
      if (one === undefined || other === undefined) throw new Error('the test system has too few accounts');
      const term = ([, account]: typeof one) => ({
        attribute: world.key,
        value: account.attributes[world.key] as Scalar,
      });
      const find = async (terms: Parameters<AccountWriter['find']>[0]): Promise<readonly string[]> =>
        (await writerOf(world).find(terms, requestOf(world))).map(({ id }) => id);
      expect(await find([term(one)])).to.deep.equal([one[0]]);
      expect(await find([term(one), term(other)]), 'somebody who is two people').to.deep.equal([]);
      expect(await find([{ attribute: world.key, value: 'rollcall-contract-nobody' }])).to.deep.equal([]);
    },
  },
  {
    name: 'create: makes one account with these values, and tells its id',
    leaveOut: without('create'),
    check: async (world) => {
      const before = await world.truth();
      const wanted = newAccount(world, 1);
      const { id } = await create(world, 1);
      const after = await world.truth();
      expect([...after.keys()].filter((known) => !before.has(known))).to.deep.equal([id]);
      expectValues(after.get(id), wanted);
      expect(after.get(id)?.active).to.equal(true);
      expect(
        (await writerOf(world).find([keyTerm(world, 1)], requestOf(world))).map((found) => found.id),
      ).to.deep.equal([id]);
    },
  },
  {
    name: 'create: somebody with the same key is in the way, and a ConflictError says so',
    leaveOut: without('create'),
    check: async (world) => {
      await create(world, 1);
      const before = await world.truth();
      expect(ConflictError.is(await refusal(create(world, 1))), 'a ConflictError').to.equal(true);
      expect(await world.truth()).to.deep.equal(before);
    },
  },
  {
    name: 'update: sets just these attributes, of this account',
    leaveOut: without('update', 'create'),
    check: async (world) => {
      const { id } = await create(world, 1);
      const before = await world.truth();
      await update(world, id, changeOf(world));
      const after = await world.truth();
      expectValues(after.get(id), { ...newAccount(world, 1), ...changeOf(world) });
      expect(withoutKey(after, id), 'other accounts').to.deep.equal(withoutKey(before, id));
    },
  },
  {
    name: 'update: may be repeated',
    leaveOut: without('update', 'create'),
    check: async (world) => {
      const { id } = await create(world, 1);
      await update(world, id, changeOf(world));
      const once = await world.truth();
      await update(world, id, changeOf(world));
      expect(await world.truth()).to.deep.equal(once);
    },
  },
  {
    name: 'update: null clears an attribute',
    leaveOut: without('update', 'create'),
    check: async (world) => {
      const { id } = await create(world, 1);
      await update(world, id, changeOf(world));
      await update(world, id, Object.fromEntries(Object.keys(changeOf(world)).map((name) => [name, null])));
      const account = (await world.truth()).get(id);
      for (const name of Object.keys(changeOf(world)))
        expect(isEmpty(account?.attributes[name]), `${name} is empty`).to.equal(true);
    },
  },
  {
    name: 'update: an account that is not there is a NotFoundError',
    leaveOut: without('update'),
    check: async (world) => {
      const error = await refusal(update(world, GONE, changeOf(world)));
      expect(NotFoundError.is(error), `a NotFoundError, not ${error.name}`).to.equal(true);
    },
  },
  {
    name: 'deactivate and reactivate: switch the account, and may be repeated',
    leaveOut: without('deactivate', 'reactivate', 'create'),
    check: async (world) => {
      const { id } = await create(world, 1);
      for (const [operation, active] of [
        ['deactivate', false],
        ['deactivate', false],
        ['reactivate', true],
        ['reactivate', true],
      ] as const) {
        await writerOf(world)[operation](id, context());
        expect((await world.truth()).get(id)?.active, `active after ${operation}`).to.equal(active);
      }
      expectValues((await world.truth()).get(id), newAccount(world, 1));
    },
  },
  {
    name: 'delete: does what its outcome says, and counts one who is gone as deleted',
    leaveOut: without('delete', 'create'),
    check: async (world) => {
      const { id } = await create(world, 1);
      const { outcome } = await writerOf(world).delete(id, context());
      const left = (await world.truth()).get(id);
      if (outcome === 'deleted') expect(left, 'the deleted account').to.equal(undefined);
      else expect(left?.active, 'the account, which is said to be deactivated').to.equal(false);
      expect((await writerOf(world).delete(GONE, context())).outcome).to.equal('deleted');
    },
  },
  {
    name: 'protection: an account that must never be changed is marked, and a change of it is rejected',
    leaveOut: (world) =>
      world.protectedId === undefined ? 'the test system has no protected account' : without('update')(world),
    check: async (world) => {
      const { protectedId: id = '', provider } = world;
      if (provider.accounts !== undefined)
        expect((await provider.accounts.get(id, requestOf(world)))?.protection, 'its mark').to.be.a('string');
      const before = await world.truth();
      const writer = writerOf(world);
      const support = await writer.operations(signal());
      // What the system cannot do at all is refused as that.
      for (const [operation, work] of [
        ['update', () => update(world, id, changeOf(world))],
        ['deactivate', () => writer.deactivate(id, context())],
        ['delete', () => writer.delete(id, context())],
      ] as const)
        if (support[operation].supported)
          expect(RejectedError.is(await refusal(work())), `a RejectedError for ${operation}`).to.equal(true);
      expect(await world.truth()).to.deep.equal(before);
    },
  },
  {
    name: 'batch: answers in the order given, and one that fails does not stop the others',
    leaveOut: async (world) => {
      // Whether there is a batch may be known only after the target was asked what it can do.
      const missing = await without('create', 'update')(world);
      return missing ?? (world.provider.writer?.batch === undefined ? 'it has no "batch"' : undefined);
    },
    check: async (world) => {
      const outcomes = await writerOf(world).batch?.(
        [
          { operation: 'create', key: 'k1', create: requestFor(world, 1) },
          { operation: 'update', key: 'k2', id: GONE, change: { set: changeOf(world), before: {} } },
          { operation: 'create', key: 'k3', create: requestFor(world, 2) },
        ],
        signal(),
      );
      expect(outcomes?.map((one) => ('result' in one ? 'done' : 'failed'))).to.deep.equal(['done', 'failed', 'done']);
      const truth = await world.truth();
      for (const [index, n] of [
        [0, 1],
        [2, 2],
      ] as const) {
        const one = outcomes?.[index];
        const { id } = one !== undefined && 'result' in one ? one.result : { id: '' };
        expectValues(truth.get(id), newAccount(world, n));
      }
    },
  },
  {
    name: 'memberships: adds and removes just these, and may be repeated',
    leaveOut: async (world) =>
      world.provider.groupWriter === undefined
        ? 'it has no "groupWriter"'
        : without('memberships', 'create', 'update')(world),
    check: async (world) => {
      const [groupId = ''] = (await world.groups?.()) ?? [];
      const { id } = await create(world, 1);
      const others = withoutKey(await world.truth(), id);
      for (const [add, remove] of [
        [true, false],
        [true, false],
        [false, true],
        [false, true],
      ] as const) {
        await changeMembership(world, id, { add: add ? [groupId] : [], remove: remove ? [groupId] : [] });
        const truth = await world.truth();
        expect(truth.get(id)?.groups.includes(groupId), `is a member of ${groupId}`).to.equal(add);
        expect(withoutKey(truth, id), 'other accounts').to.deep.equal(others);
      }
    },
  },
];

/** Why a clause about these operations is left out: no writer, or the system cannot do one of them. */
function without(
  ...needed: readonly (keyof OperationSupport)[]
): (world: ProviderWorld) => Promise<string | undefined> {
  return async (world) => {
    const { writer } = world.provider;
    if (writer === undefined) return 'it has no "writer"';
    if (world.account === undefined || world.change === undefined)
      throw new Error('it writes: give "account" and "change", values for a new account and other values for some');
    const support = await writer.operations(signal());
    const missing = needed.find((operation) => support[operation]?.supported === false);
    return missing === undefined ? undefined : `it cannot ${missing}`;
  };
}

function writerOf({ provider: { writer } }: ProviderWorld): AccountWriter {
  if (writer === undefined) throw new Error('it has no "writer"');
  return writer;
}

function newAccount(world: ProviderWorld, n: number): Attributes {
  return world.account?.(n) ?? {};
}

function changeOf(world: ProviderWorld): Attributes {
  return world.change ?? {};
}

function requestFor(world: ProviderWorld, n: number): Parameters<AccountWriter['create']>[0] {
  return { attributes: newAccount(world, n), active: true, groups: [] };
}

function create(world: ProviderWorld, n: number): Promise<WriteResult> {
  return writerOf(world).create(requestFor(world, n), context());
}

function update(world: ProviderWorld, id: string, set: Attributes): Promise<WriteResult> {
  return writerOf(world).update(id, { set, before: {} }, context());
}

async function changeMembership(
  world: ProviderWorld,
  id: string,
  groups: NonNullable<AccountChange['groups']>,
): Promise<void> {
  const { groupWriter } = world.provider;
  if (groupWriter?.membership === 'account') {
    await writerOf(world).update(id, { set: {}, before: {}, groups }, context());
    return;
  }
  const [groupId = ''] = [...groups.add, ...groups.remove];
  if (groupWriter?.change === undefined)
    throw new Error('membership is written with the group, and there is no change()');
  await groupWriter.change(
    { groupId, add: groups.add.length > 0 ? [id] : [], remove: groups.remove.length > 0 ? [id] : [] },
    context(),
  );
}

function keyTerm(world: ProviderWorld, n: number): { attribute: string; value: Scalar } {
  return { attribute: world.key, value: newAccount(world, n)[world.key] as Scalar };
}

function context(): WriteContext {
  return { signal: signal(), key: crypto.randomUUID() };
}

function expectValues(account: TrueAccount | undefined, wanted: Attributes): void {
  for (const [name, value] of Object.entries(wanted)) expect(account?.attributes[name], name).to.deep.equal(value);
}

function withoutKey(truth: ReadonlyMap<string, TrueAccount>, id: string): ReadonlyMap<string, TrueAccount> {
  return new Map([...truth].filter(([other]) => other !== id));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
