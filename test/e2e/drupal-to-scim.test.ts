import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  createScimSimulator,
  type DrupalSite,
  drupalSiteFromRecordings,
  FaultPlan,
  generateDrupalSite,
  SCIM_DIALECTS,
  SCIM_PATH,
  type ScimSimulator,
  type ServedSimulator,
  serveSimulator,
} from '@rollcall/testing';
import { expect } from 'chai';
import { actualScimPeople, expectedScimPeople } from '../support/drupal-scim-oracle.js';
import { root } from '../support/root.js';
import { openScimStage, type ScimStage } from '../support/scim-stage.js';

const recordings = resolve(process.env.ROLLCALL_RECORDINGS ?? join(root, '..', 'shared', 'recordings'), 'drupal');
const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];

describe('Drupal to a SCIM service', function () {
  this.timeout(120_000);
  let stage: ScimStage | undefined;
  let served: ServedSimulator | undefined;
  afterEach(async () => {
    await Promise.all([stage?.close(), served?.close()]);
    stage = undefined;
    served = undefined;
  });

  interface Opened {
    readonly simulator: ScimSimulator;
    readonly served: ServedSimulator;
    readonly stage: ScimStage;
  }

  async function open(drupal: DrupalSite, dialect: keyof typeof SCIM_DIALECTS, faults?: FaultPlan): Promise<Opened> {
    const simulator = createScimSimulator({ dialect: SCIM_DIALECTS[dialect] });
    simulator.service.addUser({ userName: 'owner', emails: [{ type: 'work', value: 'owner@app.example.test' }] });
    served = await serveSimulator(simulator, faults === undefined ? {} : { faults });
    stage = await openScimStage({
      drupal,
      baseUrl: served.url + SCIM_PATH,
      provider: dialect === 'generic' ? 'scim' : `scim:${dialect}`,
      correlate: dialect === 'generic' ? `userName, 'emails[type eq "work"].value'` : 'userName',
    });
    return { simulator, served, stage };
  }

  const people = ({ service }: ScimSimulator): readonly string[] =>
    actualScimPeople(service).filter((line) => !line.startsWith('owner '));
  const writes = ({ counts }: ServedSimulator): readonly number[] => CHANGES.map((method) => counts[method] ?? 0);

  const SITES: readonly (readonly [string, keyof typeof SCIM_DIALECTS, () => DrupalSite])[] = [
    ['the 234 accounts of the recorded site', 'generic', () => drupalSiteFromRecordings(recordings)],
    ['a generated site of 600', 'generic', () => generateDrupalSite({ users: 600, seed: 7 })],
    ...(['entra-strict', 'okta', 'aws', 'github', 'google'] as const).map(
      (dialect) => ['a generated site of 250', dialect, () => generateDrupalSite({ users: 250, seed: 9 })] as const,
    ),
  ];
  for (const [title, dialect, make] of SITES)
    it(`${dialect}: ${title}: all right after one run, nothing written by the second`, async function () {
      if (title.includes('recorded') && !existsSync(recordings)) this.skip();
      const drupal = make();
      const { stage, simulator, served } = await open(drupal, dialect);
      const checked = await stage.rollcall('check');
      expect(checked.code, checked.out + checked.err).to.equal(0);
      const first = await stage.rollcall('run');
      expect(first.err).to.equal('');
      expect(people(simulator)).to.deep.equal(expectedScimPeople(drupal));
      expect(people(simulator).length).to.be.greaterThan(50);
      expect(served.requests.filter(({ status }) => status === 409 || status === 429)).to.deep.equal([]);
      const before = writes(served);
      const second = await stage.rollcall('run');
      expect(second.out).to.contain('Written: nothing');
      // The check of a credential may have asked for a change of nobody; the second run asked for none.
      expect(writes(served)).to.deep.equal(before);
    });

  it('follows joiners, movers, leavers and returners, and leaves strangers alone', async () => {
    const drupal = generateDrupalSite({ users: 80, seed: 3 });
    const { stage, simulator } = await open(drupal, 'generic');
    await stage.rollcall('run');
    const [mover, renamed, leaver, blocked, gone] = [...drupal.users.all()].filter(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    if (
      mover === undefined ||
      renamed === undefined ||
      leaver === undefined ||
      blocked === undefined ||
      gone === undefined
    )
      throw new Error('too few people');
    drupal.updateUser(mover.uid, { roles: ['joomla_user', 'manager'] });
    drupal.updateUser(renamed.uid, { name: 'renamed.person', mail: 'renamed@example.test' });
    drupal.updateUser(leaver.uid, { roles: ['manager'] });
    drupal.updateUser(blocked.uid, { status: false });
    drupal.deleteUser(gone.uid);
    drupal.addUser({
      name: 'new.person',
      mail: 'new.person@example.test',
      roles: ['joomla_user', 'content_editor'],
      fields: { field_first_name: 'New', field_last_name: 'Person' },
    });
    const size = simulator.service.users.size;
    const run = await stage.rollcall('run');
    expect(run.code, run.out + run.err).to.equal(0);
    expect(people(simulator)).to.deep.equal(expectedScimPeople(drupal));
    expect(simulator.service.users.size, 'a rename is an update, and nobody is deleted').to.equal(size + 1);
    drupal.updateUser(blocked.uid, { status: true });
    drupal.updateUser(leaver.uid, { roles: ['joomla_user'] });
    await stage.rollcall('run');
    expect(people(simulator)).to.deep.equal(expectedScimPeople(drupal));
    expect(simulator.service.users.size).to.equal(size + 1);
    expect([...simulator.service.users.all()].some(({ userName, active }) => userName === 'owner' && active)).to.equal(
      true,
    );
  });

  const SPOILT: readonly (readonly [keyof typeof SCIM_DIALECTS, (faults: FaultPlan) => FaultPlan])[] = [
    [
      'generic',
      (faults) =>
        faults
          .when({ path: /Bulk$/ }, { kind: 'drop-after' })
          .when({ path: /Groups\/./, method: 'PATCH' }, { kind: 'error-after' }, { times: 4 }),
    ],
    [
      'okta',
      (faults) =>
        faults.random(11, {
          rate: 0.05,
          kinds: ['drop-before', 'drop-after', 'truncate', 'error-after', 'html'],
          matcher: ({ method }) => method !== 'GET',
        }),
    ],
  ];
  for (const [dialect, spoil] of SPOILT)
    it(`${dialect}: ends right although answers are lost, cut and refused on the way`, async () => {
      const drupal = generateDrupalSite({ users: 120, seed: 5 });
      const faults = spoil(new FaultPlan());
      const { stage, simulator } = await open(drupal, dialect, faults);
      await stage.rollcall('run');
      expect(faults.log.length).to.be.greaterThan(0);
      faults.clear();
      await stage.rollcall('run');
      expect(people(simulator)).to.deep.equal(expectedScimPeople(drupal));
      const names = [...simulator.service.users.all()].map(({ userName }) => userName);
      expect(new Set(names).size, 'nobody twice').to.equal(names.length);
    });
});
