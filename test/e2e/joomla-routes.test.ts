import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type DrupalSite,
  drupalSiteFromRecordings,
  generateDrupalSite,
  type JoomlaScimOptions,
  JoomlaSite,
} from '@rollcall/testing';
import { expect } from 'chai';
import { actualPeople, expectedPeople } from '../support/drupal-joomla-oracle.js';
import { root } from '../support/root.js';
import { openStage, type Stage, SYNC } from '../support/stage.js';

const recordings = resolve(process.env.ROLLCALL_RECORDINGS ?? join(root, '..', 'shared', 'recordings'), 'drupal');
const SCIM_TOKEN = 'scim-token';
/** Joomla's group "Manager". */
const MANAGERS = 6;
const BY_CORE = `token: '\${env:JOOMLA_TOKEN}'`;
const BY_SCIM = `scim: { token: '\${env:SCIM_TOKEN}' }`;
/** The SCIM plugin has no memberships. */
const WITHOUT_GROUPS = SYNC.replace(/^ *groups:.*\n/m, '');

interface Route {
  readonly title: string;
  readonly connection: string;
  readonly scim?: Partial<JoomlaScimOptions>;
  readonly coreApi?: false;
  readonly sync: string;
  /** What the route can keep of a person, of `username <mail> name [groups]`. */
  readonly kept: (line: string) => string;
  /** Can it block who leaves? */
  readonly blocks: boolean;
  /** By which way it creates. */
  readonly via: 'Web Services API' | 'SCIM plugin';
  /** What a report must say of a person made by it; `undefined` where nothing is left out. */
  readonly leftOut?: RegExp;
}

const FREE: Pick<Route, 'kept' | 'blocks' | 'via' | 'leftOut' | 'sync'> = {
  sync: WITHOUT_GROUPS,
  kept: (line) => line.replace(/^(\S+( \S+)*) <(.*)> .* \[.*\]$/, '$1 <$3> $1 [Registered]'),
  blocks: false,
  via: 'SCIM plugin',
  leftOut: /keeps username and e-mail only, and dropped name.givenName, name.familyName/,
};

const ROUTES: readonly Route[] = [
  {
    title: 'core',
    connection: `route: core, ${BY_CORE}`,
    sync: SYNC,
    kept: (line) => line,
    blocks: true,
    via: 'Web Services API',
  },
  { title: 'SCIM, free edition', connection: `route: scim, ${BY_SCIM}`, scim: {}, ...FREE },
  {
    title: 'SCIM, complete edition',
    connection: `route: scim, ${BY_SCIM}`,
    scim: { edition: 'complete' },
    sync: WITHOUT_GROUPS,
    kept: (line) => line.replace(/\[.*\]$/, '[Registered]'),
    blocks: true,
    via: 'SCIM plugin',
  },
  {
    title: 'auto with both, which takes the API',
    connection: `${BY_CORE}, ${BY_SCIM}`,
    scim: {},
    sync: SYNC,
    kept: (line) => line,
    blocks: true,
    via: 'Web Services API',
  },
  {
    title: 'auto where the API is off, which takes the plugin',
    connection: `${BY_CORE}, ${BY_SCIM}`,
    scim: {},
    coreApi: false,
    ...FREE,
  },
];

const SITES: readonly (readonly [string, () => DrupalSite])[] = [
  ['the 234 accounts of the recorded site', () => drupalSiteFromRecordings(recordings)],
  ['a generated site of 110', () => generateDrupalSite({ users: 110, seed: 11 })],
];

/** As the sites are left by the runs: who is blocked is there, and blocked. */
function blockedNames(site: JoomlaSite): readonly string[] {
  return [...site.users.values()].filter(({ block }) => block === 1).map(({ username }) => username);
}

/** People whom Joomla cannot have. */
function withoutMail(site: DrupalSite): number {
  return [...site.users.all()].filter(
    ({ uid, roles, status, mail }) => uid > 1 && status && roles.includes('joomla_user') && mail === null,
  ).length;
}

