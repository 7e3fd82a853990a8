import { expect } from 'chai';
import { openScim, type ScimUnderTest } from './support/open-scim.js';

describe('the SCIM adapter, groups within groups', () => {
  let open: ScimUnderTest;
  const id: Record<string, string> = {};
  afterEach(() => open.close());

  /** Staff holds Editors, Editors hold Interns and a person, Interns a person and, in a circle, Staff. Others are apart. */
  async function start(settings: Readonly<Record<string, unknown>>, typed = true): Promise<void> {
    open = await openScim({ settings });
    const { service } = open;
    for (const name of ['ada', 'bo', 'cyd', 'dee']) id[name] = service.addUser({ userName: name }).id;
    for (const name of ['Staff', 'Editors', 'Interns', 'Others']) id[name] = service.addGroup(name).id;
    const fill = (group: string, users: readonly string[], groups: readonly string[]): void => {
      const members = [
        ...users.map((name) => ({ value: id[name], ...(typed ? { type: 'User' } : {}) })),
        ...groups.map((name) => ({ value: id[name], ...(typed ? { type: 'Group' } : {}) })),
      ];
      service.put('Group', String(id[group]), { displayName: group, members });
    };
    fill('Staff', ['ada'], ['Editors']);
    fill('Editors', ['bo'], ['Interns']);
    fill('Interns', ['cyd'], ['Staff']);
    fill('Others', ['dee'], []);
    await open.scim.schema(AbortSignal.timeout(5_000));
  }
  const namesOf = (groups: readonly string[] | undefined): readonly string[] =>
    ['Staff', 'Editors', 'Interns', 'Others'].filter((name) => groups?.includes(String(id[name])) === true);
  const request = () => ({ attributes: ['userName'], signal: AbortSignal.timeout(5_000) });
  const read = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
    const pages = await Array.fromAsync(open.scim.accounts.pages(request()));
    return Object.fromEntries(
      pages.flatMap(({ accounts }) => accounts.map((one) => [one.attributes.userName, namesOf(one.groups)] as const)),
    );
  };
  const members = async (group: string): Promise<readonly string[]> => {
    const pages = await Array.fromAsync(open.scim.groups?.members(String(id[group]), AbortSignal.timeout(5_000)) ?? []);
    const ids = pages.flat();
    expect(new Set(ids).size, 'each once').to.equal(ids.length);
    return ['ada', 'bo', 'cyd', 'dee'].filter((name) => ids.includes(String(id[name])));
  };

  it('counts direct members only, unless told otherwise', async () => {
    await start({});
    expect(await read()).to.deep.equal({ ada: ['Staff'], bo: ['Editors'], cyd: ['Interns'], dee: ['Others'] });
    expect(await members('Staff')).to.deep.equal(['ada']);
    expect(open.scim.groupWriter).to.not.equal(undefined);
  });

  for (const typed of [true, false])
    it(`counts members of groups within a group, ${typed ? 'by their type' : 'also where members have no type'}`, async () => {
      await start({ groupMembers: 'nested' }, typed);
      const all = ['Staff', 'Editors', 'Interns'];
      expect(await read()).to.deep.equal({ ada: all, bo: all, cyd: all, dee: ['Others'] });
      const one = await open.scim.accounts.get(String(id.cyd), request());
      expect(namesOf(one?.groups)).to.deep.equal(all);
      expect(await members('Editors')).to.deep.equal(['ada', 'bo', 'cyd']);
      expect(await members('Others')).to.deep.equal(['dee']);
    });

  it('reads the groups once a run, and anew in the next', async () => {
    await start({ groupMembers: 'nested' });
    const listings = (): number =>
      open.seen().filter((line) => line.startsWith('GET') && line.includes('/Groups?')).length;
    await read();
    const once = listings();
    await read();
    await open.scim.accounts.get(String(id.ada), request());
    expect(listings()).to.equal(once);
    open.service.put('Group', String(id.Editors), {
      displayName: 'Editors',
      members: [{ value: id.bo, type: 'User' }],
    });
    await open.scim.schema(AbortSignal.timeout(5_000));
    expect((await read()).cyd).to.deep.equal(['Interns']);
  });

  it('does not write memberships that it cannot take away again', async () => {
    await start({ groupMembers: 'nested' });
    expect(open.scim.groupWriter).to.equal(undefined);
    const { memberships } = await open.scim.writer.operations(AbortSignal.timeout(5_000));
    expect(memberships).to.deep.equal({
      supported: false,
      reason: 'the setting "groupMembers" is "nested", which is for sources',
    });
  });
});
