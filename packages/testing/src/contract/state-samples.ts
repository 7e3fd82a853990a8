import type { Link, NewOperation, State } from '@rollcall/engine';
import type { Announcement } from './clause.js';

/** Says one clause of the state contract, as `it` of mocha does a test; with its announcement where it came after the first release. */
export type Say = (name: string, check: () => void | Promise<void>, announced?: Announcement) => void;

/** What the clauses of the state contract share: one sync, one run that is open, operations and links that are alike. */
export const RUN = { sync: 'staff', mode: 'run', scope: 'full', cause: 'test', actor: 'test' } as const;
export const END = { status: 'done', endedAt: 9 } as const;

export function open(state: State, id: string, now = 1): Promise<unknown> {
  return state.runs.open({ ...RUN, id, startedAt: now }, { holder: 'h', ttlMs: 100, now });
}

export function plan(state: State, operations: readonly NewOperation[]): Promise<readonly NewOperation[]> {
  return state.journal.plan('r1', 'staff', operations);
}

export function operation(sourceId: string, more: Partial<NewOperation> = {}): NewOperation {
  return {
    sourceId,
    targetId: null,
    kind: 'create',
    phase: 1,
    key: 'k',
    reason: { code: 'new', detail: 'd' },
    after: {},
    before: {},
    groups: { add: [], remove: [] },
    desired: { hash: 'h', base: {}, groups: [] },
    claims: [],
    status: 'planned',
    ...more,
  };
}

export function linkOf(sourceId: string, more: Partial<Link> = {}): Link {
  return {
    sourceId,
    targetId: `t-${sourceId}`,
    state: 'active',
    hash: 'h',
    parkedHash: null,
    uncertain: false,
    base: {},
    groups: [],
    version: null,
    formerTargetIds: [],
    leftAt: null,
    parked: null,
    updatedRun: 'r1',
    updatedAt: 1,
    ...more,
  };
}
