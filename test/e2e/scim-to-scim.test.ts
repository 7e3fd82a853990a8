import { createHttpClients, createRollcall, MemoryState } from '@rollcall/engine';
import scim from '@rollcall/scim';
import {
  createScimSimulator,
  SCIM_DIALECTS,
  SCIM_PATH,
  ScimService,
  type ServedSimulator,
  serveSimulator,
  TestClock,
} from '@rollcall/testing';
import { expect } from 'chai';

const DIALECTS = ['generic', 'aws', 'entra-strict', 'okta', 'slack', 'google'] as const;

/** People of a service, who is in which group by name, read from what it holds. */
function people(service: ScimService): readonly string[] {
  return [...service.users.all()]
    .filter(({ active }) => active === true)
    .map(({ id, userName, title, name }) => {
      const groups = service.groupIdsOf(id).map((group) => String(service.groups.get(group)?.displayName));
      const { givenName = '' } = (name ?? {}) as { readonly givenName?: string };
      return `${userName} ${title ?? ''} ${givenName} [${groups.toSorted().join('+')}]`;
    })
    .sort();
}

describe('one SCIM service to another', function () {
  this.timeout(60_000);
  const open: ServedSimulator[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((served) => served.close()));
  });

  for (const dialect of DIALECTS)
    it(`from a service that pages by ${dialect === 'generic' ? 'cursor' : 'index'} (${dialect}) to one of the same kind: users, groups, leavers`, async () => {
      const clock = new TestClock();
      const now = (): number => clock.now();
      const [source, target] = [new ScimService(), new ScimService()];
      const kind = SCIM_DIALECTS[dialect];
      for (const service of [source, target])
        open.push(await serveSimulator(createScimSimulator({ service, dialect: kind, now })));
      const ids = Array.from(
        { length: 130 },
        (_, n) =>
          source.addUser({
            userName: `person${n}`,
            active: n % 11 !== 0,
            ...(n % 3 === 0 ? { title: 'Dr' } : {}),
            name: { givenName: `Given ${n}` },
          }).id,
      );
      source.addGroup('Staff', ids);
      source.addGroup(
        'Editors',
        ids.filter((_, n) => n % 4 === 0),
      );
      source.addUser({ userName: 'not.in.scope' });
      const provider = dialect === 'generic' ? 'scim' : `scim:${dialect}`;
      const connection = (at: number) => ({
        provider,
        baseUrl: `${open[at]?.url}${SCIM_PATH}`,
        auth: { token: 'scim-token' },
      });
      const rollcall = await createRollcall({
        config: {
          connections: { from: connection(0), to: connection(1) },
          syncs: {
            staff: {
              from: 'from',
              to: 'to',
              scope: { roles: ['Staff'] },
              correlate: ['userName'],
              mapping: { userName: 'userName', title: 'title', 'name.givenName': 'name.givenName' },
              operations: ['create', 'update', 'deactivate', 'reactivate'],
              groups: { roles: { Staff: 'Everybody', Editors: 'Editors' }, create: true },
              guard: { deactivate: { percent: 100 }, shrink: 100 },
            },
          },
        },
        state: new MemoryState({ salt: 'salt' }),
        clock,
        http: createHttpClients({ clock, random: () => 0.5 }),
        extensions: [scim],
      });
      const expected = (): readonly string[] =>
        people(source)
          .filter((line) => line.includes('Staff'))
          .map((line) => line.replace(/\[(Editors\+)?Staff\]/, '[$1Everybody]'));
      const run = () => rollcall.sync('staff').run();
      await run();
      expect(people(target)).to.deep.equal(expected());
      expect(people(target)).to.have.length(118);
      const writes = (): number =>
        ['POST', 'PUT', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (open[1]?.counts[method] ?? 0), 0);
      const before = writes();
      await run();
      expect(writes(), 'writes of the second run').to.equal(before);
      const [, one = '', other = '', third = ''] = ids;
      source.put('User', one, { ...source.users.get(one), title: 'Prof' });
      source.put('User', other, { ...source.users.get(other), active: false });
      source.remove('User', third);
      await run();
      expect(people(target)).to.deep.equal(expected());
      await rollcall.close();
    });
});
