import { type Account, ConfigError, type Mapper } from '@rollcall/contract';
import { ConfigProblems, type PluginManager, suggestion } from '@rollcall/plugin';
import type { Container } from 'inversify';
import { type Compilation, compileSync } from './compile/compile-sync.js';
import type { SyncConfig } from './config/sync-config.js';
import { explainAccount } from './explain.js';
import type { Explanation } from './explanation.js';
import { findPerson } from './find-person.js';
import { type PlanFile, writePlan } from './plan-file/plan-file.js';
import type { Clock } from './ports/clock.js';
import type { Finding, OperationRecord, State } from './ports/state.js';
import { answerHeld } from './run/answer-held.js';
import { approvalAnswers } from './run/approval-answers.js';
import { approvedKeys } from './run/approved-keys.js';
import type { CompiledSync, Connection } from './run/compiled-sync.js';
import { frozen, readFreeze } from './run/freeze.js';
import { openRun } from './run/open-run.js';
import { operationPages } from './run/operation-pages.js';
import { executeRun, type RunResult, type RunTask } from './run/run.js';
import type { RunContext } from './run/run-context.js';
import { findGroup } from './run/scope.js';
import { supersedeHeld } from './run/supersede-held.js';
import { newestCursor, readWatermark, writeWatermark } from './run/watermark.js';
import { countPeople, type PeopleCount } from './setup/count-people.js';
import { type Discovery, discover } from './setup/discover.js';
import { type TriedMapping, tryMapping } from './setup/try-mapping.js';
import type { ApproveOptions, HeldChoice, RunOptions, RunReport } from './sync-options.js';
import type { Conflict } from './two-way/conflicts.js';
import type { OverviewGroup } from './two-way/overview.js';
import { type Choice, oneWay, type ResolveOptions } from './two-way/resolve.js';
import { digest, stable } from './values/stable.js';

export interface SyncParts {
  readonly name: string;
  readonly config: SyncConfig;
  readonly from: Connection;
  readonly to: Connection;
  readonly state: State;
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
  readonly clock: Clock;
  readonly actor: string;
  /** Rejects with the problems, and where they stand. */
  readonly locate: (problems: ConfigProblems) => Promise<never>;
}

export interface ReadySync {
  readonly sync: CompiledSync;
  readonly execute: (context: RunContext, task: RunTask) => Promise<RunResult>;
}

/** How long calls in flight may take when a run is to stop. */
const GRACE_MS = 10_000;

/** A configured sync: plan it, run it, do it for one person, explain it. */
export class Sync {
  protected groupNames: ReadonlyMap<string, string> = new Map();

  constructor(protected readonly parts: SyncParts) {}

  /** The key under `syncs`. */
  get name(): string {
    return this.parts.name;
  }

  /** Its settings with defaults; of a two-way sync only what every sync has. */
  get config(): SyncConfig {
    return this.parts.config;
  }

  /** What a run would do. Changes nothing in either system. */
  async plan(options: RunOptions = {}): Promise<RunReport> {
    return this.execute('plan', await this.taskOf(options), options);
  }

  /**
   * Brings the target in step. Resolves also when accounts were refused or operations wait: the report says so.
   * Rejects with what stopped the whole run, such as a refused credential, another run under way, or a freeze.
   */
  async run(options: RunOptions = {}): Promise<RunReport> {
    await this.refuseWhereFrozen();
    if (options.changes === true) return this.runChanges(options);
    const task = await this.taskOf(options);
    return task.kind === 'full' ? this.runFull(options) : this.runAnew(task, options);
  }

  /**
   * Does it for one person now. `person` is the id in the source, or a user name or mail address that fits one account. Throws a
   * `ConfigError` where nobody fits, or several do.
   */
  async provision(person: string, options: Omit<RunOptions, 'accounts' | 'role' | 'changes'> = {}): Promise<RunReport> {
    await this.refuseWhereFrozen();
    const id = await findPerson(this, person, options.signal ?? new AbortController().signal);
    return this.run({ cause: 'on demand', ...options, accounts: [id] });
  }

