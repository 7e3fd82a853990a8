import { type Account, type AccountQueries, type AccountQuery, UnsupportedError } from '@rollcall/contract';
import { expect } from 'chai';
import type { Clause } from './clause.js';
import { expectTrue, requestOf, signal } from './provider-read-clauses.js';
import type { ProviderWorld } from './provider-world.js';
import { questionsAbout } from './questions.js';

/** Few enough that most questions need several pages. */
const PAGE = 2;
/** No page may come so often: a system that ignores `after` would give pages for ever. */
const MOST_PAGES = 1_000;

/** Clauses for the facets by which accounts are looked for. */
export const PROVIDER_QUERY_CLAUSES: readonly Clause<ProviderWorld>[] = [
  {
    name: 'queries: finds just those who are meant, page by page, each once, and counts them',
    leaveOut: withoutQueries,
    check: async (world) => {
      const { queries } = world.provider;
      const truth = await world.truth();
      let asked = 0;
      const questions = questionsAbout(world, await world.provider.schema(signal()), truth);
      for (const { condition, holds } of questions) {
        if (queries?.supports(condition) !== true) continue;
        asked += 1;
        const meant = [...truth].filter(([, account]) => holds(account)).map(([id]) => id);
        const { accounts, totals } = await walk(queries, { ...requestOf(world), where: condition });
        const about = `accounts for ${JSON.stringify(condition)}`;
        expect(accounts.map(({ id }) => id).toSorted(), about).to.deep.equal(meant.toSorted());
        expect([...new Set(totals)], `the count of ${about}`).to.deep.equal([meant.length]);
        for (const account of accounts) expectTrue(account, truth, world.attributes);
        const byNumber = await queries.page({
          ...requestOf(world),
          where: condition,
          offset: 1,
          limit: PAGE,
          total: false,
        });
        expect(ids(byNumber.accounts), `${about}, without the first`).to.deep.equal(ids(accounts).slice(1, 1 + PAGE));
      }
      expect(asked, 'questions that it takes').to.be.at.least(1);
      const everybody = await walk(queries, requestOf(world));
      expect(ids(everybody.accounts).toSorted(), 'everybody').to.deep.equal([...truth.keys()].toSorted());
    },
  },
  {
    name: 'queries: sorts as it says it does, whoever has no value last, and first when descending',
    leaveOut: withoutQueries,
    check: async (world) => {
      const { queries } = world.provider;
      const truth = await world.truth();
      const { attributes } = await world.provider.schema(signal());
      const isExact = (name: string): boolean => attributes.find((one) => one.name === name)?.caseExact === true;
      for (const attribute of new Set([world.key, ...world.attributes]))
        for (const descending of [false, true]) {
          const order = { attribute, descending };
          if (queries?.supportsOrder(order) !== true) continue;
          const { accounts } = await walk(queries, { ...requestOf(world), order });
          expect(ids(accounts).toSorted(), `everybody by ${attribute}`).to.deep.equal([...truth.keys()].toSorted());
          const has = accounts.map(({ id }) => (truth.get(id)?.attributes[attribute] ?? null) !== null);
          const inOrder = has.toSorted((a, b) => (descending ? Number(a) - Number(b) : Number(b) - Number(a)));
          expect(has, `who has a ${attribute}, ${descending ? 'descending' : 'ascending'}`).to.deep.equal(inOrder);
          const texts = accounts.flatMap(({ id }) => truth.get(id)?.attributes[attribute] ?? []).map(String);
          // Letters that systems put in different places are not looked at.
          const plain = texts
            .map((text) => (isExact(attribute) ? text : text.toLowerCase()))
            .filter((text) => /^[a-z0-9]+$/.test(text));
          const sorted = plain.toSorted();
          expect(plain, `the order by ${attribute}`).to.deep.equal(descending ? sorted.toReversed() : sorted);
        }
    },
  },
  {
    name: 'prefilter: leaves out nobody who is meant, and gives each once',
    leaveOut: ({ provider }) => (provider.prefilter === undefined ? 'it has no "prefilter"' : undefined),
    check: async (world) => {
      const { prefilter } = world.provider;
      const truth = await world.truth();
      let asked = 0;
      for (const { condition, holds } of questionsAbout(world, await world.provider.schema(signal()), truth)) {
        if (prefilter?.narrows(condition) !== true) continue;
        const found = await orUnsupported(Array.fromAsync(prefilter.candidates(condition, requestOf(world))));
        if (found === undefined) continue;
        asked += 1;
        const meant = [...truth].filter(([, account]) => holds(account)).map(([id]) => id);
        const about = `accounts for ${JSON.stringify(condition)}`;
        expect(new Set(ids(found)).size, `different ${about}`).to.equal(found.length);
        expect(ids(found), about).to.include.members(meant);
        for (const account of found) expectTrue(account, truth, world.attributes);
      }
      expect(asked, 'questions that it takes').to.be.at.least(1);
    },
  },
];

function withoutQueries({ provider }: ProviderWorld): string | undefined {
  return provider.queries === undefined ? 'it has no "queries"' : undefined;
}

/** All pages, one after the other. */
async function walk(
  queries: AccountQueries | undefined,
  query: Omit<AccountQuery, 'limit' | 'total'>,
): Promise<{ readonly accounts: readonly Account[]; readonly totals: readonly (number | undefined)[] }> {
  const accounts: Account[] = [];
  const totals: (number | undefined)[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await queries?.page({
      ...query,
      ...(after === undefined ? {} : { after }),
      limit: PAGE,
      total: true,
    });
    expect(page?.accounts.length, 'accounts on a page').to.be.at.most(PAGE);
    accounts.push(...(page?.accounts ?? []));
    totals.push(page?.total);
    after = page?.next;
    if (after === undefined) return { accounts, totals };
  }
  throw new Error(`its pages do not end for ${JSON.stringify(query.where ?? 'everybody')}`);
}

function ids(accounts: readonly Account[]): readonly string[] {
  return accounts.map(({ id }) => id);
}

/** What a system turns out not to take is looked through elsewhere. */
async function orUnsupported(pages: Promise<readonly (readonly Account[])[]>): Promise<readonly Account[] | undefined> {
  try {
    return (await pages).flat();
  } catch (error) {
    if (UnsupportedError.is(error)) return undefined;
    throw error;
  }
}
