import { expect } from 'chai';
import { Container, inject } from 'inversify';
import {
  ConfigProblems,
  createPluginType,
  definePlugin,
  definitionOf,
  PLUGIN_DEFINITION,
  PLUGIN_ID,
  type PluginDefinition,
  PluginManager,
  PluginTypes,
  token,
  UnknownPluginError,
} from '../src/index.js';
import { CLOCK, GREETER, type Greeter, GreetingConfig, greeter, PlainGreeter } from './support/greeter.js';

const timely = definePlugin(GREETER, {
  id: 'timely',
  label: 'By the hour',
  weight: -1,
  config: GreetingConfig,
  create: ({ config, get }) => ({
    greet: (name) => `${(config as GreetingConfig).word} ${name}, it is ${get(CLOCK).hour()}`,
  }),
});

function managerOf(...plugins: readonly unknown[]): PluginManager<Greeter, { readonly polite?: boolean }> {
  return new PluginManager(
    GREETER,
    plugins.map((plugin) => definitionOf(plugin) as PluginDefinition),
  );
}

describe('a plugin class', () => {
  it('is only noted by its decorator: it is not changed, made or registered', () => {
    let made = 0;
    class QuietGreeter implements Greeter {
      constructor() {
        made += 1;
      }

      greet(name: string): string {
        return name;
      }
    }
    const before = [Object.getOwnPropertyNames(QuietGreeter), Object.getOwnPropertyNames(QuietGreeter.prototype)];
    expect(definitionOf(QuietGreeter)).to.equal(undefined);
    greeter({ id: 'quiet', label: 'Quiet' })(QuietGreeter);
    expect([
      Object.getOwnPropertyNames(QuietGreeter),
      Object.getOwnPropertyNames(QuietGreeter.prototype),
    ]).to.deep.equal(before);
    expect(definitionOf(QuietGreeter)).to.include({ id: 'quiet', label: 'Quiet', type: GREETER });
    expect(made).to.equal(0);
  });

  it('does not make plugins of its subclasses', () => {
    class OtherGreeter extends PlainGreeter {}
    expect(definitionOf(OtherGreeter)).to.equal(undefined);
  });

  it('is refused with a wrong id or without a label', () => {
    expect(() => greeter({ id: 'Upper Case', label: 'x' })).to.throw(
      'defining the greeter "Upper Case": its id must be lower-case words with "-", such as "upper-case"',
    );
    expect(() => greeter({ id: 'x', label: '' })).to.throw(
      'defining the greeter "x": it needs a label, such as "Upper case"',
    );
  });
});