  /** Applies exactly what the plan says; accounts for which anything else would be done now are left alone and reported. */
  runPlan(plan: PlanFile, options: RunOptions = {}): Promise<RunReport> {
    const ids = [
      ...new Set(plan.operations.flatMap(({ sourceId, kind }) => (kind === 'create-group' ? [] : [sourceId]))),
    ];
    const onlyKeys = new Set(plan.operations.map(({ key }) => key));
    return this.runAnew({ kind: 'accounts', ids, onlyKeys }, { cause: `plan ${plan.hash}`, ...options });
  }

  /**
   * Applies the operations that a run left waiting for approval, each exactly as it was planned. With `accounts` or `kinds`, only
   * those; the others go on waiting.
   */
  approve(runId: string, { take: _, ...options }: ApproveOptions = {}): Promise<RunReport> {
    return this.approveHeld(runId, () => true, options);
  }

  /**
   * Decides against operations that a run left waiting: they are not done. The next run that wants the same asks again. `by` is who
   * decided, by default whoever runs this process. Number of operations.
   */
  refuse(
    runId: string,
    { by = this.parts.actor, ...choice }: HeldChoice & { readonly by?: string } = {},
  ): Promise<number> {
    const isChosen = chosen(choice);
    const answer = { status: 'refused', note: `refused by ${by}` } as const;
    return answerHeld(this.parts, runId, (page) => new Map(page.filter(isChosen).map((one) => [one, answer])));
  }

  /** What comes of people by a run of a two-way sync, grouped; in one direction nothing is. */
  people(_runId: string): Promise<readonly OverviewGroup[]> {
    return Promise.resolve([]);
  }

  /** Values that both sides of a two-way sync changed and that a run left for a person to choose, page by page; else there are none. */
  async *conflicts(_runId: string): AsyncIterable<readonly Conflict[]> {}

  /** Decides about conflicts that a run left waiting, value by value, and looks at those people again. Only in a two-way sync. */
  resolve(runId: string, _choices: readonly Choice[], _options: ResolveOptions = {}): Promise<RunReport> {
    return Promise.reject(oneWay(runId, this.name));
  }

  protected async approveHeld(
    runId: string,
    isMeant: (operation: OperationRecord) => boolean,
    { accounts, kinds, ...options }: Omit<ApproveOptions, 'take'>,
  ): Promise<RunReport> {
    const isChosen = chosen({
      ...(accounts === undefined ? {} : { accounts }),
      ...(kinds === undefined ? {} : { kinds }),
    });
    const isApproved = (operation: OperationRecord): boolean => isChosen(operation) && isMeant(operation);
    const held = (): AsyncIterable<readonly OperationRecord[]> => this.operations(runId, ['held']);
    const onlyKeys = await approvedKeys({ held, isMeant: isApproved, prefixes: this.prefixes() });
    const ids = new Set<string>();
    for await (const page of held())
      for (const { sourceId, key, kind } of page) if (onlyKeys.has(key) && kind !== 'create-group') ids.add(sourceId);
    return this.execute(
      'run',
      { kind: 'accounts', ids: [...ids], onlyKeys },
      { cause: `approval of ${runId}`, ...options },
      async (id, result) => {
        await answerHeld(this.parts, runId, (page) =>
          approvalAnswers(
            this.parts.state,
            { id, result },
            page.filter(({ key }) => onlyKeys.has(key)),
          ),
        );
      },
    );
  }

  /** What names of accounts begin with in the journal. */
  protected prefixes(): readonly string[] {
    return [''];
  }

  /** Source accounts that fit what a person typed. */
  async search(text: string, signal: AbortSignal, limit = 10): Promise<readonly Account[]> {
    const schema = await this.parts.from.provider.schema(signal);
    return (
      (await this.parts.from.provider.accounts?.search(text, {
        attributes: schema.attributes.map(({ name }) => name),
        limit,
        signal,
      })) ?? []
    );
  }

  /** Why this account is as it is: scope, match, each value's origin, what happened last. Changes nothing. */
  async explain(sourceId: string, signal: AbortSignal): Promise<Explanation> {
    const { state, clock } = this.parts;
    return explainAccount(await this.compile(signal), { state, now: clock.now() }, sourceId, signal);
  }

