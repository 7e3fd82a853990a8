import { NotFoundError, RejectedError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import { SCIM_DIALECTS } from '@rollcall/testing';
import { expect } from 'chai';
import { context, type OpenScimOptions, openScim, refusalOf, type ScimUnderTest } from './support/open-scim.js';

const { generic } = SCIM_DIALECTS;

describe('the SCIM adapter, groups', () => {
  let open: ScimUnderTest;
  let group: string;
  let ids: readonly string[];
  afterEach(() => open.close());

  async function start(count: number, options: OpenScimOptions = {}): Promise<void> {
    open = await openScim(options);
    ids = Array.from({ length: count }, (_, n) => open.service.addUser({ userName: `user${n}` }).id);
    group = open.service.addGroup('Staff').id;
    await open.scim.schema(AbortSignal.timeout(5_000));
  }
  const change = (add: readonly string[], remove: readonly string[] = []): Promise<void> =>
    open.scim.groupWriter?.change({ groupId: group, add, remove }, context()) ?? Promise.resolve();
  const members = (): readonly string[] => open.service.memberIds(group).toSorted();
  const patches = (): number => open.seen().filter((line) => line.startsWith('PATCH')).length;

  for (const dialect of ['generic', 'aws', 'entra-strict', 'google', 'okta'] as const)
    it(`${dialect}: changes members by deltas, in pieces, and leaves the others alone`, async () => {
      await start(250, { dialect });
      const stranger = open.service.addUser({ userName: 'stranger' }).id;
      open.service.put('Group', group, { displayName: 'Staff', members: [{ value: stranger }] });
      await change(ids.slice(0, 240));
      expect(members()).to.deep.equal([...ids.slice(0, 240), stranger].toSorted());
      await change(ids.slice(240), ids.slice(5, 230));
      expect(members()).to.deep.equal([...ids.slice(0, 5), ...ids.slice(230), stranger].toSorted());
      // 100 members in each; at Google 19 removals and what joins.
      expect(patches()).to.equal(dialect === 'google' ? 3 + 12 : 3 + 3);
    });

  it('does the rest when one cannot join, and says so', async () => {
    await start(20);
    const error = await refusalOf(change([...ids.slice(0, 10), 'nobody', ...ids.slice(10)]));
    expect(RejectedError.is(error)).to.equal(true);
    expect(members()).to.deep.equal(ids.toSorted());
  });

  it('takes one who is no member for removed, and removes the others', async () => {
    await start(6);
    await change(ids.slice(0, 3));
    await change([], ids);
    expect(members()).to.deep.equal([]);
  });

  it('can be repeated after a lost answer, and repeats by itself', async () => {
    await start(6);
    open.faults.when({ method: 'PATCH' }, { kind: 'drop-after' });
    await change(ids.slice(0, 4));
    open.faults.when({ method: 'PATCH' }, { kind: 'drop-after' });
    await change([], ids.slice(0, 2));
    expect(members()).to.deep.equal(ids.slice(2, 4).toSorted());
  });

  it('writes the whole group where PATCH is not offered, on top of what others wrote', async () => {
    await start(4, { dialect: { ...generic, groupMethods: ['PUT'] }, settings: { groupUpdateBy: 'auto' } });
    await change(ids.slice(0, 1));
    const honest = open.simulator.fetch.bind(open.simulator);
    let others = 0;
    open.simulator.fetch = async (request) => {
      if (request.method === 'PUT' && others === 0) {
        others += 1;
        open.service.put('Group', group, { ...open.service.groups.get(group), members: [{ value: ids[3] }] });
      }
      return honest(request);
    };
    await change(ids.slice(1, 2));
    expect(members()).to.deep.equal([ids[1], ids[3]].toSorted());
    expect(patches(), 'learned once').to.equal(1);
    const puts = open.seen().filter((line) => line.startsWith('PUT')).length;
    await change(ids.slice(1, 2));
    expect(open.seen().filter((line) => line.startsWith('PUT')).length, 'nothing to change').to.equal(puts);
  });

  it('tells when a service takes members without keeping them, where it is told to look', async () => {
    await start(3, { settings: { verifyWrites: true } });
    const honest = open.simulator.fetch.bind(open.simulator);
    open.simulator.fetch = async (request) => {
      const response = await honest(request);
      if (request.method === 'PATCH')
        open.service.put('Group', group, { displayName: 'Staff', members: [{ value: ids[0] }] });
      return response;
    };
    const error = await refusalOf(change(ids));
    expect([UnsupportedError.is(error), error.code]).to.deep.equal([true, 'scim-unheeded']);
    expect(error.message).to.contain('2 of 3');
  });

  it('lists groups without their members, and members by themselves, groups among them left out', async () => {
    await start(2);
    const inner = open.service.addGroup('Inner');
    open.service.put('Group', group, {
      displayName: 'Staff',
      members: [
        { value: ids[0], type: 'User' },
        { value: inner.id, type: 'Group' },
      ],
    });
    const groups = await Array.fromAsync(open.scim.groups?.list(AbortSignal.timeout(5_000)) ?? []);
    expect(groups).to.deep.equal([
      { id: group, name: 'Staff' },
      { id: inner.id, name: 'Inner' },
    ]);
    expect(
      open
        .seen()
        .filter((line) => line.startsWith('GET /Groups'))
        .every((line) => line.includes('excludedAttributes=members')),
    ).to.equal(true);
    const pages = await Array.fromAsync(open.scim.groups?.members(group, AbortSignal.timeout(5_000)) ?? []);
    expect(pages.flat()).to.deep.equal([ids[0]]);
  });

  it('takes a list that was cut short for no list', async () => {
    await start(0, { dialect: { ...generic, paging: 'index' } });
    open.simulator.lies.totalResults = (real) => real + 1;
    const error = await refusalOf(Array.fromAsync(open.scim.groups?.list(AbortSignal.timeout(5_000)) ?? []));
    expect([UnavailableError.is(error), error.code]).to.deep.equal([true, 'scim-groups-unproven']);
  });

  it('makes a group, and says that one is gone', async () => {
    await start(1);
    const made = await open.scim.groupWriter?.create('Editors', context());
    expect(open.service.groups.get(made?.id ?? '')?.displayName).to.equal('Editors');
    open.service.remove('Group', group);
    expect(NotFoundError.is(await refusalOf(change(ids)))).to.equal(true);
  });

  it('has no groups where the configuration says so', async () => {
    await start(0, { settings: { groups: 'never' } });
    expect([open.scim.groups, open.scim.groupWriter]).to.deep.equal([undefined, undefined]);
    expect((await open.scim.writer.operations(AbortSignal.timeout(5_000))).memberships.supported).to.equal(false);
  });
});
