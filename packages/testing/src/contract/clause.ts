import { isBinding } from './is-binding.js';
import { OWN_VERSION } from './own-version.js';

/** One promise of a contract, and how to see whether it is kept. */
export interface Clause<Subject> {
  /** Stable; waivers and reports name it: `writer: a repeated update is safe`. */
  readonly name: string;
  /** Of a clause that came after the first release: until `binding` it only warns, so that authors have a minor version's time. */
  readonly announced?: Announcement;
  /** Why the clause has nothing to say about this subject; `undefined` where it has. */
  readonly leaveOut?: (subject: Subject) => string | undefined | Promise<string | undefined>;
  /** Throws when the promise is broken. */
  readonly check: (subject: Subject) => void | Promise<void>;
}

/** Since when a clause is looked at, and from which version on it fails; both such as `0.3.0`. */
export interface Announcement {
  readonly since: string;
  readonly binding: string;
}

/** Names of clauses that a plugin does not keep, each with the reason. A waiver that is not needed is a failure of its own. */
export type Waivers = Readonly<Record<string, string>>;

/** What became of one clause, for reports. */
export interface ClauseResult {
  /** Its name. */
  readonly clause: string;
  /**
   * `waived`: broken, and a waiver says why. `announced`: broken, and no failure yet; `binding` says from which version on it is one.
   * `left-out`: says nothing about this plugin.
   */
  readonly status: 'kept' | 'broken' | 'waived' | 'announced' | 'left-out';
  /** What broke, or the reason of the waiver or of the omission. */
  readonly detail?: string;
  /** Of an announced one: the version of this package from which on it fails. */
  readonly binding?: string;
}

/** A fresh subject for one clause; `dispose` is called after it. */
export interface Fresh<Subject> {
  /** What the clause looks at; nobody used it before. */
  readonly subject: Subject;
  /** Called also when the clause fails. */
  readonly dispose?: () => void | Promise<void>;
}

export interface ClauseRun<Subject> {
  readonly clauses: readonly Clause<Subject>[];
  /** Called once a clause. */
  readonly make: () => Fresh<Subject> | Promise<Fresh<Subject>>;
  readonly waive: Waivers;
  /** The version whose clauses they are. Default: that of this package. */
  readonly version?: string;
}

/**
 * Registers each clause as a mocha test. One that is waived, that is only announced, or that says nothing about the subject, passes and
 * tells so in its title.
 */
export function describeClauses<Subject>(title: string, run: ClauseRun<Subject>): void {
  describe(title, () => {
    for (const clause of run.clauses) {
      it(clause.name, async function () {
        const result = await runClause(clause, run);
        if (result.status === 'broken') throw new Error(result.detail);
        if (result.status !== 'kept' && this.test !== undefined) this.test.title = `${clause.name} [${remark(result)}]`;
      });
    }
    it('waives only clauses that there are', () => {
      const [unknown] = unknownWaivers(run);
      if (unknown !== undefined) throw new Error(unknown.detail);
    });
  });
}

function remark({ status, detail = '', binding }: ClauseResult): string {
  if (status === 'announced') return `will fail from version ${binding} on: ${detail}`;
  return `${status === 'waived' ? 'waived' : 'left out'}: ${detail}`;
}

/** Runs all clauses without mocha, for reports; waivers of clauses that do not exist come last, as broken. */
export async function runClauses<Subject>(run: ClauseRun<Subject>): Promise<readonly ClauseResult[]> {
  const results: ClauseResult[] = [];
  for (const clause of run.clauses) results.push(await runClause(clause, run));
  return [...results, ...unknownWaivers(run)];
}

async function runClause<Subject>(clause: Clause<Subject>, run: ClauseRun<Subject>): Promise<ClauseResult> {
  const waiver = Object.hasOwn(run.waive, clause.name) ? run.waive[clause.name] : undefined;
  const result = await tryClause(clause, run);
  if (waiver === undefined) return orAnnounced(result, clause, run.version ?? OWN_VERSION);
  const broken = (detail: string): ClauseResult => ({ clause: clause.name, status: 'broken', detail });
  if (waiver.trim() === '') return broken(`the waiver of "${clause.name}" gives no reason`);
  if (result.status !== 'broken') return broken(`"${clause.name}" is ${result.status}; take its waiver away`);
  return { clause: clause.name, status: 'waived', detail: waiver };
}

function orAnnounced<Subject>(result: ClauseResult, { announced }: Clause<Subject>, version: string): ClauseResult {
  if (result.status !== 'broken' || announced === undefined || isBinding(announced, version)) return result;
  return { ...result, status: 'announced', binding: announced.binding };
}

async function tryClause<Subject>(clause: Clause<Subject>, run: ClauseRun<Subject>): Promise<ClauseResult> {
  const { name } = clause;
  let fresh: Fresh<Subject> | undefined;
  try {
    fresh = await run.make();
    const why = await clause.leaveOut?.(fresh.subject);
    if (why !== undefined) return { clause: name, status: 'left-out', detail: why };
    await clause.check(fresh.subject);
    return { clause: name, status: 'kept' };
  } catch (error) {
    return { clause: name, status: 'broken', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    await fresh?.dispose?.();
  }
}

function unknownWaivers<Subject>({ clauses, waive }: ClauseRun<Subject>): readonly ClauseResult[] {
  const known = new Set(clauses.map(({ name }) => name));
  return Object.keys(waive)
    .filter((name) => !known.has(name))
    .map((name) => ({ clause: name, status: 'broken', detail: `a waiver names "${name}", which is no clause` }));
}
