import { expect } from 'chai';
import { Container } from 'inversify';
import {
  definePackage,
  ExtensionCatalogue,
  type ExtensionSpec,
  findInstalledExtensions,
  PluginManager,
} from '../src/index.js';
import { Folder } from './support/folder.js';
import { GREETER, PlainGreeter } from './support/greeter.js';

const HEAD = `import { createPluginType, definePackage, definePlugin } from '@rollcall/plugin';
const GREETER = createPluginType({ id: 'greeter', label: 'Greeter' });
const plugin = (id) => definePlugin(GREETER, { id, label: id, create: () => ({ greet: (name) => id + ' ' + name }) });
`;
const MANIFEST = {
  name: 'greetings',
  version: '1.2.3',
  type: 'module',
  exports: './main.js',
  rollcall: { extension: '.' },
};

describe('loading extensions from files', () => {
  let folder: Folder;

  beforeEach(async () => {
    folder = await Folder.make();
  });
  afterEach(() => folder.remove());

  const load = (...specs: readonly ExtensionSpec[]): Promise<ExtensionCatalogue> =>
    ExtensionCatalogue.load(specs, { folder: folder.path, contractVersion: '0.1.0' });
  const ids = async (...specs: readonly ExtensionSpec[]): Promise<readonly string[]> => {
    const catalogue = await load(...specs);
    expect(catalogue.problems()).to.deep.equal([]);
    return catalogue.definitions.map(({ id }) => id);
  };
  const problem = async (...specs: readonly ExtensionSpec[]): Promise<string> => {
    const catalogue = await load(...specs);
    expect(catalogue.problems()).to.have.length(1);
    return catalogue.problems()[0] ?? '';
  };

  describe('a local file', () => {
    const shapes: readonly (readonly [string, string, readonly string[]])[] = [
      ['one plugin', "export default plugin('a');", ['a']],
      ['a list of plugins', "export default [plugin('a'), plugin('b')];", ['a', 'b']],
      [
        'plugins by name, beside other things',
        "export const a = plugin('a'); export const help = 1; export const list = [1];",
        ['a'],
      ],
      ['a package', "export default definePackage({ name: 'mine', plugins: [plugin('a')] });", ['a']],
      ['the same plugin twice', "export const a = plugin('a'); export default a;", ['a']],
    ];
    for (const [what, code, expected] of shapes) {
      it(`exports ${what}`, async () => {
        await folder.write('mappers/x.mjs', HEAD + code);
        expect(await ids('./mappers/x.mjs')).to.deep.equal(expected);
      });
    }

    const faults: readonly (readonly [string, string, RegExp | string])[] = [
      ['throws', "throw new Error('boom');", 'it fails while loading at line 4: boom; this is for its author to mend'],
      [
        'imports what is not there',
        "import './absent.mjs';",
        /it fails while loading: .*absent\.mjs.*; this is for its author to mend/,
      ],
      ['is no JavaScript', 'export {', /it fails while loading at line 4: /],
      [
        'exports no plugin',
        'export default { id: 1 };',
        'it exports no plugin; export a definePackage(), a decorated class or a defineMapper()',
      ],
      [
        'exports a list with a stranger',
        "export default [plugin('a'), {}];",
        'item 1 of the list it exports is no plugin; it lacks its decorator or its define…()',
      ],
      [
        'declares a package badly',
        'export default definePackage({ plugins: [] });',
        /definePackage of "undefined": "name" must be the name of the package/,
      ],
      [
        'declares a plugin badly',
        "export default plugin('A b');",
        /defining the greeter "A b": its id must be lower-case words/,
      ],
    ];
    for (const [what, code, expected] of faults) {
      it(`that ${what} is named, and leaves others working`, async () => {
        await folder.write('bad.mjs', HEAD + code);
        const catalogue = await load('./bad.mjs', definePackage({ name: 'good', plugins: [PlainGreeter] }));
        const [message = ''] = catalogue.problems();
        expect(message.startsWith('loading extension "./bad.mjs": '), message).to.equal(true);
        if (typeof expected === 'string') expect(message).to.equal(`loading extension "./bad.mjs": ${expected}`);
        else expect(message).to.match(expected);
        expect(catalogue.definitions.map(({ id }) => id)).to.deep.equal(['plain']);
      });
    }

    it('that is not there is named with the whole path', async () => {
      expect(await problem('./absent.mjs')).to.equal(
        `loading extension "./absent.mjs": there is no file ${folder.path}/absent.mjs; paths start from the folder of the configuration`,
      );
    });
  });

  describe('a package', () => {
    const install = (manifest: object, code: string): Promise<unknown> =>
      Promise.all([
        folder.write('node_modules/greetings/package.json', JSON.stringify(manifest)),
        folder.write('node_modules/greetings/main.js', HEAD + code),
      ]);
    const CODE = "export default definePackage({ name: 'greetings', plugins: [plugin('a')] });";

    it('is found from the folder of the configuration by its rollcall key', async () => {
      await install(MANIFEST, CODE);
      expect(await ids('greetings')).to.deep.equal(['a']);
    });

    it('may name a module of its own, or offer one by conditions', async () => {
      await install({ ...MANIFEST, exports: undefined, rollcall: { extension: './main.js' } }, CODE);
      expect(await ids('greetings')).to.deep.equal(['a']);
      await install(
        {
          ...MANIFEST,
          exports: { '.': { require: './no.cjs', types: './no.d.ts', import: [{ deno: './no.js' }, './main.js'] } },
        },
        CODE,
      );
      expect(await ids('greetings')).to.deep.equal(['a']);
      await install({ ...MANIFEST, exports: undefined, main: './main.js' }, CODE);
      expect(await ids('greetings')).to.deep.equal(['a']);
    });

    it('counts once when the host brings it as well', async () => {
      await install(MANIFEST, CODE);
      expect(await ids('greetings', { use: 'greetings' })).to.deep.equal(['a']);
      expect(await ids('greetings', { use: 'greetings', enabled: false })).to.deep.equal([]);
    });

    it('that is not installed, or is no extension, or names no module, is explained', async () => {
      expect(await problem('greetings')).to.equal(
        `loading extension "greetings": it is not installed; "npm install greetings" in ${folder.path}`,
      );
      await install({ ...MANIFEST, rollcall: undefined }, CODE);
      expect(await problem('greetings')).to.equal(
        'loading extension "greetings": the package is no Rollcall extension: its package.json has no "rollcall": { "extension": "." }',
      );
      await install({ ...MANIFEST, exports: { './other': './main.js' } }, CODE);
      expect(await problem('greetings')).to.equal(
        'loading extension "greetings": its package.json names no module to import',
      );
      await folder.write('node_modules/greetings/package.json', '{');
      expect(await problem('greetings')).to.match(/^loading extension "greetings": .*JSON/);
    });

    for (const single of ['inversify', '@rollcall/plugin']) {
      it(`with its own copy of ${single} is not loaded, and it says so`, async () => {
        await install(MANIFEST, "throw new Error('it is loaded');");
        await folder.write(`node_modules/greetings/node_modules/${single}/package.json`, '{}');
        const copy = `${folder.path}/node_modules/greetings/node_modules/${single}`;
        expect(await problem('greetings')).to.equal(
          `loading extension "greetings": it uses its own copy of ${single} (${copy}); there must be one: name it under "peerDependencies" of the extension, then "npm dedupe"`,
        );
      });
    }
  });

  describe('a YAML file', () => {
    const host = definePackage({ name: 'host', plugins: [PlainGreeter] });
    const file = (...lines: readonly string[]): Promise<void> => folder.write('data.yaml', lines.join('\n'));

    it('brings plugins that are only data, on those of other extensions and on each other, in any order', async () => {
      await file(
        'name: austria',
        'label: Austria',
        'plugins:',
        "- { type: greeter, base: vienna, id: vienna-loud, config: { mark: '!' } }",
        '- { type: greeter, base: plain, id: vienna, label: Vienna, description: As in Vienna., config: { word: Servus } }',
      );
      const catalogue = await load('./data.yaml', host);
      expect(catalogue.problems()).to.deep.equal([]);
      expect(catalogue.entries[0]).to.include({ name: 'austria', label: 'Austria' });
      const manager = new PluginManager(GREETER, catalogue.definitions);
      expect(manager.definition('vienna')).to.include({
        label: 'Vienna',
        description: 'As in Vienna.',
        extension: 'austria',
      });
      expect(manager.create('vienna-loud', {}, { parent: new Container() }).greet('Ada')).to.equal('Servus Ada! (1)');
      expect(manager.create('vienna', { times: 2 }, { parent: new Container() }).greet('Ada')).to.equal(
        'Servus Servus Ada. (1)',
      );
      expect(manager.definition('simple').id).to.equal('plain');
    });

    const faults: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['has no list', ['plugin: []'], /plugin: there is no setting "plugin"\. Did you mean "plugins"\?/],
      [
        'misses a part',
        ['plugins:', '- { type: greeter, base: plain }'],
        /plugins\[0\]\.id: is missing: Id of the new plugin\.$/,
      ],
      ['is no YAML', ['plugins: ['], /^loading extension "\.\/data\.yaml": /],
      ['is empty', [''], /must be settings \("name: value"\), and is empty$/],
      [
        'builds on nothing',
        ['plugins:', '- { type: greeter, base: plian, id: x }'],
        /"x" is based on the greeter "plian", which does not exist\. Did you mean "plain"\? Known: plain\.$/,
      ],
      [
        'has a wrong type',
        ['plugins:', '- { type: greter, base: plain, id: x }'],
        /"x" is based on the greter "plain", which does not exist\. The plugin type "greter" does not exist\. Did you mean "greeter"\? Known: greeter\.$/,
      ],
      [
        'builds on itself',
        ['plugins:', '- { type: greeter, base: x, id: x }'],
        /"x" is based on the greeter "x", which does not exist\./,
      ],
      [
        'has a wrong setting',
        ['plugins:', '- { type: greeter, base: plain, id: x, config: { wrd: a } }'],
        /settings given in advance for the greeter "x": wrd: there is no setting "wrd"\. Did you mean "word"\?$/,
      ],
      [
        'takes an id that is taken',
        ['plugins:', '- { type: greeter, base: plain, id: plain }'],
        /it brings the greeter "plain", which "host" brings as well; disable one of them$/,
      ],
    ];
    for (const [what, lines, expected] of faults) {
      it(`that ${what} is explained`, async () => {
        await file(...lines);
        expect(await problem('./data.yaml', host)).to.match(expected);
      });
    }
  });

  describe('findInstalledExtensions', () => {
    it('finds packages with a rollcall key from the folder upwards, the nearest of a name, and runs nothing', async () => {
      const manifest = (name: string, more: object = {}): string => JSON.stringify({ ...MANIFEST, name, ...more });
      await folder.write('node_modules/greetings/package.json', manifest('greetings', { description: 'Greets.' }));
      await folder.write('node_modules/greetings/main.js', "throw new Error('it is run');");
      await folder.write('node_modules/@acme/badges/package.json', manifest('@acme/badges', { version: '0.1.0' }));
      await folder.write('node_modules/other/package.json', JSON.stringify({ name: 'other', keywords: ['rollcall'] }));
      await folder.write('node_modules/broken/package.json', '{ "rollcall": ');
      await folder.write('site/node_modules/greetings/package.json', manifest('greetings', { version: '2.0.0' }));
      const found = async (path: string): Promise<readonly string[]> =>
        (await findInstalledExtensions(path)).map(({ name, version, description }) =>
          [name, version, description].join(' ').trim(),
        );
      expect(await found(folder.path)).to.deep.equal(['@acme/badges 0.1.0', 'greetings 1.2.3 Greets.']);
      expect(await found(`${folder.path}/site`)).to.deep.equal(['@acme/badges 0.1.0', 'greetings 2.0.0']);
      expect(await found(`${folder.path}/absent`)).to.have.length(2);
    });
  });
});
