import { RollcallError } from '@rollcall/contract';
import type { NewRun } from '@rollcall/engine';
import { PostgresState } from '@rollcall/state-sql';
import { queueContract, stateContract, stateQueueWorld } from '@rollcall/testing';
import { expect } from 'chai';
import { describeWithPostgres } from '../../../test/support/postgres.js';

describeWithPostgres('state in PostgreSQL', (postgres) => {
  const opened: PostgresState[] = [];
  const open = (schema: string): PostgresState => {
    const state = new PostgresState(postgres.url, { schema, connections: 4 });
    opened.push(state);
    return state;
  };
  afterEach(() => Promise.all(opened.splice(0).map((state) => state.close())));

  stateContract('PostgresState', () => new PostgresState(postgres.url, { schema: postgres.schema(), connections: 2 }));
  queueContract('StateQueue on PostgresState', () =>
    stateQueueWorld(new PostgresState(postgres.url, { schema: postgres.schema(), connections: 4 })),
  );

  const run = (id: string, more: Partial<NewRun> = {}): NewRun => ({
    id,
    sync: 'staff',
    mode: 'run',
    scope: 'full',
    cause: 'manual',
    actor: 'somebody',
    startedAt: 1,
    ...more,
  });

  it('gives the lease of a sync to one of many workers that want it at the same moment', async () => {
    const schema = postgres.schema();
    const workers = Array.from({ length: 5 }, () => open(schema));
    const answers = await Promise.all(
      workers.map((worker, n) => worker.runs.open(run(`r${n}`), { holder: `w${n}`, ttlMs: 1_000, now: 10 })),
    );
    const winner = answers.findIndex(({ opened: isOpened }) => isOpened);
    expect(answers.filter(({ opened: isOpened }) => isOpened)).to.have.length(1);
    for (const [n, answer] of answers.entries())
      if (!answer.opened) expect([n, answer.holder, answer.heldBy.id]).to.deep.equal([n, `w${winner}`, `r${winner}`]);
    expect(await postgres.rows(schema, 'SELECT id FROM run')).to.deep.equal([{ id: `r${winner}` }]);
  });

  it('takes a lost lease from its worker, who learns it when it next renews, and drops what the worker had read', async () => {
    const schema = postgres.schema();
    const [first, second] = [open(schema), open(schema)];
    await first.runs.open(run('r1'), { holder: 'w1', ttlMs: 10, now: 0 });
    const account = {
      id: 't1',
      attributes: { mail: 'a@example.test' },
      active: true,
      groups: null,
      version: null,
      protection: null,
    };
    await first.target.add('r1', [{ account, keys: ['a@example.test'] }]);
    expect(await second.runs.open(run('r2'), { holder: 'w2', ttlMs: 10, now: 11 })).to.deep.equal({ opened: true });
    expect(await first.runs.renew('r1', { holder: 'w1', ttlMs: 10, now: 12 })).to.equal(false);
    expect(await postgres.rows(schema, 'SELECT * FROM target_account')).to.deep.equal([]);
    expect(await postgres.rows(schema, 'SELECT * FROM target_key')).to.deep.equal([]);
  });

  it('shows to each worker what another wrote, and takes a message once from both', async () => {
    const schema = postgres.schema();
    const [first, second] = [open(schema), open(schema)];
    expect(await first.salt()).to.equal(await second.salt());
    await first.marks.set('frozen', 'yes');
    expect(await second.marks.get('frozen')).to.equal('yes');
    const events = ['a', 'b', 'c'].map((account) => ({ account, cause: 'user.update', dueAt: 1 }));
    const taken = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        (n % 2 === 0 ? first : second).inbox.add('staff', `m${n % 6}`, n % 4 < 2 ? events : events.toReversed(), 1),
      ),
    );
    expect(taken.filter(Boolean)).to.have.length(6);
    expect((await second.inbox.due('staff', 1, 9)).map((entry) => [entry.account, entry.events])).to.deep.equal([
      ['a', 6],
      ['b', 6],
      ['c', 6],
    ]);
  });

  it('orders texts by their bytes, as SQLite does, whatever the language of the database', async () => {
    const state = open(postgres.schema());
    const ids = ['a', 'B', 'ä', '_', 'Z', '1', '-', '😀', 'aa', 'a b'];
    const link = (sourceId: string) => ({
      sourceId,
      targetId: `t-${sourceId}`,
      state: 'active' as const,
      hash: 'h',
      parkedHash: null,
      uncertain: false,
      base: {},
      groups: [],
      version: null,
      formerTargetIds: [],
      leftAt: null,
      parked: null,
      updatedRun: 'r',
      updatedAt: 1,
    });
    await state.links.put('staff', ids.map(link));
    const walked: string[] = [];
    for (let after: string | undefined; ; after = walked.at(-1)) {
      const page = await state.links.page('staff', { ...(after === undefined ? {} : { after }), limit: 3 });
      if (page.length === 0) break;
      walked.push(...page.map(({ sourceId }) => sourceId));
    }
    const byBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(walked).to.deep.equal(byBytes);
  });

  it('of a later version is refused in plain words, and left as it is', async () => {
    const schema = postgres.schema();
    await open(schema).salt();
    await postgres.rows(schema, 'UPDATE rollcall_version SET version = 99');
    const error: unknown = await open(schema)
      .salt()
      .catch((reason: unknown) => reason);
    expect(RollcallError.is(error) && error.code).to.equal('postgres-newer');
    expect(await postgres.rows(schema, 'SELECT version FROM rollcall_version')).to.deep.equal([{ version: 99 }]);
  });
});
