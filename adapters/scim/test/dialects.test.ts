import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CONTRACT_VERSION, HTTP, PROVIDER } from '@rollcall/contract';
import { createHttpClients } from '@rollcall/engine';
import { ExtensionCatalogue, PluginManager, parseConfig } from '@rollcall/plugin';
import { TestClock } from '@rollcall/testing';
import { expect } from 'chai';
import { Container } from 'inversify';
import extension, { readDialects, ScimConfig, ScimProvider } from '../src/index.js';
import { context, openScim, presetOf } from './support/open-scim.js';

describe('the dialects of the SCIM adapter', () => {
  for (const { id, settings } of readDialects())
    it(`${id}: every setting is one that there is, has a value that is allowed, and a reason`, () => {
      const config = parseConfig(ScimConfig, {
        ...presetOf(id),
        baseUrl: 'https://app.example/scim',
        auth: { token: 't' },
      });
      for (const [name, { value, because }] of Object.entries(settings)) {
        expect(config[name as keyof ScimConfig], name).to.deep.equal(value);
        expect(because, name).to.match(/^[A-Z0-9"].*\.$/s);
      }
    });

  it('are plugins of their own: "provider: scim:aws", with settings that can be set otherwise', async () => {
    const catalogue = await ExtensionCatalogue.load([extension], { folder: '.', contractVersion: CONTRACT_VERSION });
    const plugins = new PluginManager(PROVIDER, catalogue.definitions);
    const services = new Container();
    services.bind(HTTP).toConstantValue(createHttpClients({ clock: new TestClock() }));
    const settings = { baseUrl: 'https://app.example/scim', auth: { token: 't' } };
    const plain = plugins.create('scim:aws', settings, { parent: services });
    expect(plain).to.be.instanceOf(ScimProvider);
    expect((plain as ScimProvider).limits).to.include({ pageSize: 50, membersPerCall: 100 });
    const other = plugins.create('scim:aws', { ...settings, membersPerPatch: 20 }, { parent: services });
    expect((other as ScimProvider).limits.membersPerCall).to.equal(20);
  });

  it('a dialect without a reason, or without a label, is refused by name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-dialects-'));
    try {
      const read = (text: string): unknown => {
        writeFileSync(join(folder, 'odd.yaml'), text);
        return readDialects(pathToFileURL(`${folder}/`));
      };
      expect(() => read('id: odd\nlabel: Odd\ndescription: x\nsettings: { pageSize: { value: 5 } }')).to.throw(
        /odd\.yaml.*settings\.pageSize/,
      );
      expect(() => read('id: odd\ndescription: x')).to.throw(/"label"/);
      expect(read('id: odd\nlabel: Odd\ndescription: x')).to.have.length(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const crowd = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `user${n}`);
  const createAll = async (scim: ScimProvider, names: readonly string[]): Promise<void> => {
    await Promise.all(
      names.map((userName) => scim.writer.create({ attributes: { userName }, active: true, groups: [] }, context())),
    );
  };

  for (const dialect of ['slack', 'miro'] as const)
    it(`${dialect}: paces itself so that the service never has to refuse; without that it is refused, waits, and ends right too`, async () => {
      const open = await openScim({ dialect });
      await createAll(open.scim, crowd(250));
      expect(open.served.requests.filter(({ status }) => status === 429)).to.deep.equal([]);
      expect(open.service.users.size).to.equal(250);
      await open.close();
      const hasty = await openScim({ dialect, settings: { requestsPerSecond: 1_000 } });
      await createAll(hasty.scim, crowd(250));
      expect(hasty.served.requests.filter(({ status }) => status === 429).length).to.be.greaterThan(0);
      expect(hasty.service.users.size).to.equal(250);
      await hasty.close();
    });

  it('github: never writes two at once; with more at once the service would refuse', async () => {
    const open = await openScim({ dialect: 'github' });
    await createAll(open.scim, crowd(20));
    expect(open.service.users.size).to.equal(20);
    await open.close();
    const hasty = await openScim({ dialect: 'github', settings: { concurrency: 8 } });
    const outcomes = await Promise.allSettled(crowd(20).map((name) => createAll(hasty.scim, [name])));
    expect(outcomes.some(({ status }) => status === 'rejected')).to.equal(true);
    await hasty.close();
  });
});
