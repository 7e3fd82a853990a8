import { expect } from 'chai';
import { Container } from 'inversify';
import {
  type CatalogueOptions,
  createPluginType,
  definePackage,
  definePlugin,
  type Extension,
  ExtensionCatalogue,
  type ExtensionSpec,
  PluginManager,
  PluginTypes,
} from '../src/index.js';
import { GREETER, type Greeter, GreetingConfig, greeter, PlainGreeter } from './support/greeter.js';

const OPTIONS: CatalogueOptions = { folder: import.meta.dirname, contractVersion: '0.1.3' };

function load(specs: readonly ExtensionSpec[], options: Partial<CatalogueOptions> = {}): Promise<ExtensionCatalogue> {
  return ExtensionCatalogue.load(specs, { ...OPTIONS, ...options });
}

function extension(name: string, ids: readonly string[], more: Partial<Extension> = {}): Extension {
  const plugins = ids.map((id) =>
    definePlugin(GREETER, { id, label: id, create: () => ({ greet: (who) => `${id} ${who}` }) }),
  );
  return definePackage({ name, plugins, ...more });
}

function ids(catalogue: ExtensionCatalogue): readonly string[] {
  return catalogue.definitions.map(({ id }) => id);
}

describe('ExtensionCatalogue', () => {
  it('has the plugins of all extensions, each with the extension that brings it', async () => {
    const catalogue = await load([
      extension('one', ['a', 'b'], { label: 'One', description: 'First.' }),
      extension('two', ['c']),
    ]);
    expect(catalogue.definitions.map(({ id, extension: by }) => `${id} by ${by}`)).to.deep.equal([
      'a by one',
      'b by one',
      'c by two',
    ]);
    expect(catalogue.entries[0]).to.deep.include({
      name: 'one',
      label: 'One',
      description: 'First.',
      enabled: true,
      altered: [],
    });
    expect(catalogue.problems()).to.deep.equal([]);
  });

  it('takes a declared extension without definePackage() when a host gives it', async () => {
    const { name, plugins } = extension('one', ['a']);
    expect(ids(await load([{ name, plugins }]))).to.deep.equal(['a']);
    const wrong = { name: 'wrong', plugins: 'a' } as unknown as Extension;
    expect((await load([wrong])).problems()).to.deep.equal([
      'loading extension "wrong": definePackage of "wrong": "plugins" must be a list of plugin classes and define…() objects',
    ]);
  });

  describe('switching off', () => {
    it('leaves an extension in the list, without its plugins', async () => {
      const catalogue = await load([{ use: extension('one', ['a']), enabled: false }, extension('two', ['b'])]);
      expect(catalogue.entries.map(({ name, enabled, plugins }) => [name, enabled, plugins.length])).to.deep.equal([
        ['one', false, 0],
        ['two', true, 1],
      ]);
      expect(ids(catalogue)).to.deep.equal(['b']);
    });

    it('switches off what the host brings', async () => {
      const catalogue = await load([extension('one', ['a']), { use: 'one', enabled: false }]);
      expect(catalogue.entries.map(({ name, enabled }) => [name, enabled])).to.deep.equal([['one', false]]);
      expect(ids(catalogue)).to.deep.equal([]);
    });

    it('is nothing that an extension which needs it survives', async () => {
      const catalogue = await load([{ use: 'one', enabled: false }, extension('two', ['b'], { requires: ['one'] })]);
      expect(catalogue.problems()).to.deep.equal([
        'loading extension "two": it needs the extension "one", which is disabled; enable it or disable both',
      ]);
    });
  });

  it('counts an extension once that is named twice, and refuses another one of its name', async () => {
    const one = extension('one', ['a']);
    expect(ids(await load([one, one]))).to.deep.equal(['a']);
    const catalogue = await load([one, extension('one', ['b'])]);
    expect(ids(catalogue)).to.deep.equal(['a']);
    expect(catalogue.problems()).to.deep.equal([
      'loading extension "one": another extension of this name is there already, given by the host; disable one of them',
    ]);
  });

  describe('requirements', () => {
    it('name the extension that is not there, along the whole chain', async () => {
      const catalogue = await load([
        extension('c', ['c'], { requires: ['b'] }),
        extension('b', ['b'], { requires: ['a'] }),
        extension('d', ['d']),
      ]);
      expect(ids(catalogue)).to.deep.equal(['d']);
      expect(catalogue.problems()).to.deep.equal([
        'loading extension "c": it needs the extension "b", which does not work; see what is said about it',
        'loading extension "b": it needs the extension "a", which is not there; name it under "extensions" as well',
      ]);
    });

    it('may stand in any order, but not in a circle', async () => {
      expect(ids(await load([extension('b', ['b'], { requires: ['a'] }), extension('a', ['a'])]))).to.deep.equal([
        'b',
        'a',
      ]);
      const circle = await load([
        extension('a', ['a'], { requires: ['b'] }),
        extension('b', ['b'], { requires: ['c'] }),
        extension('c', ['c'], { requires: ['a'] }),
        extension('d', ['d']),
      ]);
      expect(ids(circle)).to.deep.equal(['d']);
      expect(circle.problems()[0]).to.equal(
        'loading extension "a": extensions need each other in a circle: a → b → c → a; one of them must give up its "requires"',
      );
      expect(circle.problems()).to.have.length(3);
    });
  });

  describe('versions', () => {
    it('must fit; the message has both', async () => {
      const catalogue = await load([
        extension('old', ['a'], { core: '^0.0.9' }),
        extension('new', ['b'], { core: '^0.1' }),
      ]);
      expect(ids(catalogue)).to.deep.equal(['b']);
      expect(catalogue.problems()).to.deep.equal([
        'loading extension "old": it is made for version ^0.0.9 of the contract, and this is 0.1.3; install the version of it that fits',
      ]);
    });

    it('must be versions', async () => {
      expect((await load([extension('odd', ['a'], { core: 'newest' })])).problems()).to.deep.equal([
        'loading extension "odd": its "core" is "newest", which is no range of versions such as "^0.1"',
      ]);
    });
  });

  describe('an extension that does not fit', () => {
    it('brings none of its plugins, and does not keep others from working', async () => {
      const half = definePackage({ name: 'half', plugins: [...extension('x', ['x']).plugins, class Undecorated {}] });
      const catalogue = await load([half, extension('two', ['b'])]);
      expect(ids(catalogue)).to.deep.equal(['b']);
      expect(catalogue.problems()).to.deep.equal([
        'loading extension "half": plugins[1] is no plugin; it lacks its decorator or its define…()',
      ]);
    });

    it('is the second one to bring an id, or an alias; both are named', async () => {
      const catalogue = await load([extension('one', ['a']), extension('two', ['b', 'a'])]);
      expect(ids(catalogue)).to.deep.equal(['a']);
      expect(catalogue.problems()).to.deep.equal([
        'loading extension "two": it brings the greeter "a", which "one" brings as well; disable one of them',
      ]);
      const alias = await load([definePackage({ name: 'one', plugins: [PlainGreeter] }), extension('two', ['simple'])]);
      expect(alias.problems()).to.deep.equal([
        'loading extension "two": it brings the greeter "simple", which "one" brings as well; disable one of them',
      ]);
      expect((await load([extension('one', ['a', 'a'])])).problems()).to.deep.equal([
        'loading extension "one": it brings the greeter "a", which it brings twice',
      ]);
    });

    it('takes those down that need it, and leaves room for those it stood in the way of', async () => {
      const catalogue = await load([
        extension('broken', ['a'], { requires: ['absent'] }),
        extension('needs', ['n'], { requires: ['broken'] }),
        extension('other', ['a']),
      ]);
      expect(catalogue.definitions.map(({ extension: by, id }) => `${id} by ${by}`)).to.deep.equal(['a by other']);
    });

    it('is one that brings a plugin of a type that the host does not know', async () => {
      const other = createPluginType<string>({ id: 'greter', label: 'Greter' });
      const strange = definePackage({
        name: 'strange',
        plugins: [definePlugin(other, { id: 'x', label: 'X', create: () => 'x' })],
      });
      expect((await load([strange])).problems()).to.deep.equal([]);
      expect((await load([strange], { types: new PluginTypes([GREETER]) })).problems()).to.deep.equal([
        'loading extension "strange": it brings the greter "x". The plugin type "greter" does not exist. Did you mean "greeter"? Known: greeter.',
      ]);
    });

    it('is one that was made with another copy of this package', async () => {
      const stamp = { [Symbol.for('@rollcall/plugin-copy')]: { url: 'file:///elsewhere/dist/kernel-copy.js' } };
      const foreign = Object.freeze({ ...extension('foreign', ['a']), ...stamp });
      const says =
        'was made with another copy of @rollcall/plugin (file:///elsewhere/dist/kernel-copy.js); there must be one: name it under "peerDependencies" of the extension, then "npm dedupe"';
      expect((await load([foreign])).problems()).to.deep.equal([`loading extension "foreign": it ${says}`]);
      const [plugin] = extension('x', ['x']).plugins;
      const mixed = definePackage({ name: 'mixed', plugins: [{ ...(plugin as object), ...stamp }] });
      expect((await load([mixed])).problems()).to.deep.equal([`loading extension "mixed": the greeter "x" ${says}`]);
    });
  });

  describe('derivers', () => {
    const derived = (
      deriver: () => readonly { id: string; label: string; preset?: Record<string, unknown>; polite?: boolean }[],
    ): Extension => {
      @greeter({ id: 'hello', label: 'Hello', config: GreetingConfig, aliases: ['hi'], deriver })
      class HelloGreeter extends PlainGreeter {}
      return definePackage({ name: 'hello', plugins: [HelloGreeter] });
    };

    it('make several plugins of one class, with settings that go under those of the operator', async () => {
      const catalogue = await load([
        derived(() => [
          { id: 'vienna', label: 'Vienna', preset: { word: 'Servus', mark: '!' }, polite: true },
          { id: 'bern', label: 'Bern', preset: { word: 'Grüezi' } },
        ]),
      ]);
      expect(ids(catalogue)).to.deep.equal(['hello', 'hello:vienna', 'hello:bern']);
      const manager = new PluginManager(GREETER, catalogue.definitions);
      const make = (id: string, settings: object): Greeter => manager.create(id, settings, { parent: new Container() });
      expect(make('hello:vienna', {}).greet('Ada')).to.equal('Servus Ada! (1)');
      expect(make('hello:vienna', { mark: '.' }).greet('Ada')).to.equal('Servus Ada. (1)');
      expect(make('hi:bern', {}).greet('Ada')).to.equal('Grüezi Ada. (1)');
      expect(() => make('hello', {})).to.throw('word: is missing: Word to greet with.');
      expect(manager.definition('hello:vienna').polite).to.equal(true);
    });

    it('are held to account for their settings, ids and errors', async () => {
      const problemOf = async (deriver: Parameters<typeof derived>[0]): Promise<string | undefined> =>
        (await load([derived(deriver)])).problems()[0];
      expect(await problemOf(() => [{ id: 'x', label: 'X', preset: { wrd: 'a' } }])).to.equal(
        'loading extension "hello": settings given in advance for the greeter "hello:x": wrd: there is no setting "wrd". Did you mean "word"?',
      );
      expect(await problemOf(() => [{ id: 'X y', label: 'X' }])).to.match(/its id must be lower-case words/);
      expect(
        await problemOf(() => [
          { id: 'x', label: 'X' },
          { id: 'x', label: 'X' },
        ]),
      ).to.match(/"hello:x", which it brings twice/);
      expect(
        await problemOf(() => {
          throw new Error('no list today');
        }),
      ).to.equal('loading extension "hello": no list today');
    });
  });

  describe('alter hooks', () => {
    const relabel = (name: string, id: string, label: string, more: Partial<Extension> = {}): Extension =>
      extension(name, [], {
        ...more,
        alter: (definitions) => {
          const definition = definitions.get('greeter', id);
          if (definition !== undefined) definitions.set({ ...definition, label: `${definition.label}+${label}` });
        },
      });

    it('change what others bring, wherever they stand, in an order that is shown', async () => {
      const catalogue = await load([
        relabel('late', 'a', 'late', { weight: 1 }),
        relabel('first', 'a', 'first'),
        relabel('second', 'a', 'second'),
        extension('one', ['a']),
        relabel('early', 'a', 'early', { weight: -1 }),
      ]);
      expect(catalogue.definitions[0]).to.deep.include({
        label: 'a+early+first+second+late',
        extension: 'one',
        alteredBy: ['early', 'first', 'second', 'late'],
      });
      expect(catalogue.alterOrder).to.deep.equal(['early', 'first', 'second', 'late']);
      expect(catalogue.entries.find(({ name }) => name === 'one')?.plugins[0]?.label).to.equal(
        'a+early+first+second+late',
      );
      expect(catalogue.entries.find(({ name }) => name === 'late')?.altered).to.deep.equal(['greeter:a']);
    });

    it('run after those of the extensions that they need', async () => {
      const catalogue = await load([
        relabel('b', 'x', 'b', { requires: ['a'] }),
        relabel('a', 'x', 'a'),
        extension('one', ['x']),
      ]);
      expect(catalogue.definitions[0]?.label).to.equal('x+a+b');
    });

    it('add and remove; what was only looked at is not called changed', async () => {
      const catalogue = await load([
        extension('one', ['a', 'b']),
        extension('two', [], {
          alter: (definitions) => {
            const [a] = definitions.list();
            if (a === undefined) return;
            definitions.set(a);
            definitions.set({ ...a, id: 'c' });
            definitions.delete('greeter', 'b');
            definitions.delete('greeter', 'absent');
          },
        }),
      ]);
      expect(catalogue.alterations).to.deep.equal([
        { by: 'two', type: 'greeter', id: 'c', change: 'added' },
        { by: 'two', type: 'greeter', id: 'b', change: 'removed' },
      ]);
      expect(catalogue.entries.map(({ plugins }) => plugins.map(({ id }) => id))).to.deep.equal([['a'], ['c']]);
    });

    it('that fail leave nothing half altered', async () => {
      const catalogue = await load([
        extension('one', ['a', 'b']),
        extension('two', ['c'], {
          alter: (definitions) => {
            definitions.delete('greeter', 'a');
            throw new Error('changed my mind');
          },
        }),
      ]);
      expect(ids(catalogue)).to.deep.equal(['a', 'b']);
      expect(catalogue.alterations).to.deep.equal([]);
      expect(catalogue.problems()).to.deep.equal(['loading extension "two": altering definitions: changed my mind']);
    });

    it('cannot reach into the definitions of the package itself', async () => {
      const one = extension('one', ['a']);
      await load([one, relabel('two', 'a', 'two')]);
      expect((await load([one])).definitions[0]).to.include({ label: 'a' });
    });
  });
});
