import { type Account, ConfigError } from '@rollcall/contract';
import { ConfigProblems } from '@rollcall/plugin';
import type { Compilation } from '../compile/compile-sync.js';
import { TwoWaySyncConfig } from '../config/two-way-sync-config.js';
import type { Explanation } from '../explanation.js';
import { allFindings, type PlanFile } from '../plan-file/plan-file.js';
import type { OperationRecord } from '../ports/state.js';
import { answerHeld } from '../run/answer-held.js';
import type { RunTask } from '../run/run.js';
import type { RunContext } from '../run/run-context.js';
import { supersedeHeld } from '../run/supersede-held.js';
import { newestCursor } from '../run/watermark.js';
import type { Discovery } from '../setup/discover.js';
import type { TriedMapping } from '../setup/try-mapping.js';
import { type ReadySync, Sync, type SyncParts } from '../sync.js';
import type { ApproveOptions, RunOptions, RunReport } from '../sync-options.js';
import { digest, stable } from '../values/stable.js';
import { readCursors, writeCursors } from './changed-pass.js';
import { compilePair } from './compile-pair.js';
import type { CompiledPair } from './compiled-pair.js';
import { type Conflict, conflictsOf, type OpenConflict } from './conflicts.js';
import { executePass, type PassTask } from './execute-pass.js';
import { explainPair } from './explain-pair.js';
import { Marker } from './fact.js';
import { withKnownGroups } from './known-groups.js';
import { type OverviewGroup, overviewOf } from './overview.js';
import { passContext, withDecisions } from './pass-context.js';
import { accountName } from './plan-pair.js';
import { type Choice, decidedBy, keepDecisions, type ResolveOptions, shown } from './resolve.js';
import { tryPairMapping } from './try-pair-mapping.js';

export interface TwoWaySyncParts extends SyncParts {
  readonly twoWay: TwoWaySyncConfig;
}

const SIDES = ['first', 'second'] as const;

/**
 * A sync in both directions: the same plans, runs, approvals and explanations as of any sync, over both sides. Accounts are named with their
 * connection (`website:612`); a name without one is looked for on both sides.
 */
export class TwoWaySync extends Sync {
  constructor(protected override readonly parts: TwoWaySyncParts) {
    super(parts);
  }

  override async plan(options: RunOptions = {}): Promise<RunReport> {
    return super.plan(whole(options, this.name));
  }

  /** Everybody on both sides, named accounts, or who changed: as far as a side tells that; else it is read and compared. */
  override async run(options: RunOptions = {}): Promise<RunReport> {
    return super.run(whole(options, this.name));
  }

  /** With `take`, what both sides changed is settled as that connection has it; without, as the first one has it. */
  override async approve(runId: string, options: ApproveOptions = {}): Promise<RunReport> {
    const { take, ...others } = options;
    if (take !== undefined && !this.parts.twoWay.between.includes(take))
      throw new ConfigError({
        code: 'unknown-connection',
        doing: `approving run ${runId}`,
        happened: `"${take}" is not one of the two connections of "${this.name}"`,
        hint: `it must be ${this.parts.twoWay.between.join(' or ')}`,
      });
    const report = await this.approveHeld(
      runId,
      ({ reason, sourceId }) => take === undefined || reason.code !== 'conflict' || sourceId.startsWith(`${take}:`),
      others,
    );
    await this.dropAlternatives(runId);
    return report;
  }

  /** Where one side's values were taken, to take the other side's is no choice any more. */
  private async dropAlternatives(runId: string): Promise<void> {
    const { between } = this.parts.twoWay;
    const settled = new Set<string>();
    for await (const page of this.operations(runId, ['approved']))
      for (const { sourceId, targetId } of page.filter(isConflict)) {
        const other = between.find((name) => !sourceId.startsWith(`${name}:`));
        settled.add(`${other}:${targetId}`);
      }
    if (settled.size === 0) return;
    const answer = { status: 'superseded', note: 'the values of the other side were taken' } as const;
    await answerHeld(
      this.parts,
      runId,
      (page) => new Map(page.filter((one) => isConflict(one) && settled.has(one.sourceId)).map((one) => [one, answer])),
    );
  }

