import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { TOKEN_SCOPES } from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { generateDrupalSite, type ServedSimulator, serveSimulator } from '@rollcall/testing';
import { expect } from 'chai';
import { openGatewayStage } from '../gateway/support/gateway-stage.js';
import { expectedScimPeople, type ScimPerson, scimLine } from '../support/drupal-scim-oracle.js';
import { openScimStage, type ScimStage } from '../support/scim-stage.js';

describe("Drupal to Rollcall's own gateway, in front of a directory", function () {
  this.timeout(120_000);
  let folder: string;
  let stage: ScimStage | undefined;
  let served: ServedSimulator | undefined;
  let directory: DirectoryProvider | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-gateway-'));
  });
  afterEach(async () => {
    await Promise.all([stage?.close(), served?.close()]);
    await directory?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the directory's file holds, read from it by plain SQL. */
  function people(path: string): readonly string[] {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      const groups = file.prepare(
        'SELECT name FROM account_group g JOIN membership m ON m.in_group = g.seq WHERE m.account = ?',
      );
      return file
        .prepare('SELECT seq, data FROM account WHERE active = 1')
        .all()
        .map(({ seq, data }) =>
          scimLine(
            JSON.parse(String(data)) as ScimPerson,
            groups.all(Number(seq)).map(({ name }) => String(name)),
          ),
        )
        .sort();
    } finally {
      file.close();
    }
  }

  it('makes everybody right by Bulk and cursors, writes nothing the second time, and follows changes', async () => {
    const drupal = generateDrupalSite({ users: 250, seed: 9 });
    const path = join(folder, 'people.sqlite');
    directory = new DirectoryProvider(parseConfig(DirectoryConfig, { path }));
    const gateway = openGatewayStage({ people: directory }, { app: { connection: 'people' } });
    const { token } = await gateway.tokens.create({
      tenant: 'app',
      name: 'test',
      scopes: TOKEN_SCOPES,
      expiresAt: null,
    });
    served = await serveSimulator({ fetch: async (request) => gateway.app.fetch(request) });
    stage = await openScimStage({ drupal, baseUrl: `${served.url}/scim/app`, token });
    const checked = await stage.rollcall('check');
    expect(checked.code, checked.out + checked.err).to.equal(0);
    const first = await stage.rollcall('run');
    expect(first.code, first.out + first.err).to.equal(0);
    expect(people(path)).to.deep.equal(expectedScimPeople(drupal));
    expect(people(path).length).to.be.greaterThan(50);
    expect(
      served.requests.some(({ path: asked }) => asked.endsWith('/Bulk')),
      'Bulk was used',
    ).to.equal(true);
    const before = { ...served.counts };
    const second = await stage.rollcall('run');
    expect(second.out).to.contain('Written: nothing');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(served.counts[method]).to.equal(before[method]);
    const [mover, leaver] = [...drupal.users.all()].filter(
      ({ uid, roles, status, mail }) => uid > 3 && status && roles.includes('joomla_user') && mail !== null,
    );
    if (mover === undefined || leaver === undefined) throw new Error('too few people');
    drupal.updateUser(mover.uid, { roles: ['joomla_user', 'manager'], mail: 'moved@example.test' });
    drupal.updateUser(leaver.uid, { status: false });
    const third = await stage.rollcall('run');
    expect(third.code, third.out + third.err).to.equal(0);
    expect(people(path)).to.deep.equal(expectedScimPeople(drupal));
    expect(gateway.errors).to.deep.equal([]);
  });
});