for (const route of ROUTES) {
  describe(`Drupal to Joomla, by ${route.title}`, function () {
    this.timeout(120_000);
    let stage: Stage | undefined;
    afterEach(async () => {
      await stage?.close();
      stage = undefined;
    });

    const open = async (drupal: DrupalSite): Promise<Stage> => {
      stage = await openStage({
        drupal,
        joomla: {
          ...(route.scim === undefined ? {} : { scim: { token: SCIM_TOKEN, ...route.scim } }),
          coreApi: route.coreApi ?? true,
        },
        target: (joomla) => `{ provider: joomla, baseUrl: '${joomla.url}', ${route.connection} }`,
        sync: route.sync,
      });
      return stage;
    };

    for (const [title, make] of SITES) {
      it(`${title}: as right as the route can be, and nothing written by the second run`, async function () {
        if (title.includes('recorded') && !existsSync(recordings)) this.skip();
        const { rollcall, joomlaSite, drupalSite, joomla } = await open(make());
        const checked = await rollcall('check');
        expect(checked.code, checked.out + checked.err).to.equal(0);
        expect(checked.out).to.contain(`Create users: Works, by the ${route.via}`);
        const first = await rollcall('run');
        const refused = withoutMail(drupalSite);
        expect(first.code, first.out + first.err).to.equal(refused === 0 ? 0 : 1);
        if (refused > 0) expect(first.out).to.contain(`${refused} × create rejected`);
        const expected = expectedPeople(drupalSite).map(route.kept).sort();
        expect(actualPeople(joomlaSite)).to.deep.equal(expected);
        expect(expected.length).to.be.greaterThan(20);
        expect(joomlaSite.mails.length, 'mails with passwords').to.equal(expected.length);
        const before = { ...joomla.counts };
        const second = await rollcall('run');
        expect(second.out).to.contain('Written: nothing');
        for (const method of ['POST', 'PATCH', 'DELETE', 'PUT'])
          expect(joomla.counts[method] ?? 0, `${method}s of the second run`).to.equal(before[method] ?? 0);
      });
    }

    it('says what it left out, and why, of each person and of each operation', async () => {
      const { rollcall, joomlaSite, drupalSite } = await open(generateDrupalSite({ users: 40, seed: 7 }));
      await rollcall('run');
      const report = (await rollcall('report', '--json')).out;
      const people = expectedPeople(drupalSite).length;
      const told = route.leftOut === undefined ? 0 : [...report.matchAll(new RegExp(route.leftOut, 'g'))].length;
      expect(told, 'people of whom it says what was dropped').to.equal(route.leftOut === undefined ? 0 : people);
      if (route.leftOut === undefined) expect(report).to.not.contain('dropped');
      const [leaver] = [...drupalSite.users.all()].filter(
        ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
      );
      if (leaver === undefined) throw new Error('nobody');
      drupalSite.updateUser(leaver.uid, { status: false });
      const run = await rollcall('run');
      const checked = (await rollcall('check')).out;
      if (route.blocks) {
        expect(blockedNames(joomlaSite)).to.deep.equal([leaver.name]);
        expect(checked).to.contain(`Block users: Works, by the ${route.via}`);
      } else {
        expect(blockedNames(joomlaSite)).to.deep.equal([]);
        expect(run.out).to.contain('1 deactivate-not-supported');
        expect(checked).to.match(/Will not: deactivate: .*the free edition, which can create and look up users only/);
      }
    });

    it('finds the user again whose create succeeded and whose answer was lost', async () => {
      const { rollcall, joomlaSite, drupalSite, joomla } = await open(generateDrupalSite({ users: 40, seed: 7 }));
      joomla.faults.when({ method: 'POST' }, { kind: 'drop-after' }, { times: 3 });
      joomla.faults.when({ method: 'POST' }, { kind: 'error-after', status: 502 }, { times: 2 });
      joomla.faults.when({ method: 'POST' }, { kind: 'empty' }, { times: 2 });
      await rollcall('run');
      expect(joomla.faults.log.length).to.equal(7);
      joomla.faults.clear();
      await rollcall('run');
      expect(actualPeople(joomlaSite)).to.deep.equal(expectedPeople(drupalSite).map(route.kept).sort());
      const third = await rollcall('run');
      expect(third.out).to.contain('Written: nothing');
    });

    // The other routes go one of these two ways.
    if (route.title !== 'core' && route.title !== 'SCIM, free edition') return;

    it('makes nobody twice when the site goes away in the middle of the creates', async () => {
      const { rollcall, joomlaSite, drupalSite, joomla } = await open(generateDrupalSite({ users: 40, seed: 7 }));
      let away = false;
      joomla.faults.when(({ method }) => method === 'POST', { kind: 'drop-after' });
      joomla.faults.when(
        ({ method }) => {
          const gone = away;
          away ||= method === 'POST';
          return gone;
        },
        { kind: 'drop-before' },
        { times: Number.POSITIVE_INFINITY },
      );
      await rollcall('run');
      expect(joomlaSite.users.size, 'the administrator, and one whose answer was lost').to.equal(2);
      joomla.faults.clear();
      await rollcall('run');
      expect(actualPeople(joomlaSite)).to.deep.equal(expectedPeople(drupalSite).map(route.kept).sort());
      expect((await rollcall('run')).out).to.contain('Written: nothing');
    });
  });
}

