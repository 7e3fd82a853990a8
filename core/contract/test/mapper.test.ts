import { readFileSync } from 'node:fs';
import {
  CONTRACT_VERSION,
  candidates,
  checkPassed,
  defineMapper,
  defineProvider,
  defineTrigger,
  HTTP,
  type HttpClients,
  isCandidates,
  MAPPER,
  type Mapper,
  type MapperInput,
  mapper,
  OPERATIONS,
  PLUGIN_CONFIG,
  PROVIDER,
  setting,
  TRIGGER,
} from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { expect } from 'chai';
import { IsString } from 'class-validator';
import { Container, inject } from 'inversify';

class PrefixConfig {
  @setting('What comes before the value.')
  @IsString()
  prefix = 'S-';
}

@mapper({ id: 'prefix-class', label: 'Prefix', config: PrefixConfig })
class PrefixMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: PrefixConfig) {}

  map({ value }: MapperInput): string {
    return `${this.config.prefix}${String(value)}`;
  }
}

const input = (value: string): MapperInput => ({
  value,
  values: [value],
  target: 'employeeNumber',
  source: { id: '1', attributes: {}, active: true, groups: [] },
});
const make = (plugin: unknown, settings: object = {}): Mapper => {
  const definition = definitionOf(plugin) as PluginDefinition<Mapper>;
  return new PluginManager<Mapper>(MAPPER, [definition]).create(definition.id, settings, { parent: new Container() });
};

describe('candidates', () => {
  it('are told from values, whatever those look like', () => {
    expect(isCandidates(candidates(['a', 'a2']))).to.equal(true);
    expect(candidates(['a', 2]).candidates).to.deep.equal(['a', 2]);
    for (const value of [undefined, null, '', 'candidates', 1, true, ['a'], {}, { candidates: ['a'] }])
      expect(isCandidates(value), JSON.stringify(value)).to.equal(false);
  });

  it('do not survive as something else when they are copied as data', () => {
    expect(isCandidates(JSON.parse(JSON.stringify(candidates(['a']))))).to.equal(false);
  });
});

describe('a mapper', () => {
  const plain = defineMapper<PrefixConfig>({
    id: 'prefix',
    label: 'Prefix',
    config: PrefixConfig,
    map: ({ value }, { prefix }) => `${prefix}${String(value)}`,
  });

  for (const [title, plugin] of [
    ['as a plain object', plain],
    ['as a decorated class', PrefixMapper],
  ] as const)
    it(`${title} gets its settings, with their defaults`, () => {
      expect(make(plugin).map(input('7'))).to.equal('S-7');
      expect(make(plugin, { prefix: 'T-' }).map(input('7'))).to.equal('T-7');
      expect(() => make(plugin, { prefx: 'T-' })).to.throw(/prefx/);
    });

  it('tells whether it reads the whole account', () => {
    expect(make(plain).readsAccount).to.equal(false);
    expect(make(defineMapper({ id: 'all', label: 'All', readsAccount: true, map: () => 1 })).readsAccount).to.equal(
      true,
    );
  });

  it('with a bad id or without a label is refused when it is defined', () => {
    expect(() => defineMapper({ id: 'Upper Case', label: 'Upper case', map: () => 1 })).to.throw(/lower-case words/);
    expect(() => defineMapper({ id: 'upper-case', label: ' ', map: () => 1 })).to.throw(/needs a label/);
  });
});

describe('a provider or a trigger without decorators', () => {
  it('gets its settings and the services of the host', async () => {
    const plugin = defineProvider<PrefixConfig>({
      id: 'plain',
      label: 'Plain',
      config: PrefixConfig,
      create: ({ config, get }) => ({
        check: () => Promise.resolve({ stages: [] }),
        schema: () =>
          Promise.resolve({ attributes: [{ name: `${config.prefix}${typeof get(HTTP)}`, type: 'string' }] }),
      }),
    });
    const parent = new Container();
    parent.bind<HttpClients>(HTTP).toConstantValue({ open: () => expect.fail('it opens nothing') });
    const made = new PluginManager(PROVIDER, [plugin]).create('plain', { prefix: 'T-' }, { parent });
    expect((await made.schema(new AbortController().signal)).attributes[0]?.name).to.equal('T-object');
  });

  it('is of its type', () => {
    const plugin = defineTrigger({ id: 'never', label: 'Never', create: () => ({ start: () => Promise.resolve() }) });
    expect(plugin.type.id).to.equal('trigger');
  });
});

describe('the contract', () => {
  it('has three plugin types', () => {
    expect([PROVIDER.id, MAPPER.id, TRIGGER.id]).to.deep.equal(['provider', 'mapper', 'trigger']);
  });

  it('has the operations that may be allowed or not', () => {
    expect(OPERATIONS).to.deep.equal(['create', 'update', 'deactivate', 'reactivate', 'delete']);
  });

  it('has the version of its package', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      readonly version: string;
    };
    expect(CONTRACT_VERSION).to.equal(manifest.version);
  });

  it('takes a check with warnings for passed, and one with a failure not', () => {
    const stage = (status: 'passed' | 'warning' | 'failed' | 'skipped') =>
      ({ stage: 'reach', label: 'Reach', detail: 'd', status }) as const;
    expect(checkPassed({ stages: [] })).to.equal(true);
    expect(checkPassed({ stages: [stage('passed'), stage('warning'), stage('skipped')] })).to.equal(true);
    expect(checkPassed({ stages: [stage('warning'), stage('failed')] })).to.equal(false);
  });
});
