import type { AttributeDescription, Operation } from '@rollcall/contract';
import { MemoryDirectory } from '../../../../packages/testing/src/memory/memory-directory.js';
import { MemoryProvider, type MemoryProviderOptions } from '../../../../packages/testing/src/memory/memory-provider.js';
import { TestClock } from '../../../../packages/testing/src/memory/test-clock.js';
import { compileGroups } from '../../src/compile/groups.js';
import { Problems } from '../../src/compile/problems.js';
import { GroupsConfig, GuardConfig, LeaversConfig } from '../../src/config/sync-config.js';
import type { State } from '../../src/ports/state.js';
import type { CompiledSync, GroupMapping } from '../../src/run/compiled-sync.js';
import { type CompiledRule, createMapping } from '../../src/run/map.js';
import { openRun } from '../../src/run/open-run.js';
import { executeRun, type RunResult, type RunTask } from '../../src/run/run.js';
import { createScope } from '../../src/run/scope.js';
import { MemoryState } from '../../src/state-memory/memory-state.js';

export const TARGET_ATTRIBUTES: readonly AttributeDescription[] = [
  { name: 'userName', type: 'string', unique: true, findable: true },
  { name: 'mail', type: 'string', findable: true },
  { name: 'title', type: 'string' },
  { name: 'externalId', type: 'string', findable: true },
];

export interface WorldOptions {
  readonly membership?: 'account' | 'group';
  readonly batch?: boolean;
  readonly list?: boolean;
  readonly pageSize?: number;
  readonly targetPageSize?: number;
  readonly correlate?: readonly string[];
  readonly operations?: readonly Operation[];
  readonly guard?: Partial<GuardConfig>;
  readonly leavers?: Partial<LeaversConfig>;
  readonly adopt?: 'always' | 'confirm' | 'never';
  readonly protect?: readonly string[];
  readonly state?: State;
  readonly tamper?: MemoryProviderOptions['tamper'];
  readonly concurrency?: number;
  /** Attributes of which no two accounts of the target have one value. Default: `userName`. */
  readonly unique?: readonly string[];
  /** Roles to names of groups, which are made where the target lacks them. Default: `a` and `b` to groups that are there. */
  readonly table?: Readonly<Record<string, string>>;
}

/** A source and a target in memory with a sync between them: scope is the role `staff`, roles `a` and `b` become groups. */
export class World {
  readonly source = new MemoryDirectory();
  readonly target: MemoryDirectory;
  readonly clock = new TestClock();
  readonly counts = new Map<string, number>();
  state: State;

  constructor(private readonly options: WorldOptions = {}) {
    this.state = options.state ?? new MemoryState({ salt: 'salt' });
    this.target = new MemoryDirectory({
      unique: options.unique ?? ['userName'],
      groups: [
        { id: 'A', name: 'Group A' },
        { id: 'B', name: 'Group B' },
      ],
    });
  }

  person(
    id: string,
    more: {
      readonly name?: string;
      readonly mail?: string;
      readonly title?: string;
      readonly active?: boolean;
      readonly groups?: readonly string[];
    } = {},
  ): void {
    this.source.add({
      id,
      attributes: { name: more.name ?? id, mail: more.mail ?? `${id}@example.test`, title: more.title ?? 'none' },
      active: more.active ?? true,
      groups: more.groups ?? ['staff'],
    });
  }

  async run(
    task: RunTask = { kind: 'full' },
    more: {
      readonly mode?: 'plan' | 'run';
      readonly sync?: Partial<CompiledSync>;
      readonly stop?: AbortSignal;
      readonly verify?: boolean;
    } = {},
  ): Promise<RunResult & { readonly runId: string }> {
    const stop = more.stop ?? new AbortController().signal;
    const mode = more.mode ?? 'run';
    this.counts.clear();
    this.clock.advance(1_000);
    const opened = await openRun({
      state: this.state,
      clock: this.clock,
      sync: 'staff',
      mode,
      scope: task.kind,
      cause: 'test',
      actor: 'test',
      stop,
    });
    try {
      const sync = { ...this.sync(), ...more.sync };
      const result = await executeRun(
        {
          sync,
          state: this.state,
          clock: this.clock,
          runId: opened.id,
          salt: 'salt',
          mode,
          ...(task.kind === 'accounts' && task.onlyKeys !== undefined ? { approved: task.onlyKeys } : {}),
          verify: more.verify ?? false,
          stop: opened.stop,
          abort: stop,
          counts: this.counts,
          madeGroups: new Map(),
          progress: () => {},
        },
        task,
      );
      await opened.close(result, this.counts);
      return { ...result, runId: opened.id };
    } finally {
      opened.dispose();
    }
  }