describe('PluginManager', () => {
  const manager = managerOf(PlainGreeter, timely);
  const parent = new Container();
  parent.bind(CLOCK).toConstantValue({ hour: () => 7 });

  it('gives definitions of its type in the order of their weight, with the fields that the type adds', () => {
    const stranger = definePlugin(createPluginType<string>({ id: 'text', label: 'Text' }), {
      id: 'x',
      label: 'X',
      create: () => 'x',
    });
    expect(
      managerOf(PlainGreeter, timely, stranger)
        .definitions()
        .map(({ id }) => id),
    ).to.deep.equal(['timely', 'plain']);
    expect(manager.definition('plain').polite).to.equal(false);
  });

  it('finds a plugin by an alias, and by its own id where an alias of another is the same', () => {
    expect(manager.definition('simple').id).to.equal('plain');
    expect(manager.has('simple')).to.equal(true);
    const simple = definePlugin(GREETER, { id: 'simple', label: 'Simple', create: () => ({ greet: (name) => name }) });
    expect(managerOf(PlainGreeter, simple).definition('simple').label).to.equal('Simple');
  });

  it('says what was probably meant by an unknown id', () => {
    expect(() => manager.definition('plian')).to.throw(
      UnknownPluginError,
      /^The greeter "plian" does not exist\. Did you mean "plain"\? Known: plain, timely\.$/,
    );
    expect(() => manager.definition('q')).to.throw(/^The greeter "q" does not exist\. Known: plain, timely\.$/);
    expect(() => managerOf().definition('q')).to.throw(
      /^The greeter "q" does not exist\. None are known\. No extension that is loaded brings a greeter\.$/,
    );
    expect(manager.has('plian')).to.equal(false);
  });

  it('makes a class with its settings, and a function with its services', () => {
    expect(manager.create('plain', { word: 'Hello', times: 2 }, { parent }).greet('Ada')).to.equal(
      'Hello Hello Ada. (1)',
    );
    expect(manager.create('timely', { word: 'Hello' }, { parent }).greet('Ada')).to.equal('Hello Ada, it is 7');
  });

  it('makes instances that share nothing', () => {
    const one = manager.create('plain', { word: 'Hello' }, { parent });
    const other = manager.create('plain', { word: 'Servus', mark: '!' }, { parent });
    one.greet('Ada');
    expect(one.greet('Ada')).to.equal('Hello Ada. (2)');
    expect(other.greet('Ada')).to.equal('Servus Ada! (1)');
    expect((one as PlainGreeter).config).not.to.equal((other as PlainGreeter).config);
    expect(parent.isBound(PlainGreeter)).to.equal(false);
  });

  it('gives the instance its id, its definition and services of its own', () => {
    const OWN = token<string>('test/own');
    @greeter({ id: 'knowing', label: 'Knowing', aliases: ['wise'] })
    class KnowingGreeter implements Greeter {
      constructor(
        @inject(PLUGIN_ID) private readonly id: string,
        @inject(PLUGIN_DEFINITION) private readonly definition: PluginDefinition,
        @inject(OWN) private readonly own: string,
      ) {}

      greet(name: string): string {
        return `${this.id} ${this.definition.label} ${this.own} ${name}`;
      }
    }
    const bindings = (container: Container): void => {
      container.bind(OWN).toConstantValue('mine');
    };
    expect(managerOf(KnowingGreeter).create('wise', {}, { parent, bindings }).greet('Ada')).to.equal(
      'knowing Knowing mine Ada',
    );
    expect(parent.isBound(OWN)).to.equal(false);
  });

  it('refuses wrong settings with their path, and settings of a plugin that has none', () => {
    expect(() => manager.create('plain', { word: 'Hello', mrak: '!' }, { parent, path: ['greetings', 0] })).to.throw(
      ConfigProblems,
      'greetings[0].mrak: there is no setting "mrak". Did you mean "mark"?',
    );
    const bare = definePlugin(GREETER, { id: 'bare', label: 'Bare', create: () => ({ greet: (name) => name }) });
    expect(() => managerOf(bare).parse('bare', { a: 1 }, ['x'])).to.throw(
      'x.a: there is no setting "a"; the greeter "bare" has none',
    );
    expect(() => managerOf(bare).parse('bare', 'text')).to.throw(
      'the greeter "bare" has no settings, and here is text',
    );
    expect(managerOf(bare).parse('bare', null)).to.deep.equal({});
  });

  it('names the service that nobody provides', () => {
    expect(() => manager.create('timely', { word: 'Hello' }, { parent: new Container() }).greet('Ada')).to.throw(
      /test\/clock/,
    );
    @greeter({ id: 'needy', label: 'Needy' })
    class NeedyGreeter implements Greeter {
      constructor(@inject(CLOCK) readonly clock: unknown) {}

      greet(name: string): string {
        return name;
      }
    }
    expect(() => managerOf(NeedyGreeter).create('needy', {}, { parent: new Container() })).to.throw(
      'creating the greeter "needy": it asks for @rollcall/test/clock, which nobody provides; the host binds services in the container it gives as "parent"',
    );
  });

  it('explains constructor parameters that the one copy of inversify knows nothing of', () => {
    @greeter({ id: 'foreign', label: 'Foreign' })
    class ForeignGreeter implements Greeter {
      constructor(readonly clock: unknown) {}

      greet(name: string): string {
        return name;
      }
    }
    expect(() => managerOf(ForeignGreeter).create('foreign', {}, { parent })).to.throw(
      'creating the greeter "foreign": each constructor parameter needs @inject(TOKEN) of the one copy of inversify ("npm ls inversify" shows whether there are two)',
    );
  });

  it('refuses a parent that is no container of the one copy of inversify', () => {
    const foreign = { get: () => undefined } as unknown as Container;
    expect(() => manager.create('plain', { word: 'Hello' }, { parent: foreign })).to.throw(
      'creating the greeter "plain": what is given as "parent" is no container, or one of another copy of inversify ("npm ls inversify" shows whether there are two)',
    );
  });

  it('gives a class without a constructor of its own what its base asks for', () => {
    @greeter({ id: 'loud', label: 'Loud', config: GreetingConfig })
    class LoudGreeter extends PlainGreeter {
      override greet(name: string): string {
        return super.greet(name).toUpperCase();
      }
    }
    expect(managerOf(LoudGreeter).create('loud', { word: 'Hello' }, { parent }).greet('Ada')).to.equal(
      'HELLO ADA. (1)',
    );
  });

  it('lets errors of the plugin itself through as they are', () => {
    const fault = new RangeError('not today');
    const failing = definePlugin(GREETER, {
      id: 'failing',
      label: 'Failing',
      create: () => {
        throw fault;
      },
    });
    expect(() => managerOf(failing).create('failing', {}, { parent })).to.throw(fault);
  });
});

describe('PluginTypes', () => {
  it('holds the types of one host; another host has its own', () => {
    const types = new PluginTypes([GREETER]);
    expect(types.get('greeter')).to.equal(GREETER);
    expect(types.add(GREETER).list()).to.deep.equal([GREETER]);
    expect(new PluginTypes().has('greeter')).to.equal(false);
    expect(() => types.get('greter')).to.throw(
      'The plugin type "greter" does not exist. Did you mean "greeter"? Known: greeter.',
    );
    expect(() => types.add(createPluginType({ id: 'greeter', label: 'Other' }))).to.throw(
      'adding the plugin type "greeter": there is one of that id already, "Greeter"',
    );
  });
});
