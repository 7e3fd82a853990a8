import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { definePackage, defineProvider } from '@rollcall/contract';
import { definitionOf, type Extension } from '@rollcall/plugin';
import { expect } from 'chai';
import { createRollcall, MemoryState } from '../../src/index.js';
import { BUILT_IN_PACKAGES, PROVIDER_PACKAGES } from '../../src/plugins/where-to-find.js';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

describe('a plugin that no extension in use brings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-where-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (name: string): void => {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(
      join(folder, 'node_modules', name, 'package.json'),
      JSON.stringify({ name, type: 'module', exports: './index.js', rollcall: { extension: '.' } }),
    );
  };

  /** What the configuration is told of a connection by this provider. */
  async function toldOf(provider: string, extensions = '[]'): Promise<string> {
    const path = join(folder, 'rollcall.yaml');
    writeFileSync(path, `extensions: ${extensions}\nconnections: { site: { provider: '${provider}' } }\n`);
    try {
      const rollcall = await createRollcall({ config: path, state: new MemoryState() });
      const { stages } = await rollcall.connection('site').provider.check(new AbortController().signal);
      return stages.map(({ detail }) => detail).join('\n');
    } catch (error) {
      return String(error);
    }
  }

  it('is known by the package that brings it, for each of ours', async () => {
    const brought: Record<string, string> = {};
    const builtIn: Record<string, string> = {};
    for (const path of globSync(['adapters/*/package.json', 'packages/*/package.json'], { cwd: REPOSITORY })) {
      const manifest = JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8')) as { name: string; rollcall?: object };
      if (manifest.rollcall === undefined) continue;
      const { default: extension } = (await import(manifest.name)) as { readonly default: Extension };
      for (const plugin of extension.plugins ?? []) {
        const definition = definitionOf(plugin);
        if (definition?.type.id === 'provider') brought[definition.id] = manifest.name;
        else if (definition !== undefined) builtIn[definition.type.id] = manifest.name;
      }
    }
    expect(brought).to.deep.equal(PROVIDER_PACKAGES);
    expect(builtIn).to.deep.equal(BUILT_IN_PACKAGES);
  });

  it('is to be installed where it is not, and to be named where it is', async () => {
    expect(await toldOf('drupal')).to.include(
      `It comes with @rollcall/drupal: "npm install @rollcall/drupal" in ${folder}`,
    );
    install('@rollcall/drupal');
    expect(await toldOf('drupal')).to.include('@rollcall/drupal, which is installed: name it under "extensions".');
  });

  it('comes with what it is derived from, and is guessed from what was mistyped', async () => {
    expect(await toldOf('scim:okta')).to.include('npm install @rollcall/scim"');
    expect(await toldOf('drupel')).to.include('Did you mean "drupal"? That comes with @rollcall/drupal: ');
  });

  it('is in an extension that is switched off', async () => {
    install('@rollcall/joomla');
    expect(await toldOf('joomla', "[{ use: '@rollcall/joomla', enabled: false }]")).to.include(
      'It comes with @rollcall/joomla, which is disabled under "extensions".',
    );
  });

  it('is not to be installed again where the extension is there and does not load', async () => {
    install('@rollcall/joomla');
    expect(await toldOf('joomla', "['@rollcall/joomla']"))
      .to.match(/could not be used: loading extension "@rollcall\/joomla"/)
      .and.not.include('comes with');
  });

  it('is looked for among what is installed, when nobody has heard of it', async () => {
    expect(await toldOf('wordpress')).to.match(/A provider comes with an extension.*"rollcall extension list"/);
  });

  it('is a built-in one that a host has not handed over', async () => {
    const make = () => ({ check: async () => ({ stages: [] }), schema: async () => ({ attributes: [] }) });
    const quiet = definePackage({
      name: 'quiet',
      plugins: [defineProvider({ id: 'quiet', label: 'Quiet', create: make })],
    });
    const config = {
      connections: { here: { provider: 'quiet' }, there: { provider: 'quiet' } },
      syncs: { staff: { from: 'here', to: 'there', mapping: {}, triggers: [{ schedule: '0 2 * * *' }] } },
    };
    const told = await createRollcall({ config, state: new MemoryState(), extensions: [quiet] }).catch(String);
    expect(told).to.match(
      /The trigger "schedule" does not exist\. .* The built-in ones come with @rollcall\/triggers: /,
    );
  });
});
