import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DrupalSite, drupalSiteFromRecordings, generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { expectedScimPeople, type ScimPerson, scimLine } from '../support/drupal-scim-oracle.js';
import { root } from '../support/root.js';
import { openScimStage, type ScimStage } from '../support/scim-stage.js';
import { type ScimmyServer, startScimmy } from '../support/scimmy-server.js';

const recordings = resolve(process.env.ROLLCALL_RECORDINGS ?? join(root, '..', 'shared', 'recordings'), 'drupal');

describe('Drupal to scimmy-routers, a SCIM server by others', function () {
  this.timeout(120_000);
  let stage: ScimStage | undefined;
  let server: ScimmyServer | undefined;
  afterEach(async () => {
    await Promise.all([stage?.close(), server?.close()]);
  });

  /** What it holds, read from its maps. */
  function people({ users, groups }: ScimmyServer): readonly string[] {
    return [...users.values()]
      .filter(({ active }) => active === true)
      .map((user) => {
        const own = [...groups.values()].filter(({ members }) =>
          ((members ?? []) as readonly { readonly value: string }[]).some(({ value }) => value === user.id),
        );
        return scimLine(
          user as unknown as ScimPerson,
          own.map(({ displayName }) => String(displayName)),
        );
      })
      .sort();
  }

  const writes = ({ counts }: ScimmyServer): readonly number[] =>
    ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => counts[method] ?? 0);

  const SITES: readonly (readonly [string, () => DrupalSite])[] = [
    ['the 234 accounts of the recorded site', () => drupalSiteFromRecordings(recordings)],
    ['a generated site of 250', () => generateDrupalSite({ users: 250, seed: 9 })],
  ];
  for (const [title, make] of SITES)
    it(`${title}: all right after one run, nothing written by the second, and changes followed`, async function () {
      if (title.includes('recorded') && !existsSync(recordings)) this.skip();
      const drupal = make();
      server = await startScimmy('scim-token');
      stage = await openScimStage({ drupal, baseUrl: server.url });
      const checked = await stage.rollcall('check');
      expect(checked.code, checked.out + checked.err).to.equal(0);
      const first = await stage.rollcall('run');
      expect(first.code, first.out + first.err).to.equal(0);
      expect(people(server)).to.deep.equal(expectedScimPeople(drupal));
      expect(people(server).length).to.be.greaterThan(50);
      const before = writes(server);
      const second = await stage.rollcall('run');
      expect(second.out).to.contain('Written: nothing');
      expect(writes(server)).to.deep.equal(before);
      const [mover, leaver] = [...drupal.users.all()].filter(
        ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
      );
      if (mover === undefined || leaver === undefined) throw new Error('too few people');
      drupal.updateUser(mover.uid, { roles: ['joomla_user', 'manager'], mail: 'moved@example.test' });
      drupal.updateUser(leaver.uid, { status: false });
      const third = await stage.rollcall('run');
      expect(third.code, third.out + third.err).to.equal(0);
      expect(people(server)).to.deep.equal(expectedScimPeople(drupal));
    });

  it('takes over whom it finds there, although the server ignores what page is asked for', async () => {
    const drupal = generateDrupalSite({ users: 60, seed: 2 });
    server = await startScimmy('scim-token');
    stage = await openScimStage({ drupal, baseUrl: server.url, settings: 'pageSize: 10' });
    await stage.rollcall('run');
    const size = server.users.size;
    await stage.close();
    // Another state: nothing is linked, and everybody is there already.
    stage = await openScimStage({ drupal, baseUrl: server.url, settings: 'pageSize: 10' });
    const run = await stage.rollcall('run');
    expect(run.code, run.out + run.err).to.equal(0);
    expect(server.users.size, 'nobody twice').to.equal(size);
    expect(people(server)).to.deep.equal(expectedScimPeople(drupal));
  });
});
