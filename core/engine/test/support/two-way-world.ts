import type { Mapper } from '@rollcall/contract';
import {
  type Account,
  type AccountReader,
  type AttributeDescription,
  type ChangeReader,
  MAPPER,
  type Provider,
  type Support,
} from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager, parseConfig } from '@rollcall/plugin';
import { Container } from 'inversify';
import { ConstantMapper } from '../../../../packages/mappers/src/constant.js';
import { CopyMapper } from '../../../../packages/mappers/src/copy.js';
import { LookupMapper } from '../../../../packages/mappers/src/lookup.js';
import { LowerCaseMapper } from '../../../../packages/mappers/src/lower-case.js';
import { type DirectoryAccount, MemoryDirectory } from '../../../../packages/testing/src/memory/memory-directory.js';
import { MemoryProvider, type MemoryProviderOptions } from '../../../../packages/testing/src/memory/memory-provider.js';
import { TestClock } from '../../../../packages/testing/src/memory/test-clock.js';
import { flowOf } from '../../src/config/flow-of.js';
import { TwoWaySyncConfig } from '../../src/config/two-way-sync-config.js';
import type { State } from '../../src/ports/state.js';
import { openRun } from '../../src/run/open-run.js';
import type { RunResult } from '../../src/run/run.js';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { compilePair } from '../../src/two-way/compile-pair.js';
import type { CompiledPair } from '../../src/two-way/compiled-pair.js';
import { executePass, joinedMark, type PassTask } from '../../src/two-way/execute-pass.js';
import type { CompilePairInput } from '../../src/two-way/pair-desk.js';
import { passContext } from '../../src/two-way/pass-context.js';
import { TwoWaySync } from '../../src/two-way/two-way-sync.js';

export const ATTRIBUTES: readonly AttributeDescription[] = [
  { name: 'userName', type: 'string', required: true, unique: true, findable: true },
  { name: 'mail', type: 'string', findable: true },
  { name: 'title', type: 'string' },
  { name: 'tags', type: 'string', multiValued: true },
  { name: 'changed', type: 'integer', readOnly: true },
];

export interface TwoWayWorldOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly membership?: { readonly first?: 'account' | 'group'; readonly second?: 'account' | 'group' };
  readonly state?: State;
  readonly pageSize?: number;
  readonly tamper?: MemoryProviderOptions['tamper'];
  /** Attributes that no two accounts of a side may share. Default: `userName`. */
  readonly unique?: readonly string[];
  /** Sides that tell who changed. Default: none. */
  readonly tellsChanges?: readonly ('one' | 'two')[];
  /** Can many accounts of a side be asked for at once? Default: no. */
  readonly many?: boolean;
  /** Kinds of first credential that new accounts can get at `two`. */
  readonly credentials?: MemoryProviderOptions['credentials'];
  /** Sides that leave out what has no value; with `said`, their schema says that this is what it means. Default: none. */
  readonly leavesOut?: { readonly sides: readonly ('one' | 'two')[]; readonly said: boolean };
  /** What both systems say about making groups. Default: nothing, so they can. */
  readonly making?: Support;
  /** Groups that a side does not have. Default: none. */
  readonly lacks?: readonly string[];
  /** The two systems are joined already: no approval is needed. Default: yes. */
  readonly joined?: boolean;
}

/** Ids of the groups that both sides have. */
const GROUPS = { one: ['a', 'b'], two: ['A', 'B'] };
const DEFAULTS = {
  between: ['one', 'two'],
  mapping: { userName: 'userName', mail: 'mail', title: 'title', tags: 'tags' },
  correlate: ['userName', 'mail'],
  groups: { roles: { a: 'A', b: 'B' } },
  guard: { shrink: 100, deactivate: {} },
};
const MAPPERS = new PluginManager<Mapper>(
  MAPPER,
  [ConstantMapper, CopyMapper, LookupMapper, LowerCaseMapper].map(
    (plugin) => definitionOf(plugin) as PluginDefinition<Mapper>,
  ),
);
const SERVICES = new Container();
const CONFIGS = new Map<string, TwoWaySyncConfig>();

/** Checking a configuration takes longer than a run in memory, and thousands of histories have the same few. */
function configOf(plain: object): TwoWaySyncConfig {
  const key = JSON.stringify(plain);
  const config = CONFIGS.get(key) ?? parseConfig(TwoWaySyncConfig, plain, ['syncs', 'people']);
  CONFIGS.set(key, config);
  return config;
}