  async findings(runId: string): Promise<readonly string[]> {
    return (await this.state.journal.findings(runId, { limit: 100 })).map(({ code, sourceId }) =>
      sourceId === undefined ? code : `${code} ${sourceId}`,
    );
  }

  sync(): CompiledSync {
    const { membership = 'account', correlate = ['userName'] } = this.options;
    const from = new MemoryProvider(this.source, {
      attributes: [],
      pageSize: this.options.pageSize ?? 3,
      ...(this.options.tamper === undefined ? {} : { tamper: this.options.tamper }),
    });
    const to = new MemoryProvider(this.target, {
      attributes: TARGET_ATTRIBUTES,
      membership,
      pageSize: this.options.targetPageSize ?? 3,
      batch: this.options.batch ?? false,
      list: this.options.list ?? true,
    });
    const groups = this.groups(to, membership);
    return {
      name: 'staff',
      from: { name: 'source', provider: from },
      to: { name: 'target', provider: to },
      scope: createScope({ roles: new Set(['staff']), roleNames: new Map(), where: undefined, whereText: undefined }),
      map: createMapping({ rules: RULES, groupNames: new Map(), groups: groups.desired }),
      correlate: correlate.map((name) => ({ attributes: [name], caseExact: [false] })),
      takesAway: true,
      adopt: this.options.adopt ?? 'always',
      operations: new Set(this.options.operations ?? ['create', 'update', 'deactivate', 'reactivate', 'delete']),
      support: SUPPORT(this.options.list ?? true),
      credential: 'none',
      groups,
      leavers: Object.assign(new LeaversConfig(), this.options.leavers),
      guard: Object.assign(new GuardConfig(), { deactivate: {}, delete: {} }, this.options.guard),
      protect: new Set(this.options.protect ?? []),
      sourceAttributes: ['name', 'mail', 'title'],
      targetAttributes: ['userName', 'mail', 'title', 'externalId'],
      unique: (this.options.unique ?? ['userName']).map((name) => ({ name, caseExact: false })),
      concurrency: this.options.concurrency ?? 3,
    };
  }

  /** As the table says against the groups that the target has now. */
  private groups(to: MemoryProvider, membership: 'account' | 'group'): GroupMapping {
    const target = [...this.target.groups.values()];
    const { table } = this.options;
    if (table === undefined) {
      const known = new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]);
      const desired: GroupMapping['desired'] = (ids) => ids.map((id) => known.get(id)).filter((id) => id !== undefined);
      return { desired, missing: [], placeholders: new Map(), targets: target, membership };
    }
    const config = Object.assign(new GroupsConfig(), { roles: table, create: true });
    const problems = new Problems([]);
    const input = { source: [], target, writer: to.groupWriter, targetName: 'target', problems };
    const groups = compileGroups(config, input);
    if (groups === undefined || problems.all.length > 0) throw new Error(JSON.stringify(problems.all));
    return groups;
  }
}

const rule = (target: string, from: string): CompiledRule => ({
  target,
  from: [from],
  mappers: [],
  apply: 'always',
  when: undefined,
  reads: [from],
});
const RULES: readonly CompiledRule[] = [
  rule('userName', 'name'),
  rule('mail', 'mail'),
  rule('title', 'title'),
  {
    target: 'externalId',
    from: [],
    mappers: [{ id: 'id', mapper: { map: ({ source }) => source.id } }],
    apply: 'always',
    when: undefined,
    reads: [],
  },
];

function SUPPORT(list: boolean): CompiledSync['support'] {
  const yes = { supported: true } as const;
  return {
    create: yes,
    update: yes,
    deactivate: yes,
    reactivate: yes,
    delete: yes,
    memberships: yes,
    list: list ? yes : { supported: false, reason: 'no' },
  };
}
