import { RollcallError } from '@rollcall/contract';
import { MemoryState, systemClock } from '@rollcall/engine';
import { lookAtQueueDatabase, PgBossQueue } from '@rollcall/queue-pgboss';
import { queueContract } from '@rollcall/testing';
import { expect } from 'chai';
import { describeWithPostgres } from '../../../test/support/postgres.js';
import { pgBossWorld } from './support/pg-boss-world.js';

/** Nobody listens there. */
const NOWHERE = 'postgres://rollcall:made-up-password@127.0.0.1:1/rollcall';

describeWithPostgres('the queue on pg-boss', (postgres) => {
  queueContract('PgBossQueue', () => pgBossWorld(postgres.url, postgres.schema()));

  const open = (url: string, schema: string, problems: Error[] = []): PgBossQueue =>
    new PgBossQueue({
      url,
      schema,
      inbox: new MemoryState().inbox,
      clock: systemClock,
      onProblem: (error) => problems.push(error),
    });

  it('connects to nothing, and makes nothing, before it is used', async () => {
    const schema = postgres.schema();
    await open(postgres.url, schema).close();
    expect(await lookAtQueueDatabase(postgres.url, schema)).to.deep.include({ isMade: false, workers: 0 });
  });

  it('makes its tables in its own schema, tells how many workers there are, and makes many calls one job', async () => {
    const schema = postgres.schema();
    const queues = [open(postgres.url, schema), open(postgres.url, schema)];
    try {
      const later = Date.now() + 3_600_000;
      await Promise.all(queues.flatMap((queue) => [0, 1, 2, 3].map((n) => queue.call('staff', later - n * 60_000))));
      const jobs = await postgres.rows(schema, 'SELECT state, start_after FROM job');
      expect(jobs.map(({ state }) => state)).to.deep.equal(['created']);
      expect(Number(jobs[0]?.start_after)).to.be.closeTo(later - 180_000, 30_000);
      expect((await lookAtQueueDatabase(postgres.url, schema)).workers).to.equal(2);
    } finally {
      await Promise.all(queues.map((queue) => queue.close()));
    }
    expect(await lookAtQueueDatabase(postgres.url, schema)).to.deep.include({ isMade: true, workers: 0 });
  });

  it('says what is wrong with the address, and never its password', async () => {
    const wrong = new URL(postgres.url);
    wrong.password = 'made-up-password';
    for (const [url, code] of [
      [NOWHERE, 'postgres-unreachable'],
      [wrong.href, 'postgres-credential'],
    ] as const) {
      const queue = open(url, 'rollcall_queue');
      const error = await queue.call('staff', 0).catch((caught: unknown) => caught);
      expect(RollcallError.is(error) && [error.code, error.message]).to.satisfy(
        (told: unknown) => Array.isArray(told) && told[0] === code && !String(told[1]).includes('made-up-password'),
      );
      expect(queue.place).to.not.contain('made-up-password');
      await queue.close();
    }
  });

  it('waits for a database that is not there yet, and ends when it is told to', async () => {
    const problems: Error[] = [];
    const queue = open(NOWHERE, 'rollcall_queue', problems);
    const stop = new AbortController();
    const working = queue.work('staff', async () => undefined, stop.signal);
    while (problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await working;
    expect(problems[0]?.message).to.contain('opening the queue in postgres://127.0.0.1:1/rollcall');
    await queue.close();
  });
});
