import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ClauseResult, checkProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { contractOptions, ROUTES, type RouteName } from './support/contract-world.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const [BEGIN, END] = ['<!-- support: made by support-table.test.ts with UPDATE_DOCS=1 -->', '<!-- /support -->'];
const MARKS: Readonly<Record<ClauseResult['status'], string>> = {
  kept: 'yes',
  broken: '**no**',
  waived: 'no',
  'left-out': '–',
};

/** A row for each clause, a column for each route, and below why a route does not keep a clause. */
function tableOf(results: ReadonlyMap<RouteName, readonly ClauseResult[]>): string {
  const routes = [...results.keys()];
  const clauses = (results.get('core') ?? []).map(({ clause }) => clause);
  const cellOf = (route: RouteName, clause: string): ClauseResult | undefined =>
    results.get(route)?.find((result) => result.clause === clause);
  const reasons = [
    ...new Set(
      [...results.values()]
        .flat()
        .flatMap(({ clause, status, detail = '' }) => (status === 'waived' ? [`- *${clause}*: ${detail}`] : [])),
    ),
  ];
  return [
    `| promise | ${routes.join(' | ')} |`,
    `|---|${routes.map(() => '---').join('|')}|`,
    ...clauses.map((clause) => {
      const cells = routes.map((route) => MARKS[cellOf(route, clause)?.status ?? 'broken']);
      return `| ${clause} | ${cells.join(' | ')} |`;
    }),
    '',
    '"–": the promise is about something that the site cannot do this way. "no":',
    '',
    ...reasons,
  ].join('\n');
}

describe("the support table in the adapter's README", () => {
  it('says what the contract suite finds on each route', async function () {
    this.timeout(20_000);
    const results = new Map<RouteName, readonly ClauseResult[]>();
    for (const route of Object.keys(ROUTES) as RouteName[])
      results.set(route, await checkProvider(contractOptions(route)));
    expect([...results.values()].flat().filter(({ status }) => status === 'broken')).to.deep.equal([]);
    const table = `${BEGIN}\n${tableOf(results)}\n${END}`;
    const readme = readFileSync(README, 'utf8');
    const made = readme.replace(new RegExp(`${BEGIN}[^]*${END}`), () => table);
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(README, made);
    expect(readme, 'the markers of the table').to.contain(BEGIN).and.to.contain(END);
    expect(readFileSync(README, 'utf8')).to.equal(made);
  });
});