  override async people(runId: string): Promise<readonly OverviewGroup[]> {
    const { journal } = this.parts.state;
    const operations: Parameters<typeof overviewOf>[0][number][] = [];
    for await (const page of this.operations(runId))
      for (const { sourceId, targetId, kind, reason } of page) operations.push({ sourceId, targetId, kind, reason });
    const [first = '', second = ''] = this.parts.twoWay.between;
    return overviewOf(operations, await allFindings(journal, runId), [first, second]);
  }

  override async *conflicts(runId: string): AsyncIterable<readonly Conflict[]> {
    for await (const page of this.openConflicts(runId)) yield page.map(shown);
  }

  /**
   * Decides about conflicts value by value: the mail address of one side and the telephone number of the other. Decisions are kept until
   * both sides agree; they hold for the values that were shown, and for no others. What is not decided goes on waiting.
   */
  override async resolve(runId: string, choices: readonly Choice[], options: ResolveOptions = {}): Promise<RunReport> {
    const { by = this.parts.actor, ...others } = options;
    const wanted = new Set(choices.map(({ person }) => person));
    const open: OpenConflict[] = [];
    for await (const page of this.openConflicts(runId))
      open.push(...page.filter(({ names }) => names.some((name) => wanted.has(name))));
    const decided = decidedBy(runId, choices, open);
    await keepDecisions(this.parts.state.marks, this.name, decided, by);
    const people = new Set(decided.flatMap(({ conflict }) => conflict.names));
    const task = { kind: 'accounts', ids: [...people] } as const;
    return this.execute('run', task, { cause: `decision about ${runId}`, ...others }, async (id, result) => {
      if (result.status === 'done' || result.status === 'waiting') {
        const answer = { status: 'approved', note: `decided by ${by}, value by value: run ${id}` } as const;
        await answerHeld(
          this.parts,
          runId,
          (page) =>
            new Map(page.filter((one) => isConflict(one) && people.has(one.sourceId)).map((one) => [one, answer])),
        );
      }
      await supersedeHeld(this.parts, this.name, { id, task, result });
    });
  }

  protected override prefixes(): readonly string[] {
    return this.parts.twoWay.between.map((name) => `${name}:`);
  }

  private async *openConflicts(runId: string): AsyncIterable<readonly OpenConflict[]> {
    const { state, twoWay } = this.parts;
    const [first = '', second = ''] = twoWay.between;
    yield* conflictsOf(state.journal, runId, { marker: new Marker(await state.salt()), between: [first, second] });
  }

  override async planFile(report: RunReport, options: { readonly values?: boolean } = {}): Promise<PlanFile> {
    const file = await super.planFile(report, options);
    const [first = '', second = ''] = this.parts.twoWay.between;
    return { ...file, people: overviewOf(file.operations, file.findings, [first, second]) };
  }

  override tryMapping(
    mapping: Readonly<Record<string, unknown>>,
    discovery: Discovery,
    account: Account | undefined,
    other?: Account,
  ): TriedMapping {
    const { name, twoWay, from: first, to: second, mappers, services } = this.parts;
    const config = Object.assign(new TwoWaySyncConfig(), twoWay, { mapping });
    const people = [account, other] as const;
    return tryPairMapping({ name, config, discovery, first, second, people, mappers, services });
  }

  /** Accounts of both sides that fit what a person typed, by their full names. */
  override async search(text: string, signal: AbortSignal, limit = 10): Promise<readonly Account[]> {
    const found = await Promise.all(
      [this.parts.from, this.parts.to].map(async ({ name, provider }) => {
        const { attributes } = await provider.schema(signal);
        const request = { attributes: attributes.map((attribute) => attribute.name), limit, signal };
        const accounts = (await provider.accounts?.search(text, request)) ?? [];
        return accounts.map((account) => ({ ...account, id: `${name}:${account.id}` }));
      }),
    );
    return found.flat().slice(0, limit);
  }