  /** A plan as data, to be read and approved. Without values unless they are asked for: those are personal data. */
  async planFile(report: RunReport, options: { readonly values?: boolean } = {}): Promise<PlanFile> {
    return writePlan(this.parts.state, report, { sync: this.name, withValues: options.values === true });
  }

  /** Operations of a run, page by page, in order of application. */
  operations(runId: string, status?: readonly OperationRecord['status'][]): AsyncIterable<readonly OperationRecord[]> {
    return operationPages(this.parts.state.journal, runId, status === undefined ? {} : { status });
  }

  /** What a run has to say, for people. */
  findings(runId: string, limit = 1_000): Promise<readonly Finding[]> {
    return this.parts.state.journal.findings(runId, { limit });
  }

  /** What people call a group of the target, as far as the last plan, run or explanation saw it; else its id. */
  groupName(id: string): string {
    return this.groupNames.get(id) ?? id.replace(/^new:/, '');
  }

  /** The sync with names resolved against the live systems. Throws `ConfigProblems` with their places. */
  async compile(signal: AbortSignal): Promise<Compilation> {
    const { name, config, from, to, mappers, services, locate } = this.parts;
    try {
      const compilation = await compileSync({ name, config, from, to, mappers, services, signal });
      this.groupNames = new Map((compilation.sync.groups?.targets ?? []).map((group) => [group.id, group.name]));
      return compilation;
    } catch (error) {
      return ConfigProblems.is(error) ? locate(error) : Promise.reject(error);
    }
  }

  /** What both systems say they have, for whoever sets the sync up. */
  discover(signal: AbortSignal): Promise<Discovery> {
    return discover(this.parts.from, this.parts.to, signal);
  }

  /** What a mapping would give for a person, in a two-way sync for one of each side, and what is wrong with it. Asks no system. */
  tryMapping(
    mapping: Readonly<Record<string, unknown>>,
    discovery: Discovery,
    account: Account | undefined,
    _other?: Account,
  ): TriedMapping {
    const { from, to, mappers, services } = this.parts;
    return tryMapping({ mapping, discovery, account, sourceName: from.name, targetName: to.name, mappers, services });
  }

  /** How many people a side has, by role, and how many of them have any of these roles. Until the signal. */
  countPeople(
    roles: readonly string[] | undefined,
    discovery: Discovery,
    signal: AbortSignal,
    side: 'from' | 'to' = 'from',
  ): Promise<PeopleCount> {
    const groups = side === 'from' ? discovery.sourceGroups : discovery.targetGroups;
    return countPeople(this.parts[side].provider, groups, roles, signal);
  }

  /** A run that plans anew whatever it looks at. */
  private runAnew(task: RunTask, options: RunOptions): Promise<RunReport> {
    return this.execute('run', task, options, (id, result) =>
      supersedeHeld(this.parts, this.name, { id, task, result }),
    );
  }

  /** From watermark to watermark; each is stored only after everything before it was looked at. */
  private async runChanges(options: RunOptions): Promise<RunReport> {
    const { state } = this.parts;
    const known = await readWatermark(state, this.name, this.fingerprint());
    if (known !== undefined && this.tellsChanges()) {
      const report = await this.runAnew({ kind: 'changes', cursor: known }, options);
      if (report.cursor !== undefined) await writeWatermark(state, this.name, this.fingerprint(), report.cursor);
      return report;
    }
    return this.runEverybody(options, await this.newest(options.signal ?? new AbortController().signal));
  }

  /** Where runs about changes are made as well, the next of them need not look again at what this one saw. */
  private async runFull(options: RunOptions): Promise<RunReport> {
    const known = await readWatermark(this.parts.state, this.name, this.fingerprint());
    if (known === undefined || !this.tellsChanges()) return this.runAnew({ kind: 'full' }, options);
    const signal = options.signal ?? new AbortController().signal;
    // Everybody is looked at whatever the source says of its changes; one that does not know the cursor any more may say so to those who need it.
    return this.runEverybody(options, await this.newest(signal, known).catch(() => undefined));
  }

