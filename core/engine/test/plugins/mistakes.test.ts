import {
  type Account,
  BugError,
  ConfigError,
  defineMapper,
  definePackage,
  defineProvider,
  defineTrigger,
  type Provider,
  RollcallError,
  type Trigger,
} from '@rollcall/contract';
import { createRollcall, MemoryState, type Rollcall, type RunReport, type ServiceEvent } from '@rollcall/engine';
import { MemoryDirectory, MemoryProvider, VirtualClock } from '@rollcall/testing';
import { expect } from 'chai';

const ATTRIBUTES = [
  { name: 'userName', type: 'string', unique: true, findable: true },
  { name: 'tags', type: 'string', multiValued: true },
] as const;

interface World {
  readonly rollcall: Rollcall;
  readonly good: MemoryDirectory;
  readonly target: MemoryDirectory;
}

type Create = NonNullable<Provider['writer']>['create'];

interface Planted {
  /** Spoils the provider that the sync "spoilt" reads from. */
  readonly provider?: (sound: Provider) => Partial<Provider>;
  readonly create?: () => Provider;
  readonly config?: new () => object;
  readonly mapper?: Parameters<typeof defineMapper>[0]['map'];
  readonly trigger?: () => Trigger;
  readonly extensions?: readonly string[];
  readonly spoiltProvider?: string;
  readonly clock?: VirtualClock;
  /** The spoilt provider is the target instead. */
  readonly asTarget?: boolean;
}

/** Two syncs of different sources into one target. Whatever is planted, the sync "sound" has nothing to do with it. */
async function open(planted: Planted): Promise<World> {
  const good = directoryOf('ada', 'bob');
  const spoilt = directoryOf('cem', 'dan');
  const target = new MemoryDirectory({ unique: ['userName'] });
  const sound = (directory: MemoryDirectory): Provider => new MemoryProvider(directory, { attributes: ATTRIBUTES });
  const create = (): Provider => {
    const provider = sound(planted.asTarget === true ? target : spoilt) as MemoryProvider;
    const { accounts, writer, groups } = provider;
    const whole = {
      check: () => provider.check(),
      schema: () => provider.schema(),
      accounts,
      writer,
      groups,
    };
    return { ...whole, ...planted.provider?.(whole) };
  };
  const plugins = [
    defineProvider({ id: 'good', label: 'Good', create: () => sound(good) }),
    defineProvider({ id: 'target', label: 'Target', create: () => sound(target) }),
    defineProvider({
      id: 'spoilt-provider',
      label: 'Spoilt',
      create: planted.create ?? create,
      ...(planted.config === undefined ? {} : { config: planted.config }),
    }),
    defineMapper({ id: 'spoilt-mapper', label: 'Spoilt', map: planted.mapper ?? (({ value }) => value) }),
    defineTrigger({ id: 'spoilt-trigger', label: 'Spoilt', create: planted.trigger ?? (() => ({ start: forever })) }),
  ];
  const sync = (from: string, to: string, through: readonly string[]) => ({
    from,
    to,
    correlate: ['userName'],
    mapping: { userName: 'userName', tags: { from: 'tags', through } },
    operations: ['create', 'update'],
  });
  const asTarget = planted.asTarget === true;
  const rollcall = await createRollcall({
    config: {
      extensions: planted.extensions ?? [],
      connections: {
        people: { provider: 'good' },
        strange: { provider: planted.spoiltProvider ?? 'spoilt-provider' },
        website: { provider: 'target' },
      },
      syncs: {
        spoilt: {
          ...sync(asTarget ? 'people' : 'strange', asTarget ? 'strange' : 'website', ['spoilt-mapper']),
          ...(planted.trigger === undefined ? {} : { triggers: ['spoilt-trigger'] }),
        },
        sound: sync('people', 'website', []),
      },
    },
    state: new MemoryState({ salt: 'salt' }),
    extensions: [definePackage({ name: 'planted', plugins })],
    answerWithinMs: 40,
    ...(planted.clock === undefined ? {} : { clock: planted.clock }),
  });
  return { rollcall, good, target };
}

function directoryOf(...names: readonly string[]): MemoryDirectory {
  const directory = new MemoryDirectory();
  for (const name of names) directory.add({ id: `id-${name}`, attributes: { userName: name, tags: ['x', 'y'] } });
  return directory;
}