  override async explain(name: string, signal: AbortSignal): Promise<Explanation> {
    const { state, clock } = this.parts;
    const pair = await this.compiled(signal);
    const bare = await withDecisions(
      passContext(pair, {
        sync: pair.toward.second,
        state,
        clock,
        runId: '',
        salt: await state.salt(),
        mode: 'plan',
        verify: false,
        stop: signal,
        abort: signal,
        counts: new Map(),
        madeGroups: new Map(),
        progress: () => {},
      }),
    );
    const context = await withKnownGroups(bare);
    const named = SIDES.find((side) => name.startsWith(accountName(pair, side, '')));
    if (named !== undefined) return explainPair(context, named, name.slice(accountName(pair, named, '').length));
    const first = await explainPair(context, 'first', name);
    return first.account === undefined && first.link === undefined ? explainPair(context, 'second', name) : first;
  }

  /** What writing to the second side looks like, for whoever shows attributes and groups. */
  override async compile(signal: AbortSignal): Promise<Compilation> {
    const pair = await this.compiled(signal);
    const { first, second } = pair.connections;
    const [sourceSchema, targetSchema] = await Promise.all([
      first.provider.schema(signal),
      second.provider.schema(signal),
    ]);
    const sourceGroups =
      first.provider.groups === undefined ? [] : await Array.fromAsync(first.provider.groups.list(signal));
    return {
      sync: pair.toward.second,
      rules: pair.rules.map(({ forward }) => forward),
      sourceGroups,
      sourceSchema,
      targetSchema,
    };
  }

  protected override async ready(signal: AbortSignal): Promise<ReadySync> {
    const pair = await this.compiled(signal);
    return {
      sync: pair.toward.second,
      execute: (context: RunContext, task: RunTask) => executePass(passContext(pair, context), passTask(task)),
    };
  }

  protected override tellsChanges(): boolean {
    const { from, to } = this.parts;
    return from.provider.changes !== undefined || to.provider.changes !== undefined;
  }

  protected override async newest(signal: AbortSignal, known?: string): Promise<string | undefined> {
    const { from, to } = this.parts;
    const since = known === undefined ? {} : readCursors(known);
    const first = await newestCursor(from.provider.changes, signal, since.first);
    const second = await newestCursor(to.provider.changes, signal, since.second);
    return writeCursors({ first, second });
  }

  /** Another configuration may mean another result for people who did not change. */
  protected override fingerprint(): string {
    const { triggers: _, guard: __, ...config } = this.parts.twoWay;
    return digest(stable(JSON.parse(JSON.stringify(config))));
  }

  private async compiled(signal: AbortSignal): Promise<CompiledPair> {
    const { name, twoWay, from, to, mappers, services, locate } = this.parts;
    try {
      const pair = await compilePair({ name, config: twoWay, first: from, second: to, mappers, services, signal });
      this.groupNames = new Map(SIDES.flatMap((side) => [...pair.groupNames[side]]));
      return pair;
    } catch (error) {
      return ConfigProblems.is(error) ? locate(error) : Promise.reject(error);
    }
  }
}

function isConflict({ reason }: OperationRecord): boolean {
  return reason.code === 'conflict';
}

function passTask(task: RunTask): PassTask {
  if (task.kind === 'accounts') return { ...task, names: task.ids };
  return task.kind === 'changes' ? { kind: 'changes', cursors: readCursors(task.cursor) } : { kind: 'full' };
}

function whole({ role, ...options }: RunOptions, sync: string): RunOptions {
  if (role === undefined) return options;
  throw new ConfigError({
    code: 'two-way-role',
    doing: `running "${sync}" for the role "${role}"`,
    happened: 'a two-way sync runs for everybody, or for named accounts',
    hint: 'name accounts, or set the scope of the sync',
  });
}