/** Two systems in memory with a two-way sync between them: roles `a` and `b` of the one are groups `A` and `B` of the other. */
export class TwoWayWorld {
  readonly one: MemoryDirectory;
  readonly two: MemoryDirectory;
  readonly clock = new TestClock();
  readonly counts = new Map<string, number>();
  state: State;
  /** By the groups that both sides have: a sync is compiled anew for each run, and in memory that takes longer than the run. */
  private readonly pairs = new Map<string, Promise<CompiledPair>>();

  constructor(private readonly options: TwoWayWorldOptions = {}) {
    this.state = options.state ?? new MemoryState({ salt: 'salt' });
    this.one = directory([], options.unique);
    this.two = directory([], options.unique);
    this.regroup();
  }

  /** Empty, with another state: compiling takes longer than a run in memory, and thousands of histories have the same few syncs. */
  anew(state: State): this {
    for (const side of [this.one, this.two]) side.clear();
    this.regroup();
    this.state = state;
    return this;
  }

  /** Groups as they were at first, but for those that are lacking. */
  private regroup(): void {
    for (const [at, ids] of Object.entries(GROUPS)) {
      const { groups } = this[at as 'one' | 'two'];
      groups.clear();
      for (const id of ids) if (this.options.lacks?.includes(id) !== true) groups.set(id, { id, name: `group ${id}` });
    }
  }

  /** Id of the group that a name of the table means, where there is one. */
  groupNamed(at: 'one' | 'two', name: string): string | undefined {
    const { groups } = this[at];
    return groups.get(name)?.id ?? [...groups.values()].find((group) => group.name === name)?.id;
  }

  add(
    side: 'one' | 'two',
    id: string,
    more: { readonly [name: string]: unknown; readonly active?: boolean; readonly groups?: readonly string[] } = {},
  ): DirectoryAccount {
    const { active, groups, ...attributes } = more;
    return this[side].add({
      id,
      attributes: { userName: id, mail: `${id}@example.test`, title: null, tags: [], ...(attributes as object) },
      active: active ?? true,
      groups: groups ?? [],
    });
  }

  /** The sync, compiled; it fails with every problem of the configuration. */
  async compile(): Promise<CompiledPair> {
    const groups = [this.one, this.two].map((side) =>
      [...side.groups.values()].map(({ id, name }) => [id, name]).sort(),
    );
    const key = JSON.stringify(groups);
    const pair = this.pairs.get(key) ?? compilePair(this.parts());
    this.pairs.set(key, pair);
    return pair;
  }

  /** The sync as people have it: with approvals, decisions and explanations. */
  async sync(): Promise<TwoWaySync> {
    const { config: twoWay, first: from, second: to, ...parts } = this.parts();
    if (this.options.joined !== false) await this.state.marks.set(joinedMark('people'), 'by the test');
    const locate = (problems: Error): Promise<never> => Promise.reject(problems);
    const { state, clock } = this;
    return new TwoWaySync({ ...parts, config: flowOf(twoWay), twoWay, from, to, state, clock, actor: 'test', locate });
  }

  private parts(): CompilePairInput {
    const { membership = {}, pageSize = 3, tamper, unique = [], credentials, making, many = false } = this.options;
    const attributes = ATTRIBUTES.map((one) => (unique.includes(one.name) ? { ...one, unique: true } : one));
    const common = { attributes, pageSize, tellsEmpty: true, many, ...(making === undefined ? {} : { making }) };
    const provider = (of: MemoryDirectory, kind: 'account' | 'group', more: object = {}): MemoryProvider => {
      const { sides, said } = this.options.leavesOut ?? { sides: [], said: false };
      if (!sides.some((side) => this[side] === of))
        return new MemoryProvider(of, { ...common, membership: kind, ...more });
      const described = attributes.map((one) => ({ ...one, omitsEmpty: said }));
      return leavingOut(
        new MemoryProvider(of, { ...common, attributes: described, tellsEmpty: false, membership: kind, ...more }),
      );
    };
    const { tellsChanges = [] } = this.options;
    const telling = (name: 'one' | 'two', plain: MemoryProvider): Provider =>
      tellsChanges.includes(name) ? Object.assign(plain, { changes: changesOf(this[name]) }) : plain;
    return {
      name: 'people',
      config: configOf({ ...DEFAULTS, ...this.options.config }),
      first: {
        name: 'one',
        provider: telling(
          'one',
          provider(this.one, membership.first ?? 'account', tamper === undefined ? {} : { tamper }),
        ),
      },
      second: {
        name: 'two',
        provider: telling(
          'two',
          provider(this.two, membership.second ?? 'account', credentials === undefined ? {} : { credentials }),
        ),
      },
      mappers: MAPPERS,
      services: SERVICES,
      signal: new AbortController().signal,
    };
  }