  private async runEverybody(options: RunOptions, cursor: string | undefined): Promise<RunReport> {
    const report = await this.runAnew({ kind: 'full' }, options);
    const isRead = (report.status === 'done' || report.status === 'waiting') && report.read.proof.complete;
    if (cursor !== undefined && isRead) await writeWatermark(this.parts.state, this.name, this.fingerprint(), cursor);
    return report;
  }

  /** Can it be told who changed? */
  protected tellsChanges(): boolean {
    return this.parts.from.provider.changes !== undefined;
  }

  /** Where the changes stand now, as far as a known place is one to go on from. */
  protected newest(signal: AbortSignal, known?: string): Promise<string | undefined> {
    return newestCursor(this.parts.from.provider.changes, signal, known);
  }

  private async taskOf({ accounts, role, signal }: RunOptions): Promise<RunTask> {
    if (accounts !== undefined) return { kind: 'accounts', ids: accounts };
    if (role === undefined) return { kind: 'full' };
    const { groups } = this.parts.from.provider;
    const known =
      groups === undefined ? [] : await Array.fromAsync(groups.list(signal ?? new AbortController().signal));
    const found = findGroup(known, role);
    if (found === undefined)
      throw new ConfigError({
        code: 'unknown-role',
        doing: `looking for the role "${role}" in ${this.parts.from.name}`,
        happened: 'there is none of that name',
        hint: suggestion(
          role,
          known.map(({ id }) => id),
        ),
      });
    return { kind: 'role', role: found.id };
  }

  /** Another configuration may mean another result for people who did not change. */
  protected fingerprint(): string {
    const { triggers: _, guard: __, ...config } = this.config;
    return digest(stable(JSON.parse(JSON.stringify(config))));
  }

  /** The sync as a run needs it: compiled, and what carries out its runs. */
  protected async ready(signal: AbortSignal): Promise<ReadySync> {
    const { sync } = await this.compile(signal);
    return { sync, execute: executeRun };
  }

  /** Looked at before either system is asked anything, and again before the run is written down: getting ready takes its time. */
  private async refuseWhereFrozen(): Promise<void> {
    const freeze = await readFreeze(this.parts.state, this.name);
    if (freeze !== undefined) throw frozen(this.name, freeze);
  }

  protected async execute(
    mode: 'plan' | 'run',
    task: RunTask,
    options: RunOptions,
    beforeClose: (runId: string, result: RunResult) => Promise<void> = async () => {},
  ): Promise<RunReport> {
    const stop = options.signal ?? new AbortController().signal;
    const hard = new AbortController();
    const onStop = (): void => void setTimeout(() => hard.abort(stop.reason), GRACE_MS).unref();
    stop.addEventListener('abort', onStop, { once: true });
    try {
      if (mode === 'run') await this.refuseWhereFrozen();
      const { sync, execute } = await this.ready(stop);
      const { state, clock, actor } = this.parts;
      if (mode === 'run') await this.refuseWhereFrozen();
      const run = await openRun({
        state,
        clock,
        sync: this.name,
        mode,
        scope: task.kind,
        cause: options.cause ?? 'manual',
        actor,
        stop,
      });
      options.onStart?.(run.id);
      const counts = new Map<string, number>();
      try {
        const result = await execute(
          {
            sync,
            state,
            clock,
            runId: run.id,
            salt: await state.salt(),
            mode,
            ...(task.kind === 'accounts' && task.onlyKeys !== undefined ? { approved: task.onlyKeys } : {}),
            verify: options.verify === true,
            stop: run.stop,
            abort: hard.signal,
            counts,
            madeGroups: new Map(),
            progress: options.onProgress ?? (() => {}),
          },
          task,
        );
        await beforeClose(run.id, result);
        return await run.close(result, counts);
      } finally {
        run.dispose();
      }
    } finally {
      stop.removeEventListener('abort', onStop);
    }
  }
}

function chosen({ accounts, kinds }: HeldChoice): (operation: OperationRecord) => boolean {
  const only = accounts === undefined ? undefined : new Set(accounts);
  return ({ sourceId, kind }) => only?.has(sourceId) !== false && kinds?.includes(kind) !== false;
}
