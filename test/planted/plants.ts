/** One bug, as a change of one place of the engine's sources, and the tests that must notice it. */
export interface Plant {
  readonly id: string;
  /** What the bug does. */
  readonly bug: string;
  /** Under core/engine/src. */
  readonly file: string;
  /** Stands in the file exactly once; after a refactoring the plant must be adapted. */
  readonly find: string;
  readonly replace: string;
  /** Under core/engine/test. */
  readonly caughtBy:
    | 'run/run.test.ts'
    | 'invariants/histories.test.ts'
    | 'invariants/promises.test.ts'
    | 'two-way/two-way.test.ts'
    | 'two-way/safety.test.ts'
    | 'two-way/exchanges.test.ts'
    | 'two-way/freeze.test.ts';
}

const RUN = 'run/run.test.ts';
const PROMISES = 'invariants/promises.test.ts';
const TWO_WAY = 'two-way/two-way.test.ts';
const SAFETY = 'two-way/safety.test.ts';
const EXCHANGES = 'two-way/exchanges.test.ts';
const FREEZE = 'two-way/freeze.test.ts';

export const PLANTS: readonly Plant[] = [
  {
    id: 'proof-skipped',
    bug: 'An incomplete read of the source counts as complete.',
    file: 'run/run.ts',
    find: "task.kind === 'full' ? judgeRead(read, last, context.sync.guard.shrink) : read.proof;",
    replace: "{ complete: true as const, how: 'planted' };",
    caughtBy: RUN,
  },
  {
    id: 'shrink-ignored',
    bug: 'A read with far fewer accounts than the last is believed.',
    file: 'run/removals.ts',
    find: 'if (before > 0 && read.accounts',
    replace: 'if (before < 0 && read.accounts',
    caughtBy: RUN,
  },
  {
    id: 'settle-dropped',
    bug: 'Outcomes are never written into the journal.',
    file: 'run/settler.ts',
    find: '.then(() => this.state.journal.settle(this.runId, batch))',
    replace: '.then(() => {})',
    caughtBy: RUN,
  },
  {
    id: 'intent-dropped',
    bug: 'Operations on accounts are sent without an intent in the journal.',
    file: 'run/apply.ts',
    find: '      await state.journal.intend(',
    replace: '      await (async (..._: readonly unknown[]) => {})(',
    caughtBy: PROMISES,
  },
  {
    id: 'recovery-skipped',
    bug: 'What a killed run left open is never looked up.',
    file: 'run/run.ts',
    find: "if (context.mode === 'run') await recover(context);",
    replace: '',
    caughtBy: PROMISES,
  },
  {
    id: 'resend-without-look-up',
    bug: 'A create of unknown outcome is sent again without asking the target.',
    file: 'run/recover.ts',
    find: "operation.kind === 'create' && !linked && writer !== undefined",
    replace: "operation.kind === 'create-group' && !linked && writer !== undefined",
    caughtBy: PROMISES,
  },
  {
    id: 'per-cent-ignored',
    bug: 'The guard does not look at per cent.',
    file: 'run/guard.ts',
    find: 'limit.percent === undefined',
    replace: 'limit !== undefined',
    caughtBy: PROMISES,
  },
  {
    id: 'first-of-several',
    bug: 'Correlation takes the first of several candidates.',
    file: 'run/correlate.ts',
    find: 'accounts.length === 1',
    replace: 'accounts.length >= 1',
    caughtBy: RUN,
  },
  {
    id: 'contested-to-both',
    bug: 'Two people who claim one account are both let through.',
    file: 'run/contested.ts',
    find: 'await state.journal.withdraw(',
    replace: 'await (async (..._: readonly unknown[]) => {})(',
    caughtBy: RUN,
  },
  {
    id: 'super-user-unprotected',
    bug: 'What the target says about protected accounts is not looked at.',
    file: 'run/protection.ts',
    find: 'if (account.protection !== null) return account.protection;',
    replace: '',
    caughtBy: RUN,
  },
  {
    id: 'deletes-by-default',
    bug: 'Accounts of people who are gone are deleted unless told otherwise.',
    file: 'config/sync-config.ts',
    find: "deleted: LeaverAction = 'deactivate';",
    replace: "deleted: LeaverAction = 'delete';",
    caughtBy: PROMISES,
  },
  {
    id: 'phases-out-of-order',
    bug: 'Memberships are written before the accounts are made.',
    file: 'run/apply.ts',
    find: 'of [0, 1, 2, 3, 4]',
    replace: 'of [0, 2, 1, 3, 4]',
    caughtBy: RUN,
  },
  {
    id: 'hash-without-groups',
    bug: 'The fingerprint of the desired values leaves the groups out.',
    file: 'run/map.ts',
    find: "digest(`${text}\\u0004${groups.join('\\u0005')}`)",
    replace: 'digest(text)',
    caughtBy: PROMISES,
  },
  {
    id: 'interrupted-update-trusted',
    bug: 'A change that was in flight when the process died counts as done.',
    file: 'run/recover.ts',
    find: "groups, hash: '', uncertain: true },",
    replace: "groups, hash: operation.desired?.hash ?? '', uncertain: false },",
    caughtBy: PROMISES,
  },
  {
    id: 'refused-sent-again',
    bug: 'Values that the target refused are sent again in each run.',
    file: 'run/situation.ts',
    find: 'head?.parkedHash === desired.hash',
    replace: 'head?.parkedHash === undefined',
    caughtBy: RUN,
  },
  {
    id: 'never-reactivated',
    bug: 'Who returns does not get the account back.',
    file: 'run/situation.ts',
    find: "returns: head.state === 'inactive'",
    replace: 'returns: false',
    caughtBy: RUN,
  },
  {
    id: 'random-in-plan',
    bug: 'The fingerprint of an operation differs from run to run.',
    file: 'run/draft-operation.ts',
    find: 'stable([sync.name, sync.to.name',
    replace: 'stable([Math.random(), sync.to.name',
    caughtBy: RUN,
  },
  {
    id: 'credential-goes-on',
    bug: 'A refused credential does not end the run.',
    file: 'run/apply.ts',
    find: "decision === 'stop-connection' || ",
    replace: '',
    caughtBy: RUN,
  },
  {
    id: 'one-bad-account-stops-all',
    bug: 'An account that cannot be mapped ends the run for everybody.',
    file: 'run/plan-page.ts',
    find: 'if (!RejectedError.is(error)) throw error;',
    replace: 'throw error;',
    caughtBy: PROMISES,
  },
  {
    id: 'changed-plan-applied',
    bug: 'What changed since the plan is applied all the same.',
    file: 'run/run.ts',
    find: 'if (!keys.has(key)) changed.add(sourceId)',
    replace: 'if (keys.size < 0) changed.add(sourceId)',
    caughtBy: RUN,
  },
  {
    id: 'two-way-wrong-winner',
    bug: 'The side that changed nothing wins.',
    file: 'two-way/merge.ts',
    find: "return take(change.first ? 'first' : 'second', 'changed');",
    replace: "return take(change.first ? 'second' : 'first', 'changed');",
    caughtBy: TWO_WAY,
  },
  {
    id: 'two-way-overwrites',
    bug: 'What changed between reading and writing is overwritten.',
    file: 'two-way/checked-writer.ts',
    find: 'if (moved.length > 0)',
    replace: 'if (moved.length < 0)',
    caughtBy: TWO_WAY,
  },
  {
    id: 'two-way-ghost',
    bug: 'A write that nobody wrote down looks like a change of that side.',
    file: 'run/recover.ts',
    find: 'return account === undefined ? before : paired.landed(before, operation, account);',
    replace: 'return before;',
    caughtBy: TWO_WAY,
  },
  {
    id: 'two-way-unguarded',
    bug: 'The limits of the guard do not hold for two-way syncs.',
    file: 'two-way/execute-pass.ts',
    find: '...(await applyGuard(run)), ',
    replace: '',
    caughtBy: SAFETY,
  },
  {
    id: 'two-way-unproven',
    bug: 'After an incomplete read of a side people are blocked all the same.',
    file: 'two-way/execute-pass.ts',
    find: 'if (!read.proof.complete) await withholdRemovals(run, read.proof.reason);',
    replace: '',
    caughtBy: SAFETY,
  },
  {
    id: 'two-way-unprotected',
    bug: 'Pairs with a protected account are merged like others.',
    file: 'two-way/plan-pairs.ts',
    find: "if (isProtected(context, 'first', first) !== undefined || isProtected(context, 'second', second) !== undefined)",
    replace: "if (first.id === '')",
    caughtBy: SAFETY,
  },
  {
    id: 'two-way-canary-ignored',
    bug: 'More than the first few accounts of a new sync are made at once.',
    file: 'run/hold.ts',
    find: 'return [...before, ...decisions, ...(await holdBeyondCanary(context, links))];',
    replace: 'return [...before, ...decisions];',
    caughtBy: SAFETY,
  },
  {
    id: 'two-way-fights',
    bug: 'Who was let in again by hand is blocked again in each run.',
    file: 'two-way/plan-out-of-scope.ts',
    find: " || link.state === 'inactive'",
    replace: '',
    caughtBy: SAFETY,
  },
  {
    id: 'two-way-deletes',
    bug: 'Whoever is gone from a side is deleted on the other one, whatever the policy.',
    file: 'two-way/plan-gone.ts',
    find: 'const kind = action;',
    replace: "const kind = 'delete';",
    caughtBy: SAFETY,
  },
  {
    id: 'made-up-value-spreads',
    bug: 'A value that was made up for a moment is taken for what somebody wants.',
    file: 'two-way/pair-base.ts',
    find: "patch.set(rule.target, side === 'second' ? [ANOTHER, mark] : [mark, ANOTHER]);",
    replace: '',
    caughtBy: EXCHANGES,
  },
  {
    id: 'ring-not-broken',
    bug: 'Nobody makes way in a ring of people who exchange a value.',
    file: 'run/take-turns.ts',
    find: 'await state.journal.plan(runId, sync.name, drafts);',
    replace: '',
    caughtBy: EXCHANGES,
  },
  {
    id: 'freeze-unseen',
    bug: 'A two-way run that is under way does not look whether somebody has frozen it.',
    file: 'run/open-run.ts',
    find: 'if (freeze !== undefined) run.abort(frozen(sync, freeze));',
    replace: '',
    caughtBy: FREEZE,
  },
];