  async run(
    task: PassTask = { kind: 'full' },
    {
      mode = 'run',
      stop = new AbortController().signal,
    }: { readonly mode?: 'plan' | 'run'; readonly stop?: AbortSignal } = {},
  ): Promise<RunResult & { readonly runId: string }> {
    this.counts.clear();
    this.clock.advance(1_000);
    const pair = await this.compile();
    if (this.options.joined !== false) await this.state.marks.set(joinedMark('people'), 'by the test');
    const opened = await openRun({
      state: this.state,
      clock: this.clock,
      sync: 'people',
      mode,
      scope: task.kind,
      cause: 'test',
      actor: 'test',
      stop,
    });
    try {
      const context = passContext(pair, {
        sync: pair.toward.second,
        state: this.state,
        clock: this.clock,
        runId: opened.id,
        salt: 'salt',
        mode,
        ...(task.kind === 'accounts' && task.onlyKeys !== undefined ? { approved: task.onlyKeys } : {}),
        verify: false,
        stop: opened.stop,
        abort: stop,
        counts: this.counts,
        madeGroups: new Map(),
        progress: () => {},
      });
      const result = await executePass(context, task);
      await opened.close(result, this.counts);
      return { ...result, runId: opened.id };
    } finally {
      opened.dispose();
    }
  }

  /** Runs until nothing is left to do; at most so often. */
  async settle(times = 4): Promise<void> {
    for (let round = 0; round < times; round += 1) {
      const before = this.writes();
      const { error, status } = await this.run();
      if (error !== undefined) throw error;
      if (status !== 'done') throw new Error(`a quiet run ended with ${status}`);
      if (this.writes() === before) return;
    }
    throw new Error(`it still writes after ${times} runs`);
  }

  writes(): number {
    return this.one.writes().length + this.two.writes().length;
  }

  async findings(runId: string): Promise<readonly string[]> {
    return (await this.state.journal.findings(runId, { limit: 500 })).map(({ code, sourceId }) =>
      sourceId === undefined ? code : `${code} ${sourceId}`,
    );
  }

  async operations(runId: string): Promise<readonly string[]> {
    return (await this.state.journal.page(runId, { limit: 500 })).map(
      ({ kind, sourceId, targetId, status }) =>
        `${kind} ${sourceId} → ${targetId ?? 'new'}${status === 'done' ? '' : ` ${status}`}`,
    );
  }
}

function directory(groups: readonly string[], unique: readonly string[] = ['userName']): MemoryDirectory {
  return new MemoryDirectory({ unique, groups: groups.map((id) => ({ id, name: `group ${id}` })) });
}

/** Nothing that is read of it says `null`, nor that a list is empty. */
function leavingOut(plain: MemoryProvider): MemoryProvider {
  const { accounts, writer } = plain;
  const less = (account: Account): Account => ({
    ...account,
    attributes: Object.fromEntries(
      Object.entries(account.attributes).filter(
        ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  });
  const reader: AccountReader = {
    pages: async function* (request) {
      for await (const page of accounts.pages(request)) yield { ...page, accounts: page.accounts.map(less) };
    },
    get: async (id, request) => {
      const account = await accounts.get(id, request);
      return account === undefined ? undefined : less(account);
    },
    search: async (text, request) => (await accounts.search(text, request)).map(less),
  };
  const find: typeof writer.find = async (terms, request) => (await writer.find(terms, request)).map(less);
  return Object.assign(plain, { accounts: reader, writer: { ...writer, find } });
}

/** Tells who is not as at the last time, and who is gone: each state that was told is remembered. */
function changesOf(of: MemoryDirectory): ChangeReader {
  const states: ReadonlyMap<string, string>[] = [];
  return {
    since: async function* (cursor) {
      const now = new Map(
        [...of.accounts.values()].map(({ id, groups, ...rest }) => [id, JSON.stringify([rest, [...groups].sort()])]),
      );
      const then = cursor === undefined ? now : (states[Number(cursor)] ?? new Map<string, string>());
      states.push(now);
      yield {
        changed: [...now].filter(([id, state]) => then.get(id) !== state).map(([id]) => id),
        removed: [...then.keys()].filter((id) => !now.has(id)),
        cursor: String(states.length - 1),
      };
    },
  };
}

/** What a person sees of an account, by user name. */
export function faces(
  of: MemoryDirectory,
  groupNames: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...of.accounts.values()]
      .map(
        ({ attributes, active, groups }) =>
          [
            String(attributes.userName),
            [
              attributes.mail ?? '',
              attributes.title ?? '',
              [...((attributes.tags ?? []) as readonly string[])].sort().join(),
              [...groups]
                .map((id) => groupNames[id] ?? id)
                .sort()
                .join(),
              active ? 'active' : 'blocked',
            ].join(' | '),
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
