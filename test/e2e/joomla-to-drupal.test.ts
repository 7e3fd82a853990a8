import { addStandardAccounts, DrupalSite, JoomlaSite, type JoomlaUser } from '@rollcall/testing';
import { expect } from 'chai';
import { openStage, type Stage } from '../support/stage.js';

const SYNC = `    scope: { roles: [Staff] }
    correlate: [userName, 'emails[type eq "work"].value']
    mapping:
      userName: username
      emails[type eq "work"].value: email
      field_first_name: employee-number
    operations: [create, update, deactivate, reactivate]
    groups: { roles: { Staff: joomla_user, Editor: content_editor } }
    guard: { deactivate: { percent: 100, atLeast: 50 }, delete: { count: 0 } }
`;
const [REGISTERED, EDITOR, STAFF] = [2, 4, 10] as const;

/** What Drupal must hold, from the Joomla site alone. */
function expected(site: JoomlaSite): readonly string[] {
  return [...site.users.values()]
    .filter(({ groups, username }) => groups.has(STAFF) && username !== 'admin')
    .map(({ username, email, fields, groups, block }) => {
      const roles = ['joomla_user', ...(groups.has(EDITOR) ? ['content_editor'] : [])].sort();
      return block === 0
        ? `${username} <${email}> ${String(fields.get('employee-number') ?? '')} [${roles.join('+')}]`
        : '';
    })
    .filter((line) => line !== '')
    .sort();
}

function actual(site: DrupalSite): readonly string[] {
  return [...site.users.all()]
    .filter(({ uid, status }) => uid > 3 && status)
    .map(
      ({ name, mail, fields, roles }) =>
        `${name} <${mail}> ${fields.field_first_name ?? ''} [${[...roles].sort().join('+')}]`,
    )
    .sort();
}

/** What changed something: the adapter also asks by an empty POST, which Drupal refuses, whether it may write at all. */
function writesIn({ drupal }: Stage): number {
  return drupal.requests.filter(({ method, status }) => method !== 'GET' && status !== null && status < 300).length;
}

describe('Joomla to Drupal, Joomla as the source', function () {
  this.timeout(60_000);
  let stage: Stage;
  let people: readonly JoomlaUser[];

  beforeEach(async () => {
    const joomla = new JoomlaSite({
      groups: ['Staff'],
      fields: [{ name: 'employee-number' }],
      settings: { stableTies: false },
    });
    // Another group of the same title: who is in which shows in no list of users.
    joomla.addGroup('Staff', EDITOR);
    const drupal = new DrupalSite();
    addStandardAccounts(drupal);
    stage = await openStage({ drupal, joomla: { site: joomla } });
    people = Array.from({ length: 240 }, (_, n) =>
      joomla.addUser({
        name: `Same Name ${n % 5}`,
        username: `person${n}`,
        email: `person${n}@example.test`,
        groups: [REGISTERED, ...(n % 2 === 0 ? [STAFF] : [11]), ...(n % 6 === 0 ? [EDITOR] : [])],
        fields: { 'employee-number': `E-${n}` },
      }),
    );
    const [connections] = stage.config.split('syncs:');
    const paged = connections?.replace('route: core,', 'route: core, pageSize: 50,');
    const scope = SYNC.replaceAll('Staff', "'10'");
    stage.configure(`${paged}syncs:\n  staff:\n    from: website\n    to: intranet\n${scope}`);
  });
  afterEach(() => stage.close());

  it('everybody in the scope is right in Drupal after one run, proven complete, and the second writes nothing', async () => {
    const first = await stage.rollcall('run');
    expect(first.code, first.out + first.err).to.equal(0);
    expect(first.out).to.contain('Source: 241 accounts, proven complete');
    expect(actual(stage.drupalSite)).to.deep.equal(expected(stage.joomlaSite));
    expect(actual(stage.drupalSite).length).to.equal(120);
    expect(
      stage.joomla.requests.filter(({ path }) => /\/users\/\d/.test(path)).length,
      'users read one by one',
    ).to.equal(0);
    const before = writesIn(stage);
    const second = await stage.rollcall('run');
    expect(second.out).to.contain('Written: nothing');
    expect(writesIn(stage)).to.equal(before);
    for (const method of ['POST', 'PATCH', 'DELETE'])
      expect(stage.joomla.counts[method] ?? 0, 'nothing in Joomla').to.equal(0);
  });

  it('refuses a scope by a title that two groups have', async () => {
    const [connections] = stage.config.split('syncs:');
    stage.configure(`${connections}syncs:\n  staff:\n    from: website\n    to: intranet\n${SYNC}`);
    const run = await stage.rollcall('run');
    expect(run.code).to.equal(2);
    expect(run.out + run.err)
      .to.contain('website has 2 groups "Staff"')
      .and.to.contain('Registered/Staff (10)');
  });

  it('follows blocks, deletions, groups, fields and names, whoever edits', async () => {
    await stage.rollcall('run');
    const { joomlaSite, drupalSite } = stage;
    const [blocked, , deleted, , leaver, , mover, , renamed] = people;
    if (!blocked || !deleted || !leaver || !mover || !renamed) throw new Error('too few people');
    blocked.block = 1;
    joomlaSite.deleteUser(deleted.id);
    leaver.groups.delete(STAFF);
    mover.groups.delete(EDITOR);
    renamed.fields.set('employee-number', 'E-new');
    joomlaSite.rename(renamed, { username: 'renamed', email: 'renamed@example.test' });
    const run = await stage.rollcall('run');
    expect(run.code, run.out + run.err).to.equal(0);
    expect(actual(drupalSite)).to.deep.equal(expected(joomlaSite));
    blocked.block = 0;
    leaver.groups.add(STAFF);
    await stage.rollcall('run');
    expect(actual(drupalSite)).to.deep.equal(expected(joomlaSite));
    expect((await stage.rollcall('run')).out).to.contain('Written: nothing');
  });

  it('removes nobody when groups were edited while it read, and it cannot prove that it saw all as it is', async () => {
    await stage.rollcall('run');
    const gone = people[0];
    if (gone === undefined) throw new Error('nobody');
    stage.joomlaSite.deleteUser(gone.id);
    let added = 0;
    stage.joomla.faults.when(
      ({ path }) => {
        if (path.includes('registrationDate') && added < 3) {
          added += 1;
          const site = stage.joomlaSite;
          site.addGroup(`Group ${added}`, REGISTERED);
        }
        return false;
      },
      { kind: 'drop-before' },
    );
    const run = await stage.rollcall('run');
    expect(run.out).to.contain('not proven complete').and.to.contain('groups were changed while users were read');
    expect(stage.drupalSite.users.all().find(({ name }) => name === gone.username)?.status).to.equal(true);
    stage.joomla.faults.clear();
    await stage.rollcall('run');
    expect(stage.drupalSite.users.all().find(({ name }) => name === gone.username)?.status).to.equal(false);
  });
});
