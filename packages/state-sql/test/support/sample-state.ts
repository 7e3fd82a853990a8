import type { Link, NewOperation, State } from '@rollcall/engine';

const RUN = { sync: 'staff', mode: 'run', scope: 'full', cause: 'schedule', actor: 'cron' } as const;
const lease = (now: number) => ({ holder: 'host:1', ttlMs: 1_000, now });

/** Writes something into each table of a state: runs that ended and one that did not, accounts in each state, operations in each status. */
export async function writeSample(state: State): Promise<void> {
  await state.runs.open({ ...RUN, id: 'first', startedAt: 1_000 }, lease(1_000));
  await state.links.put('staff', [
    linkOf('ada', {
      base: {
        userName: 'ada',
        nick: '',
        gone: null,
        mails: ['a@example.test', { type: 'home', value: 'b@example.test' }],
      },
      groups: ['g1', 'g2'],
      version: 'W/"7"',
    }),
    linkOf('bob', { state: 'inactive', leftAt: 900, uncertain: true, formerTargetIds: ['t-old'] }),
    linkOf('cem', {
      state: 'none',
      targetId: null,
      parkedHash: 'h2',
      parked: { code: 'taken', message: 'userName is taken' },
    }),
    linkOf('dot', { state: 'deleted', targetId: null, formerTargetIds: ['t-dot'] }),
  ]);
  await state.journal.plan('first', 'staff', [
    operation('ada', { kind: 'update', targetId: 't-ada', after: { title: 'Dr' }, before: { title: null } }),
    operation('bob', {
      kind: 'deactivate',
      phase: 3,
      targetId: 't-bob',
      groups: { add: [], remove: ['g1'] },
      desired: null,
    }),
    operation('cem', { claims: ['userName:cem'] }),
    operation('eva'),
    operation('fay', { kind: 'delete', phase: 4, status: 'held' }),
    operation('gus', { status: 'skipped' }),
  ]);
  const seqs = new Map((await state.journal.page('first', { limit: 99 })).map(({ sourceId, seq }) => [sourceId, seq]));
  const seq = (name: string): number => seqs.get(name) ?? 0;
  await state.journal.intend('first', [seq('ada'), seq('cem'), seq('eva'), seq('bob')], 1_100);
  await state.journal.settle('first', [
    { seq: seq('ada'), status: 'done', settledAt: 1_200, targetId: 't-ada', notes: ['title was empty'] },
    { seq: seq('cem'), status: 'rejected', settledAt: 1_201, error: { code: 'taken', message: 'userName is taken' } },
    { seq: seq('eva'), status: 'unknown', settledAt: 1_202, error: { code: 'timeout', message: 'no answer' } },
  ]);
  await state.journal.note('first', [
    { code: 'read-proven', severity: 'info', message: '6 accounts' },
    { code: 'taken', severity: 'error', message: 'userName is taken', sourceId: 'cem' },
  ]);
  await state.runs.close('first', {
    status: 'waiting',
    endedAt: 1_300,
    sourceCount: 6,
    proven: true,
    planHash: 'plan',
    counts: { 'update:done': 1 },
  });
  await state.runs.open({ ...RUN, id: 'second', startedAt: 2_000, scope: 'accounts' }, lease(2_000));
  await state.runs.update('second', { status: 'applying' });
  await state.inbox.add('staff', 'm1', [{ account: 'ada', cause: 'user.update', dueAt: 10 }], 5);
  await state.inbox.add('staff', 'm2', [{ account: null, cause: 'poll', dueAt: 20 }], 6);
  await state.inbox.postpone('staff', await state.inbox.due('staff', 10, 1), 30);
  await state.marks.set('watermark:staff', '2026-01-01');
}

/** All that was written, as a state tells it. */
export async function readSample(state: State): Promise<object> {
  const people = ['ada', 'bob', 'cem', 'dot', 'eva', 'fay', 'gus'];
  const histories = await Promise.all(people.map((name) => state.journal.history('staff', name, 9)));
  return {
    runs: await state.runs.list({ limit: 9 }),
    lastProven: await state.runs.lastProven('staff'),
    links: await state.links.page('staff', { limit: 99 }),
    byTarget: [...(await state.links.byTarget('staff', ['t-ada', 't-bob'])).keys()].sort(),
    counts: await state.links.count('staff'),
    histories,
    unsettled: (await state.journal.unsettled('staff', 9)).map(({ sourceId, status }) => `${sourceId} ${status}`),
    doneSince: [...(await state.journal.doneSince('staff', 0))],
    findings: await state.journal.findings('first', { limit: 9 }),
    inbox: await state.inbox.due('staff', 99, 9),
    messageSeen: !(await state.inbox.add('staff', 'm1', [], 99)),
    marks: [...(await state.marks.list(''))],
    salt: await state.salt(),
    // The second run still has its lease, so that nobody runs beside it.
    secondLease: (await state.runs.open({ ...RUN, id: 'third', startedAt: 2_001 }, lease(2_001))).opened,
  };
}

function linkOf(sourceId: string, more: Partial<Link>): Link {
  return {
    sourceId,
    targetId: `t-${sourceId}`,
    state: 'active',
    hash: 'h1',
    parkedHash: null,
    uncertain: false,
    base: {},
    groups: [],
    version: null,
    formerTargetIds: [],
    leftAt: null,
    parked: null,
    updatedRun: 'first',
    updatedAt: 1_000,
    ...more,
  };
}

function operation(sourceId: string, more: Partial<NewOperation> = {}): NewOperation {
  return {
    sourceId,
    targetId: null,
    kind: 'create',
    phase: 1,
    key: `k-${sourceId}`,
    reason: { code: 'new', detail: 'not seen before' },
    after: { userName: sourceId },
    before: {},
    groups: { add: ['g1'], remove: [] },
    desired: { hash: 'h3', base: { userName: sourceId }, groups: ['g1'] },
    claims: [],
    status: 'planned',
    ...more,
  };
}
