import { generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { actualPeople as actual, expectedPeople as expected } from '../support/drupal-joomla-oracle.js';
import { openStage, type Stage, SYNC } from '../support/stage.js';

describe('Drupal to Joomla, what happens to people', function () {
  this.timeout(120_000);
  let stage: Stage;
  afterEach(() => stage.close());

  it('follows joiners, movers, leavers and returners', async () => {
    stage = await openStage({ drupal: generateDrupalSite({ users: 60, seed: 3 }) });
    const site = stage.drupalSite;
    await stage.rollcall('run');
    const people = [...site.users.all()].filter(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    const [mover, renamed, leaver, blocked, gone] = people;
    if (
      mover === undefined ||
      renamed === undefined ||
      leaver === undefined ||
      blocked === undefined ||
      gone === undefined
    )
      throw new Error('too few people');
    site.updateUser(mover.uid, { roles: ['joomla_user', 'manager'] });
    site.updateUser(renamed.uid, { name: 'renamed.person', mail: 'renamed@example.test' });
    site.updateUser(leaver.uid, { roles: ['manager'] });
    site.updateUser(blocked.uid, { status: false });
    site.deleteUser(gone.uid);
    site.addUser({
      name: 'new.person',
      mail: 'new.person@example.test',
      roles: ['joomla_user'],
      fields: { field_first_name: 'New', field_last_name: 'Person' },
    });
    const size = stage.joomlaSite.users.size;
    const run = await stage.rollcall('run');
    expect(run.code, run.out + run.err).to.equal(0);
    expect(actual(stage.joomlaSite)).to.deep.equal(expected(site));
    expect(stage.joomlaSite.users.size, 'a rename is an update, and nobody is deleted').to.equal(size + 1);
    site.updateUser(blocked.uid, { status: true });
    site.updateUser(leaver.uid, { roles: ['joomla_user'] });
    await stage.rollcall('run');
    expect(actual(stage.joomlaSite)).to.deep.equal(expected(site));
    expect(stage.joomlaSite.users.size).to.equal(size + 1);
  });

  it('does it for one person, step by step, and explains it', async () => {
    stage = await openStage({ drupal: generateDrupalSite({ users: 30, seed: 3 }) });
    const person = [...stage.drupalSite.users.all()].find(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    if (person === undefined) throw new Error('nobody');
    const done = await stage.rollcall('provision', person.name);
    expect(done.code, done.out + done.err).to.equal(0);
    for (const step of ['Found:', 'In scope: yes', 'Matched: nobody', 'Mapped:', 'Done: create'])
      expect(done.out).to.contain(step);
    expect(stage.joomlaSite.userByUsername(person.name)?.email).to.equal(person.mail);
    expect(stage.joomlaSite.users.size).to.equal(2);
    const explained = await stage.rollcall('explain', String(person.mail));
    expect(explained.out).to.contain('in scope, and as it should be').and.to.contain('field_first_name');
  });

  it('plans without values, applies exactly the plan, and refuses what changed since', async () => {
    stage = await openStage({ drupal: generateDrupalSite({ users: 30, seed: 4 }) });
    const planned = await stage.rollcall('plan', '--out', 'plan.json', '--exit-code');
    expect(planned.code).to.equal(4);
    const people = [...stage.drupalSite.users.all()].filter(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    const [changed] = people;
    if (changed === undefined) throw new Error('nobody');
    stage.drupalSite.updateUser(changed.uid, { fields: { ...changed.fields, field_first_name: 'Other' } });
    const applied = await stage.rollcall('run', '--plan', 'plan.json');
    expect(applied.out).to.contain('otherwise now than the plan says');
    expect(actual(stage.joomlaSite)).to.deep.equal(
      expected(stage.drupalSite).filter((line) => !line.includes(`<${changed.mail}>`)),
    );
  });

  it('leaves the administrators of Joomla alone, whoever claims their names', async () => {
    stage = await openStage({
      drupal: generateDrupalSite({ users: 5, seed: 4 }),
      sync: SYNC.replace('scope: { roles: [joomla_user] }', 'scope: { roles: [manager] }'),
    });
    stage.drupalSite.addUser({
      name: 'Admin',
      mail: 'evil@example.test',
      roles: ['manager'],
      fields: { field_first_name: 'E', field_last_name: 'Vil' },
    });
    const run = await stage.rollcall('run');
    expect(run.out).to.contain('protected');
    expect(stage.joomlaSite.userByUsername('admin')).to.include({ email: 'admin@joomla.example.test', name: 'Admin' });
  });
});
