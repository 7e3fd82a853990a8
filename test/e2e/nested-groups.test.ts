import { definePackage, type Group, PROVIDER } from '@rollcall/contract';
import { createRollcall, MemoryState, type Rollcall } from '@rollcall/engine';
import { ConfigProblems, definePlugin } from '@rollcall/plugin';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';

const ATTRIBUTES = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;
/** Two groups called Editors; one group that is powerful. */
const GROUPS: readonly Group[] = [
  { id: '1', name: 'Public' },
  { id: '2', name: 'Staff', parentId: '1' },
  { id: '3', name: 'Guests', parentId: '1' },
  { id: '4', name: 'Editors', parentId: '3' },
  { id: '5', name: 'Editors', parentId: '2' },
  { id: '6', name: 'Administrators', parentId: '1', privileged: 'its members administer the site' },
];

async function open(
  groups: Readonly<Record<string, unknown>>,
  known: readonly Group[] = GROUPS,
): Promise<{ readonly rollcall: Rollcall; readonly target: MemoryDirectory }> {
  const source = new MemoryDirectory({ groups: [{ id: 'editor', name: 'editor' }] });
  source.add({ id: 'ada', attributes: { userName: 'ada' }, groups: ['editor'] });
  const target = new MemoryDirectory({ unique: ['userName'], groups: known });
  const provider = (id: string, directory: MemoryDirectory) =>
    definePlugin(PROVIDER, { id, label: id, create: () => new MemoryProvider(directory, { attributes: ATTRIBUTES }) });
  const rollcall = await createRollcall({
    config: {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: { staff: { from: 'here', to: 'there', mapping: { userName: 'userName' }, groups } },
    },
    state: new MemoryState(),
    extensions: [
      definePackage({
        name: 'directories',
        core: '^0.1.0',
        plugins: [provider('here', source), provider('there', target)],
      }),
    ],
  });
  return { rollcall, target };
}

const groupsOfAda = (target: MemoryDirectory): readonly string[] =>
  [...target.accounts.values()].flatMap(({ groups }) => [...groups]);

async function problemOf(rollcall: Rollcall): Promise<string> {
  const error = await rollcall
    .sync('staff')
    .plan()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  return ConfigProblems.is(error) ? error.problems.map(({ message }) => message).join('\n') : String(error);
}

describe('groups within groups', () => {
  it('are named by their path, so that two of one name are told apart', async () => {
    for (const [path, id] of [
      ['Staff/Editors', '5'],
      ['guests / editors', '4'],
      ['Public/Staff/Editors', '5'],
      ['Staff', '2'],
    ] as const) {
      const { rollcall, target } = await open({ roles: { editor: path } });
      await rollcall.sync('staff').run();
      expect(groupsOfAda(target), path).to.deep.equal([id]);
    }
  });

  it('are not named by a name that several have: that is refused, with the paths and ids to choose from', async () => {
    const { rollcall, target } = await open({ roles: { editor: 'Editors' } });
    expect(await problemOf(rollcall)).to.contain('there has 2 groups "Editors": Guests/Editors (4), Staff/Editors (5)');
    expect(groupsOfAda(target)).to.deep.equal([]);
    const byId = await open({ roles: { editor: '4' } });
    await byId.rollcall.sync('staff').run();
    expect(groupsOfAda(byId.target)).to.deep.equal(['4']);
  });

  it('are made under the group that the path names, once', async () => {
    const { rollcall, target } = await open({ roles: { editor: 'Public/Staff/Writers' }, create: true });
    await rollcall.sync('staff').run();
    const made = [...target.groups.values()].filter(({ name }) => name === 'Writers');
    expect(made.map(({ parentId }) => parentId)).to.deep.equal(['2']);
    expect(groupsOfAda(target)).to.deep.equal(made.map(({ id }) => id));
    await rollcall.sync('staff').run();
    expect(target.groups.size).to.equal(GROUPS.length + 1);
  });

  it('are not made under one that is not there', async () => {
    const { rollcall, target } = await open({ roles: { editor: 'Stuff/Writers' }, create: true });
    expect(await problemOf(rollcall)).to.contain('there has no group at "Stuff" to make one under');
    expect(target.groups.size).to.equal(GROUPS.length);
  });

  it('are made under a powerful one only when that is named twice', async () => {
    const roles = { editor: 'Administrators/Writers' };
    const refused = await open({ roles, create: true });
    expect(await problemOf(refused.rollcall)).to.contain('"Administrators" of there is powerful');
    expect(refused.target.groups.size).to.equal(GROUPS.length);
    const { rollcall, target } = await open({ roles, create: true, allowPrivileged: ['Administrators'] });
    await rollcall.sync('staff').run();
    expect([...target.groups.values()].at(-1)).to.include({ name: 'Writers', parentId: '6' });
  });

  it('are no matter for a target that has none: a slash is a part of the name', async () => {
    const flat = [{ id: 'a', name: 'R/D' }];
    const there = await open({ roles: { editor: 'R/D' } }, flat);
    await there.rollcall.sync('staff').run();
    expect(groupsOfAda(there.target)).to.deep.equal(['a']);
    const made = await open({ roles: { editor: 'Sales/North' }, create: true }, flat);
    await made.rollcall.sync('staff').run();
    expect([...made.target.groups.values()].map(({ name }) => name)).to.deep.equal(['R/D', 'Sales/North']);
  });
});
