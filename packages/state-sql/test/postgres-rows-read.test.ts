import { setImmediate } from 'node:timers/promises';
import type { State } from '@rollcall/engine';
import { PostgresState } from '@rollcall/state-sql';
import { expect } from 'chai';
import { World } from '../../../core/engine/test/support/world.js';
import { describeWithPostgres } from '../../../test/support/postgres.js';

const FEW = 40;
const TIMES = 4;
/** Rows for four times the people, against those for the few; a run that reads all it has for each page takes 16 times as many. */
const LINEAR = TIMES * 1.25;

/**
 * Rows that a database looks at are counted, and no seconds: they are the same on every machine. Whole tables are read only where no index
 * helps, for tables as small as these would be read wholly anyway.
 */
describeWithPostgres('what PostgreSQL looks at for a run', (postgres) => {
  /** Rows and entries of indexes that runs about so many people read: everybody is made, changed, and looked at without a change. */
  async function rowsFor(people: number, planted?: string): Promise<ReadonlyMap<string, number>> {
    const schema = postgres.schema();
    const url = new URL(postgres.url);
    url.searchParams.set('options', '-c enable_seqscan=off');
    url.searchParams.set('application_name', schema);
    const state = new PostgresState(url.href, { schema, connections: 2 });
    try {
      // biome-ignore lint/complexity/useLiteralKeys: it is private. On the state's own connections, as what others have counted is told a second later.
      const each = async (): Promise<unknown> => planted === undefined || state['database'].all(planted);
      const world = new World({
        state: beforeEachPage(state, each),
        membership: 'group',
        pageSize: 10,
        targetPageSize: 10,
        guard: { deactivate: {} },
      });
      const name = (number: number): string => `p${String(number).padStart(6, '0')}`;
      for (let number = 0; number < people; number += 1) world.person(name(number), { groups: ['staff', 'a'] });
      for (const title of ['none', 'head', 'head']) {
        for (const { attributes } of world.source.accounts.values()) attributes.title = title;
        const { status, error } = await world.run();
        expect([status, error]).to.deep.equal(['done', undefined]);
      }
      expect(world.target.accounts.size).to.equal(people);
    } finally {
      await state.close();
    }
    return counted(schema);
  }

  /** By table. What a connection has counted is told when it has ended. */
  async function counted(schema: string): Promise<ReadonlyMap<string, number>> {
    const connections = 'SELECT 1 FROM pg_stat_activity WHERE application_name = $1';
    while ((await postgres.rows(schema, connections, schema)).length > 0) await setImmediate();
    const rows = (await postgres.rows(
      schema,
      `SELECT t.relname AS name, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0) AS read
       FROM pg_stat_user_tables t LEFT JOIN pg_stat_user_indexes i USING (relid)
       WHERE t.schemaname = current_schema() GROUP BY t.relname, t.seq_tup_read`,
    )) as unknown as readonly { readonly name: string; readonly read: string }[];
    return new Map(rows.map(({ name, read }) => [name, Number(read)]));
  }

  /** Tables of which more rows are looked at than so many more people account for. */
  async function steep(few: number, planted?: string): Promise<readonly string[]> {
    const [less, more] = [await rowsFor(few, planted), await rowsFor(few * TIMES, planted)];
    expect(less.get('operation') ?? 0, 'rows counted').to.be.greaterThan(few);
    return [...more]
      .filter(([table, rows]) => rows > few && rows > (less.get(table) ?? 0) * LINEAR)
      .map(([table, rows]) => `${table}: ${less.get(table)} → ${rows}`);
  }

  it('grows as the people do, in each table', async () => {
    expect(await steep(FEW)).to.deep.equal([]);
  });

  it('would be noticed when a step read all operations for each page of them', async () => {
    expect((await steep(FEW, 'SELECT count(*) FROM operation')).join()).to.match(/^operation: /);
  });
});

/** The state, with something to be done whenever a page of the journal is written. */
function beforeEachPage(state: State, work: () => Promise<unknown>): State {
  const { journal } = state;
  const own: Partial<State['journal']> = {
    plan: async (...args) => {
      await work();
      return journal.plan(...args);
    },
    settle: async (...args) => {
      await work();
      return journal.settle(...args);
    },
  };
  const withOwn = new Proxy(journal, {
    get: (target, name) => {
      const member = (Reflect.get(own, name) ?? Reflect.get(target, name)) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return new Proxy(state, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (name === 'journal') return withOwn;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
