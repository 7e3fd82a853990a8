import { expect } from 'chai';
import { openStage, type Stage } from '../support/stage.js';
import {
  addPerson,
  drupalPeople,
  expectSame,
  groupId,
  joomlaPeople,
  type TwoSites,
  twoSites,
  twoWayConfig,
  writesOf,
} from '../support/two-way-stage.js';

describe('Drupal and Joomla keep each other right', function () {
  this.timeout(120_000);
  let stage: Stage;
  let sites: TwoSites;
  beforeEach(async () => {
    sites = twoSites();
    stage = await openStage({ drupal: sites.drupal, joomla: { site: sites.joomla } });
    stage.configure(twoWayConfig(stage));
  });
  afterEach(() => stage.close());

  async function run(): Promise<string> {
    const result = await stage.rollcall('run');
    expect(result.code, result.out + result.err).to.equal(0);
    return result.out;
  }

  /** Writes to each site that a run takes. */
  async function writesOfRun(): Promise<readonly [drupal: number, joomla: number]> {
    // Rollcall asks whether it may write by a POST that writes nothing, once a run.
    const before = [writesOf(stage.drupal), writesOf(stage.joomla)] as const;
    await run();
    return [writesOf(stage.drupal) - before[0] - 1, writesOf(stage.joomla) - before[1]];
  }

  async function joined(): Promise<void> {
    expect((await stage.rollcall('run')).code, 'it waits').to.equal(3);
    const approved = await stage.rollcall('approve');
    expect(approved.code, approved.out + approved.err).to.equal(0);
    await run();
    expectSame(stage);
  }

  it('writes nothing before somebody has approved, then joins both, and then is quiet', async () => {
    for (const name of ['ada', 'bob']) addPerson(sites, 'drupal', name, { department: 'Sales', groups: ['manager'] });
    for (const name of ['eve', 'fay']) addPerson(sites, 'joomla', name, { groups: ['content_editor'] });
    addPerson(sites, 'drupal', 'both', { mail: 'Both@example.test', department: 'R&D' });
    addPerson(sites, 'joomla', 'Both', { mail: 'both@example.test' });
    const before = drupalPeople(sites.drupal);
    const waits = await stage.rollcall('plan');
    expect(waits.out).to.include('intranet:').and.to.include('website:');
    await stage.rollcall('run');
    expect(drupalPeople(sites.drupal)).to.deep.equal(before);
    expect(sites.joomla.users.size).to.equal(4);
    await joined();
    expect(Object.keys(drupalPeople(sites.drupal))).to.deep.equal(['ada', 'bob', 'both', 'eve', 'fay']);
    expect(await writesOfRun()).to.deep.equal([0, 0]);
  });

  it('takes one change to the other site in one write, and writes nothing back', async () => {
    for (const name of ['ada', 'bob']) addPerson(sites, 'drupal', name, { groups: ['manager'] });
    await joined();
    const ada = sites.drupal.users.findByName('ada');
    if (ada === undefined) throw new Error('nobody');
    sites.drupal.updateUser(ada.uid, { fields: { field_department: 'Sales' } });
    expect(await writesOfRun()).to.deep.equal([0, 1]);
    const bob = sites.joomla.userByUsername('bob');
    if (bob === undefined) throw new Error('nobody');
    bob.fields.set('department', 'Law');
    expect(await writesOfRun()).to.deep.equal([1, 0]);
    bob.groups.delete(groupId(sites.joomla, 'Staff'));
    expect(await writesOfRun()).to.deep.equal([1, 0]);
    bob.block = 1;
    expect(await writesOfRun()).to.deep.equal([1, 0]);
    expectSame(stage);
    expect(await writesOfRun()).to.deep.equal([0, 0]);
  });

  it('keeps a conflict for a person, explains it, and takes the side that was chosen', async () => {
    addPerson(sites, 'drupal', 'ada');
    await joined();
    const { uid = 0, uuid = '' } = sites.drupal.users.findByName('ada') ?? {};
    sites.drupal.updateUser(uid, { fields: { field_department: 'Sales' } });
    sites.joomla.userByUsername('ada')?.fields.set('department', 'Law');
    const explained = await stage.rollcall('explain', `intranet:${uuid}`);
    expect(explained.out).to.include('Sales').and.to.include('Law').and.to.include('a person decides');
    const waits = await stage.rollcall('run');
    expect(waits.code, waits.out).to.equal(3);
    expect(joomlaPeople(sites.joomla).ada).to.include('Law');
    const approved = await stage.rollcall('approve', '--take', 'website');
    expect(approved.code, approved.out + approved.err).to.equal(0);
    expect(drupalPeople(sites.drupal).ada).to.include('Law');
    await run();
    expectSame(stage);
  });

  it('says which mappers lose something, before anything is lost', async () => {
    stage.configure(
      twoWayConfig(stage).replace(
        'department: field_department',
        'department: { from: field_department, through: [lower-case] }',
      ),
    );
    const refused = await stage.rollcall('plan');
    expect(refused.code).to.not.equal(0);
    expect(refused.err).to.include('lower-case').and.to.include('authority: intranet');
  });
});
