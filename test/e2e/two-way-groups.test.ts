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
import { openStage, type Stage } from '../support/stage.js';
import { addPerson, expectSame, groupId, type TwoSites, twoSites, twoWayConfig } from '../support/two-way-stage.js';

const TABLE = '    groups: { roles: { manager: Staff, content_editor: Editor } }\n';

describe('groups that one of two sites lacks', function () {
  this.timeout(120_000);
  let stage: Stage;
  let sites: TwoSites;
  beforeEach(async () => {
    sites = twoSites();
    sites.joomla.groups.delete(groupId(sites.joomla, 'Staff'));
    stage = await openStage({ drupal: sites.drupal, joomla: { site: sites.joomla } });
  });
  afterEach(() => stage.close());

  const configure = (table: string): void => stage.configure(twoWayConfig(stage).replace(TABLE, table));
  const titles = (): readonly string[] => [...sites.joomla.groups.values()].map(({ title }) => title);

  it('are made in Joomla, under Registered, once somebody has looked at the plan, and hold who has the role in Drupal', async () => {
    configure('    groups: { roles: { manager: Staff, content_editor: Editor }, create: [website] }\n');
    for (const name of ['ada', 'bob']) addPerson(sites, 'drupal', name, { groups: name === 'ada' ? ['manager'] : [] });
    addPerson(sites, 'joomla', 'eve', { groups: ['content_editor'] });
    const plan = await stage.rollcall('plan');
    expect(plan.out).to.match(/\+ group Staff \[waits for approval\] — website has no group "Staff"/);
    expect((await stage.rollcall('run')).code).to.equal(3);
    expect(titles()).to.not.include('Staff');
    const approved = await stage.rollcall('approve');
    expect(approved.code, approved.out + approved.err).to.equal(0);
    expect(titles().filter((title) => title === 'Staff')).to.have.length(1);
    expectSame(stage);
    const again = await stage.rollcall('run');
    expect(again.code, again.out + again.err).to.equal(0);
    expectSame(stage);
    expect(titles().filter((title) => title === 'Staff')).to.have.length(1);
  });

  it('are not made where the configuration does not say so; the message says how', async () => {
    configure(TABLE);
    const { code, err } = await stage.rollcall('plan');
    expect(code).to.equal(2);
    expect(err)
      .to.include('website has no group "Staff"')
      .and.to.include('"create: [website]" makes missing ones there');
  });

  it('cannot be made in Drupal, which check says before anything runs, with what to do', async () => {
    configure('    groups: { roles: { manager: Editor, choir: Author }, create: [intranet] }\n');
    for (const command of ['check', 'plan']) {
      const { code, out, err } = await stage.rollcall(command);
      expect(code, command).to.not.equal(0);
      expect(out + err, command).to.match(
        /intranet cannot make groups: JSON:API only reads roles; make it at People → Roles/,
      );
    }
  });
});

describe('groups that one of two SCIM services lacks', () => {
  const served: ServedSimulator[] = [];
  afterEach(() => Promise.all(served.splice(0).map((one) => one.close())));

  /** Names of the people in a group, as the service holds them. */
  function members(service: ScimService, displayName: string): readonly string[] {
    return [...service.users.all()]
      .filter(({ id }) =>
        service.groupIdsOf(id).some((group) => service.groups.get(group)?.displayName === displayName),
      )
      .map(({ userName }) => String(userName))
      .sort();
  }

  it('are made there once, hold who is in them on the other side, and a further run writes nothing', async () => {
    const clock = new TestClock();
    const services = [new ScimService(), new ScimService()] as const;
    for (const service of services)
      served.push(
        await serveSimulator(createScimSimulator({ service, dialect: SCIM_DIALECTS.generic, now: () => clock.now() })),
      );
    const [here, there] = services;
    const ids = ['ada', 'bob', 'cyd'].map((userName) => here.addUser({ userName, active: true }).id);
    here.addGroup('Choir', ids.slice(0, 2));
    there.addUser({ userName: 'bob', active: true });
    const eve = there.addUser({ userName: 'eve', active: true }).id;
    there.addGroup('Editors', [eve]);
    const connection = (at: number): object => ({
      provider: 'scim',
      baseUrl: `${served[at]?.url}${SCIM_PATH}`,
      auth: { token: 'scim-token' },
    });
    const rollcall = await createRollcall({
      config: {
        connections: { here: connection(0), there: connection(1) },
        syncs: {
          people: {
            between: ['here', 'there'],
            correlate: ['userName'],
            mapping: { userName: 'userName', title: 'title' },
            groups: { roles: { Choir: 'Singers', Writers: 'Editors' }, create: ['here', 'there'] },
          },
        },
      },
      state: new MemoryState({ salt: 'salt' }),
      clock,
      http: createHttpClients({ clock, random: () => 0.5 }),
      extensions: [scim],
    });
    const sync = (): ReturnType<typeof rollcall.sync> => rollcall.sync('people');
    const { run } = await sync().run();
    expect([members(there, 'Singers'), members(here, 'Writers')]).to.deep.equal([[], []]);
    expect((await sync().approve(run.id)).status).to.equal('done');
    for (let round = 0; round < 2; round += 1) {
      expect(members(there, 'Singers')).to.deep.equal(['ada', 'bob']);
      expect(members(here, 'Writers')).to.deep.equal(['eve']);
      const writes = (): number =>
        served.reduce(
          (sum, { counts }) =>
            sum + ['POST', 'PUT', 'PATCH', 'DELETE'].reduce((own, method) => own + (counts[method] ?? 0), 0),
          0,
        );
      const before = writes();
      expect((await sync().run()).status).to.equal('done');
      expect(writes(), 'writes of a further run').to.equal(before);
    }
    expect([...there.groups.all()].map(({ displayName }) => displayName).sort()).to.deep.equal(['Editors', 'Singers']);
    await rollcall.close();
  });
});
