import { type DrupalSite, generateDrupalSite } from '@rollcall/testing';
import { expect } from 'chai';
import { type BetterAuthServer, startBetterAuth } from '../support/better-auth-server.js';
import { expectedScimPeople, type ScimPerson, scimLine } from '../support/drupal-scim-oracle.js';
import { openScimStage, type ScimStage } from '../support/scim-stage.js';

describe('Drupal to @better-auth/scim, a SCIM server by others', function () {
  this.timeout(120_000);
  let stage: ScimStage | undefined;
  let server: BetterAuthServer | undefined;
  afterEach(async () => {
    await Promise.all([stage?.close(), server?.close()]);
  });

  /** What it holds, read from its tables. */
  function people({ table }: BetterAuthServer): readonly string[] {
    const nameOf = new Map(table('scimGroup').map(({ id, displayName }) => [id, String(displayName)]));
    return table('scimUser')
      .filter(({ active }) => active === true)
      .map((row) => {
        const groups = table('scimGroupMember')
          .filter(({ scimUserId }) => scimUserId === row.id)
          .map(({ groupId }) => nameOf.get(groupId) ?? '?');
        const person: ScimPerson = {
          userName: String(row.userName),
          name: { givenName: text(row.givenName), familyName: text(row.familyName) },
          emails: JSON.parse(String(row.serializedEmails)) as NonNullable<ScimPerson['emails']>,
        };
        return scimLine(person, groups);
      })
      .sort();
  }

  /** It takes nobody without an e-mail address. */
  const expected = (site: DrupalSite): readonly string[] =>
    expectedScimPeople(site).filter((line) => !line.includes('<>'));

  it('makes everybody right who has an e-mail address, names the others, and writes nothing the second time', async () => {
    const drupal = generateDrupalSite({ users: 150, seed: 9 });
    const without = expectedScimPeople(drupal).length - expected(drupal).length;
    expect(without, 'people without an address').to.be.greaterThan(0);
    server = await startBetterAuth('scim-token');
    stage = await openScimStage({ drupal, baseUrl: server.url });
    const checked = await stage.rollcall('check');
    expect(checked.code, checked.out + checked.err).to.equal(0);
    await stage.rollcall('run');
    expect(people(server)).to.deep.equal(expected(drupal));
    expect(people(server).length).to.be.greaterThan(40);
    // Whom it refuses it may be asked for once more; nobody whom it has is written again.
    const before = { ...server.counts };
    await stage.rollcall('run');
    expect((server.counts.POST ?? 0) - (before.POST ?? 0), 'creations').to.be.at.most(without);
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(server.counts[method] ?? 0, `${method}s of the second run`).to.equal(before[method] ?? 0);
    expect(people(server)).to.deep.equal(expected(drupal));
    const [mover, leaver] = [...drupal.users.all()].filter(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    if (mover === undefined || leaver === undefined) throw new Error('too few people');
    drupal.updateUser(mover.uid, { roles: ['joomla_user', 'manager'], mail: 'moved@example.test' });
    drupal.updateUser(leaver.uid, { status: false });
    await stage.rollcall('run');
    expect(people(server)).to.deep.equal(expected(drupal));
  });
});

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