async function forever(_: unknown, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function runSpoilt({ rollcall }: World): Promise<{ readonly error?: unknown; readonly report?: RunReport }> {
  try {
    const report = await rollcall.sync('spoilt').run();
    return report.error === undefined ? { report } : { report, error: report.error };
  } catch (error) {
    return { error };
  }
}

async function expectOthersGoOn({ rollcall, target }: World): Promise<void> {
  const report = await rollcall.sync('sound').run();
  expect(report.status).to.equal('done');
  expect([...target.accounts.values()].map(({ attributes }) => attributes.userName)).to.include.members(['ada', 'bob']);
}

const pages = (accounts: unknown): Partial<Provider> => ({
  accounts: {
    async *pages() {
      yield { accounts: accounts as readonly Account[] };
    },
    get: async () => undefined,
    search: async () => [],
  },
});
const never = (): Promise<never> => new Promise(() => {});

const PROVIDER_MISTAKES: readonly (readonly [string, Planted, string, RegExp])[] = [
  [
    'throws at once',
    {
      provider: () => ({
        schema: () => {
          throw new TypeError('of undefined');
        },
      }),
    },
    'plugin-threw',
    /schema\(\): it threw TypeError/,
  ],
  [
    'rejects with what is no error of the contract',
    { provider: () => ({ schema: () => Promise.reject(new Error('boom')) }) },
    'plugin-threw',
    /schema\(\): it threw Error/,
  ],
  [
    'throws while it reads',
    {
      provider: (sound) => ({
        accounts: {
          ...(sound.accounts as NonNullable<Provider['accounts']>),
          // biome-ignore lint/correctness/useYield: that it ends before the first page is the mistake
          async *pages() {
            throw new RangeError('too far');
          },
        },
      }),
    },
    'plugin-threw',
    /accounts\.pages\(\): it threw RangeError/,
  ],
  ['never answers', { provider: () => ({ schema: never }) }, 'plugin-hangs', /has not answered/],
  [
    'hangs while it reads',
    {
      provider: (sound) => ({
        accounts: {
          ...(sound.accounts as NonNullable<Provider['accounts']>),
          async *pages() {
            yield await never();
          },
        },
      }),
    },
    'plugin-hangs',
    /accounts\.pages\(\): it has not answered/,
  ],
  ['gives accounts without an id', { provider: () => pages([{ attributes: {} }]) }, 'plugin-wrong-answer', /missing/],
  [
    'gives ids that are numbers',
    { provider: () => pages([{ id: 7, attributes: {} }]) },
    'plugin-wrong-answer',
    /of type number/,
  ],
  ['gives a page that is a list', { provider: () => pages('nobody') }, 'plugin-wrong-answer', /list of accounts/],
  [
    'gives a list of pages where it should give one after another',
    {
      provider: (sound) => ({
        accounts: {
          ...(sound.accounts as NonNullable<Provider['accounts']>),
          pages: (() => [{ accounts: [] }]) as never,
        },
      }),
    },
    'plugin-wrong-answer',
    /accounts\.pages\(\): it gave no async iterable; make it an async generator/,
  ],
  [
    'gives a promise of pages',
    {
      provider: (sound) => ({
        accounts: {
          ...(sound.accounts as NonNullable<Provider['accounts']>),
          pages: (async () => [{ accounts: [] }]) as never,
        },
      }),
    },
    'plugin-wrong-answer',
    /accounts\.pages\(\): it gave no async iterable/,
  ],
  ['lacks a function', { provider: () => ({ schema: undefined as never }) }, 'plugin-unusable', /it lacks schema\(\)/],
  ['is nothing', { create: () => undefined as never }, 'plugin-unusable', /it made nothing, which is no provider/],
  [
    'lacks functions of a facet',
    { provider: (sound) => ({ writer: { find: sound.writer?.find } as never }) },
    'plugin-unusable',
    /it lacks writer\.operations\(\), writer\.create\(\), /,
  ],
  [
    'gives a schema of another shape',
    { provider: () => ({ schema: async () => ({ fields: [] }) as never }) },
    'plugin-wrong-answer',
    /list of "attributes"/,
  ],
];

describe('a mistake of a provider', () => {
  for (const [title, planted, code, message] of PROVIDER_MISTAKES)
    it(`that ${title} names the provider and its connection, and other syncs go on`, async () => {
      const world = await open(planted);
      const { error } = await runSpoilt(world);
      expect(RollcallError.is(error), String(error)).to.equal(true);
      expect((error as RollcallError).code).to.equal(code);
      expect((error as RollcallError).message)
        .to.match(message)
        .and.to.contain('provider "spoilt-provider"')
        .and.to.contain('connection "strange"');
      await expectOthersGoOn(world);
    });

  it('that is in the report of its check is told as such', async () => {
    for (const [stages, wanted] of [
      [undefined, /the report has no "stages"/],
      [[{ status: 'green' }], /stage 0 of the report needs "label", "detail" and a "status": passed, warning/],
    ] as const) {
      const { rollcall } = await open({ provider: () => ({ check: async () => ({ stages }) as never }) });
      const error: unknown = await rollcall
        .check('strange', new AbortController().signal)
        .catch((thrown: unknown) => thrown);
      expect(RollcallError.is(error) && error.code, String(error)).to.equal('plugin-wrong-answer');
      expect(String(error)).to.match(wanted);
    }
  });

  const withCreate = (create: (call: Create) => Create): Planted => ({
    asTarget: true,
    provider: (sound) => {
      const writer = sound.writer as NonNullable<Provider['writer']>;
      return { writer: { ...writer, create: create((...values) => writer.create(...values)) } };
    },
  });

  it('that answers a write with another account is noticed', async () => {
    const world = await open(withCreate(() => async () => ({}) as never));
    const { report } = await runSpoilt(world);
    const operations = (await Array.fromAsync(world.rollcall.sync('spoilt').operations(report?.run.id ?? ''))).flat();
    expect(operations).to.have.lengthOf(2);
    for (const { error } of operations)
      expect(error?.message).to.contain('writer.create()').and.to.contain('"spoilt-provider"');
  });

  for (const [when, sendsFirst] of [
    ['before anything was sent', false],
    ['after the account was made', true],
  ] as const)
    it(`with one account, ${when}, costs neither the other accounts nor a duplicate`, async () => {
      let broken = true;
      const world = await open(
        withCreate((create) => async (account, context) => {
          if (!broken || account.attributes.userName !== 'ada') return create(account, context);
          if (sendsFirst) await create(account, context);
          throw new TypeError('no surname');
        }),
      );
      const { report } = await runSpoilt(world);
      const names = (): readonly unknown[] => [...world.target.accounts.values()].map((one) => one.attributes.userName);
      expect(names()).to.have.members(sendsFirst ? ['ada', 'bob'] : ['bob']);
      const operations = (await Array.fromAsync(world.rollcall.sync('spoilt').operations(report?.run.id ?? ''))).flat();
      const blamed = operations.filter(({ error }) => error !== null);
      expect(blamed.map(({ sourceId, status }) => [sourceId, status])).to.deep.equal([['id-ada', 'unknown']]);
      expect(blamed[0]?.error?.message).to.contain('provider "spoilt-provider"').and.to.contain('TypeError');
      broken = false;
      await runSpoilt(world);
      expect(names()).to.have.members(['ada', 'bob']);
      await expectOthersGoOn(world);
    });

  it('with each account ends the run after twenty in a row, and says whose mistake it is', async () => {
    let asked = 0;
    const world = await open(
      withCreate(() => async () => {
        asked += 1;
        throw new TypeError('no surname');
      }),
    );
    for (let number = 0; number < 100; number += 1)
      world.good.add({ id: `more-${number}`, attributes: { userName: `more-${number}`, tags: ['x', 'y'] } });
    const { error } = await runSpoilt(world);
    expect(BugError.is(error)).to.equal(true);
    expect((error as BugError).message).to.contain('"spoilt-provider"');
    // Those in flight when the twentieth failed are let finish.
    expect(asked).to.be.within(20, 40);
  });

  it('that throws while it is made leaves one connection unusable, and says so in its check', async () => {
    const world = await open({
      create: () => {
        throw new TypeError('no such thing');
      },
    });
    const report = await world.rollcall.check('strange', new AbortController().signal);
    expect(report.stages.map(({ status }) => status)).to.deep.equal(['failed']);
    expect(report.stages[0]?.detail).to.contain('no such thing');
    const { error } = await runSpoilt(world);
    expect(ConfigError.is(error)).to.equal(true);
    expect((error as ConfigError).message)
      .to.contain('connection "strange"')
      .and.to.contain('"spoilt-provider"');
    await expectOthersGoOn(world);
  });

  it('that has a configuration class which throws leaves one connection unusable', async () => {
    const world = await open({
      config: class {
        constructor() {
          throw new TypeError('bad class');
        }
      },
    });
    const { error } = await runSpoilt(world);
    expect((error as Error).message)
      .to.contain('"spoilt-provider"')
      .and.to.contain('bad class');
    await expectOthersGoOn(world);
  });

  it('whose extension does not load leaves one connection unusable, and names the extension', async () => {
    const world = await open({ extensions: ['./nowhere.mjs'], spoiltProvider: 'from-nowhere' });
    const { error } = await runSpoilt(world);
    expect((error as Error).message)
      .to.contain('"from-nowhere"')
      .and.to.contain('./nowhere.mjs');
    await expectOthersGoOn(world);
  });

  it('is not looked for in a configuration that names a provider which nobody brings', async () => {
    let refused: unknown;
    await open({ spoiltProvider: 'spoilt-providr' }).catch((error: unknown) => {
      refused = error;
    });
    expect(String(refused)).to.contain('Did you mean "spoilt-provider"');
  });
});

const MAPPER_MISTAKES: readonly (readonly [string, NonNullable<Planted['mapper']>, RegExp])[] = [
  [
    'throws',
    () => {
      throw new TypeError('of undefined');
    },
    /threw TypeError/,
  ],
  ['gives a promise', (async () => 'later') as never, /gave a promise/],
  ['gives a function', (() => () => 1) as never, /gave a function/],
  ['gives a number that is none', () => Number.NaN, /gave NaN/],
  ['gives a date', (() => new Date(0)) as never, /gave a Date/],
  ['gives a list with a hole', (() => ['a', undefined]) as never, /nothing at one place/],
  [
    'changes the account it was lent',
    ({ source }) => {
      (source.attributes as Record<string, unknown>).userName = 'mallory';
      return 'x';
    },
    /threw TypeError/,
  ],
  [
    'changes a list that it was lent',
    ({ value }) => {
      (value as string[]).push('more');
      return value;
    },
    /threw TypeError/,
  ],
];

describe('a mistake of a mapper', () => {
  for (const [title, mapper, message] of MAPPER_MISTAKES)
    it(`that ${title} names the mapper, stops no account of another sync, and changes nothing`, async () => {
      const world = await open({ mapper });
      const { report } = await runSpoilt(world);
      const findings = await world.rollcall.sync('spoilt').findings(report?.run.id ?? '');
      expect(findings.map((finding) => finding.message)).to.have.lengthOf.at.least(2);
      for (const finding of findings)
        expect(finding.message).to.match(message).and.to.contain('mapper "spoilt-mapper"').and.to.contain('tags');
      expect(world.target.accounts.size).to.equal(0);
      await expectOthersGoOn(world);
      const users = [...world.good.accounts.values()].map(({ attributes }) => attributes.userName);
      expect(users).to.deep.equal(['ada', 'bob']);
    });
});

describe('a mistake of a trigger', () => {
  const told = async (trigger: () => Trigger): Promise<readonly ServiceEvent[]> => {
    const clock = new VirtualClock();
    const world = await open({ trigger, clock });
    const events: ServiceEvent[] = [];
    const service = world.rollcall.service((event) => events.push(event));
    service.start();
    await clock.runUntil(clock.now() + 1_000);
    await service.handle('spoilt', 'spoilt-trigger', new Request('http://127.0.0.1/'))?.catch(() => undefined);
    await expectOthersGoOn(world);
    await service.stop();
    return events.filter(({ kind }) => kind === 'trigger-failed');
  };

  for (const [title, trigger, message] of [
    ['throws when it starts', () => ({ start: () => Promise.reject(new TypeError('of undefined')) }), /of undefined/],
    ['ends by itself', () => ({ start: async () => undefined }), /ended although nobody stopped it/],
    [
      'throws when it is called from outside',
      () => ({ start: forever, handle: () => Promise.reject(new TypeError('no body')) }),
      /no body/,
    ],
    [
      'cannot be made',
      () => {
        throw new TypeError('no such thing');
      },
      /no such thing/,
    ],
  ] as const)
    it(`that ${title} is told with its name and its sync, and the others go on`, async () => {
      const events = await told(trigger as () => Trigger);
      expect(events).to.have.lengthOf(1);
      expect(events[0]).to.include({ sync: 'spoilt', trigger: 'spoilt-trigger' });
      expect((events[0] as Extract<ServiceEvent, { kind: 'trigger-failed' }>).message).to.match(message);
    });
});
