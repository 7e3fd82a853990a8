import type { Attributes } from '@rollcall/contract';
import { ConfigError } from '@rollcall/contract';
import type { Finding, Journal, OperationKind, OperationRecord, OperationStatus, State } from '../ports/state.js';
import { operationPages } from '../run/operation-pages.js';
import { extendPlanHash, PLAN_HASH_PAGE } from '../run/plan-hash.js';
import type { RunReport } from '../sync-options.js';
import type { OverviewGroup } from '../two-way/overview.js';

/** One planned operation, fit to be written to disk: names of attributes, and values only when asked for. */
export interface PlannedChange {
  /** Immutable id in the source; for `create-group` the group's name, with `group:` before it. */
  readonly sourceId: string;
  /** `null` where the account is yet to be made. */
  readonly targetId: string | null;
  /** What would be done. */
  readonly kind: OperationKind;
  /** Fingerprint of what is done to what, from which state: `runPlan` does nothing for which it differs. */
  readonly key: string;
  /** `planned`, or `held` for what is over a limit. */
  readonly status: OperationStatus;
  /** Why, as a code for programs and a sentence for people. */
  readonly reason: { readonly code: string; readonly detail: string };
  /** Names of those that would be written. */
  readonly attributes: readonly string[];
  /** Groups of the target that the account comes into. */
  readonly joins: readonly string[];
  /** Groups of the target that it is taken out of. */
  readonly leaves: readonly string[];
  /** New values; only where the plan was asked for with values. */
  readonly after?: Attributes;
  /** What was known of the same attributes; only where the plan was asked for with values. */
  readonly before?: Attributes;
}

/** A plan as a file: what would be done, in order, and one hash over it. Without values it holds no personal data. */
export interface PlanFile {
  /** Version of the form of the file. */
  readonly rollcallPlan: 1;
  /** Its name in the configuration. */
  readonly sync: string;
  /** Over the keys of all operations, in order: a changed file is refused by it. */
  readonly hash: string;
  /** How many accounts were read, whether that was all of them, and how that is known or why it is not. */
  readonly source: { readonly accounts: number; readonly complete: boolean; readonly why: string };
  /** Operations by kind, and accounts by what becomes of them. */
  readonly summary: Readonly<Record<string, number>>;
  /** Sentences of the guard; empty where nothing is over a limit. */
  readonly held: readonly string[];
  /** In the order in which they would be done. */
  readonly operations: readonly PlannedChange[];
  /** What the run noticed besides. */
  readonly findings: readonly Finding[];
  /** Of a two-way sync: person by person, grouped by what comes of them. */
  readonly people?: readonly OverviewGroup[];
}

export async function writePlan(
  state: State,
  report: RunReport,
  options: { readonly sync: string; readonly withValues: boolean },
): Promise<PlanFile> {
  const operations: PlannedChange[] = [];
  for await (const page of operationPages(state.journal, report.run.id))
    operations.push(...page.map((operation) => changeOf(operation, options.withValues)));
  const { proof, accounts } = report.read;
  return {
    rollcallPlan: 1,
    sync: options.sync,
    hash: report.planHash ?? '',
    source: { accounts, complete: proof.complete, why: proof.complete ? proof.how : proof.reason },
    summary: { ...peopleOf(report.run.counts), ...summaryOf(operations) },
    held: report.held.map(({ message }) => message),
    operations,
    findings: await allFindings(state.journal, report.run.id),
  };
}

/** Everything that a run has to say. */
export async function allFindings(journal: Pick<Journal, 'findings'>, runId: string): Promise<readonly Finding[]> {
  const all: Finding[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: readonly (Finding & { readonly seq: number })[] = await journal.findings(runId, {
      after,
      limit: 1_000,
    });
    all.push(...page.map(({ seq: _, ...finding }) => finding));
    after = page.at(-1)?.seq;
  }
  return all;
}

/** Reads a plan file's data back. Throws a `ConfigError` that says what is wrong with it. */
export function readPlan(data: unknown, name: string): PlanFile {
  const plan = data as Partial<PlanFile> | null;
  const wrong = (happened: string, hint = 'make one with "rollcall plan --out FILE"'): ConfigError =>
    new ConfigError({ code: 'bad-plan', doing: `reading the plan ${name}`, happened, hint });
  if (typeof plan !== 'object' || plan === null || plan.rollcallPlan !== 1) throw wrong('it is not a Rollcall plan');
  if (typeof plan.sync !== 'string' || !Array.isArray(plan.operations)) throw wrong('it has no sync or no operations');
  const broken = plan.operations.findIndex(
    (operation: Partial<PlannedChange>) => typeof operation.key !== 'string' || typeof operation.sourceId !== 'string',
  );
  if (broken >= 0) throw wrong(`operations[${broken}] has no key or no account`);
  if (plan.hash !== hashOf(plan.operations))
    throw wrong('its operations are not those that it was made with: it was changed since', APPLY_PART);
  return plan as PlanFile;
}

const APPLY_PART =
  'make a new one with "rollcall plan --out FILE"; to do it for some people only, plan with --account or --role';

function hashOf(operations: readonly PlannedChange[]): string {
  let hash = '';
  for (let start = 0; start < operations.length; start += PLAN_HASH_PAGE)
    hash = extendPlanHash(hash, operations.slice(start, start + PLAN_HASH_PAGE));
  return hash;
}

function changeOf(operation: OperationRecord, withValues: boolean): PlannedChange {
  const { sourceId, targetId, kind, key, status, reason, after, before, groups } = operation;
  return {
    sourceId,
    targetId,
    kind,
    key,
    status,
    reason,
    attributes: Object.keys(after),
    joins: groups.add,
    leaves: groups.remove,
    ...(withValues ? { after, before } : {}),
  };
}

/** Without the operations by status, which the plan itself has. */
function peopleOf(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => !/:(?:planned|held)$/.test(name)));
}

function summaryOf(operations: readonly PlannedChange[]): Readonly<Record<string, number>> {
  const summary: Record<string, number> = {};
  for (const { kind, status } of operations) {
    const name = status === 'planned' ? kind : `${kind}:${status}`;
    summary[name] = (summary[name] ?? 0) + 1;
  }
  return summary;
}