describe('Drupal to Joomla, by a token that may change users and not create them', function () {
  this.timeout(60_000);

  it('lets the plugin create and the API add the rest, so that everybody is as right as by the API alone', async () => {
    const stage = await openStage({
      drupal: generateDrupalSite({ users: 60, seed: 9 }),
      joomla: { scim: { token: SCIM_TOKEN } },
      target: (joomla) => `{ provider: joomla, baseUrl: '${joomla.url}', ${BY_CORE}, ${BY_SCIM} }`,
    });
    const { joomlaSite, drupalSite, rollcall } = stage;
    const owner = joomlaSite.userByUsername('admin');
    owner?.groups.clear();
    owner?.groups.add(MANAGERS);
    joomlaSite.access.tokenGroups.add(MANAGERS);
    joomlaSite.access.allow(MANAGERS, 'core.login.api');
    joomlaSite.access.deny(MANAGERS, 'core.create');
    expect((await rollcall('check')).out).to.contain('who is no Super User');
    const run = await rollcall('run');
    expect(run.code, run.out + run.err).to.equal(0);
    expect(actualPeople(joomlaSite)).to.deep.equal(expectedPeople(drupalSite));
    expect((await rollcall('run')).out).to.contain('Written: nothing');
    await stage.close();
  });
});

describe('Drupal to Joomla, by a free plugin that cannot reach its maker', function () {
  this.timeout(60_000);

  it('takes no "Request Error" with 200 for success or failure: everybody is there once in the end', async () => {
    const drupal = generateDrupalSite({ users: 80, seed: 5 });
    const stage = await openStage({
      drupal,
      joomla: { scim: { token: SCIM_TOKEN, noEgress: true } },
      target: (joomla) => `{ provider: joomla, baseUrl: '${joomla.url}', route: scim, ${BY_SCIM} }`,
      sync: WITHOUT_GROUPS,
    });
    await stage.rollcall('run');
    const second = await stage.rollcall('run');
    const kept = expectedPeople(drupal).map(FREE.kept).sort();
    expect(kept.length, 'more than one fifth create').to.be.greaterThan(10);
    expect(actualPeople(stage.joomlaSite)).to.deep.equal(kept);
    expect(second.code, second.out).to.equal(0);
    expect((await stage.rollcall('run')).out).to.contain('Written: nothing');
    await stage.close();
  });
});

describe('Drupal to Joomla, where the route cannot do what the sync says', function () {
  this.timeout(30_000);

  it('refuses groups on a connection by the SCIM plugin alone before anything is written', async () => {
    const stage = await openStage({
      drupal: generateDrupalSite({ users: 5, seed: 1 }),
      joomla: { scim: { token: SCIM_TOKEN } },
      target: (joomla) => `{ provider: joomla, baseUrl: '${joomla.url}', route: scim, ${BY_SCIM} }`,
    });
    const run = await stage.rollcall('run');
    expect(run.code).to.equal(2);
    expect(run.err + run.out).to.contain('syncs.staff.groups: website cannot change memberships');
    expect(stage.joomlaSite.users.size).to.equal(1);
    await stage.close();
  });

  it('takes no group for another of the same title, and says how to name the right one', async () => {
    const site = new JoomlaSite({ groups: ['Staff'] });
    site.addGroup('Staff', 1);
    const stage = await openStage({ drupal: generateDrupalSite({ users: 5, seed: 1 }), joomla: { site } });
    const run = await stage.rollcall('run');
    expect(run.code).to.equal(2);
    expect(run.err + run.out)
      .to.contain('website has 2 groups "Staff"')
      .and.to.contain('Registered/Staff (10)');
    expect(site.users.size).to.equal(1);
    await stage.close();
  });

  it('says how to get groups where the API is off', async () => {
    const stage = await openStage({
      drupal: generateDrupalSite({ users: 5, seed: 1 }),
      joomla: { scim: { token: SCIM_TOKEN }, coreApi: false },
      target: (joomla) => `{ provider: joomla, baseUrl: '${joomla.url}', ${BY_CORE}, ${BY_SCIM} }`,
    });
    const run = await stage.rollcall('run');
    expect(run.err + run.out).to.contain('turn on "Web Services - Users"');
    expect(stage.joomlaSite.users.size).to.equal(1);
    await stage.close();
  });
});
