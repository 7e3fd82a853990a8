import { readFileSync, writeFileSync } from 'node:fs';
import type { ClauseResult } from './clause.js';

const MARKS: Readonly<Record<ClauseResult['status'], string>> = {
  kept: 'yes',
  broken: '**no**',
  waived: 'no',
  announced: 'not yet',
  'left-out': '–',
};
const [BEGIN, END] = ['<!-- support: made by its test with UPDATE_DOCS=1 -->', '<!-- /support -->'];

/** Outcomes by the name of a column: one for each way that a plugin has into its system, or just one. */
export type SupportColumns = Readonly<Record<string, readonly ClauseResult[]>>;

/** A row for each clause, a column for each way, and below why something is not kept; Markdown. Every column has the same clauses. */
export function supportTable(columns: SupportColumns): string {
  const ways = Object.keys(columns);
  const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const all = Object.values(columns);
  const reasonsOf = (wanted: ClauseResult['status']): readonly string[] => [
    ...new Set(
      all
        .flat()
        .flatMap(({ clause, status, detail = '', binding }) =>
          status === wanted
            ? [`- *${cell(clause)}*${binding === undefined ? '' : ` (from ${binding} on)`}: ${cell(detail)}`]
            : [],
        ),
    ),
  ];
  const [waived, announced] = [reasonsOf('waived'), reasonsOf('announced')];
  const hasLeftOut = all.flat().some(({ status }) => status === 'left-out');
  return [
    `| promise | ${ways.join(' | ')} |`,
    `|---|${ways.map(() => '---').join('|')}|`,
    ...(all[0] ?? []).map(({ clause }, at) => {
      const cells = all.map((column) => MARKS[column[at]?.clause === clause ? column[at].status : 'broken']);
      return `| ${cell(clause)} | ${cells.join(' | ')} |`;
    }),
    ...(hasLeftOut ? ['', '"–": the promise is about something that the system cannot do this way.'] : []),
    ...(waived.length > 0 ? ['', '"no":', '', ...waived] : []),
    ...(announced.length > 0
      ? ['', '"not yet": the promise will be asked for from a later version on:', '', ...announced]
      : []),
  ].join('\n');
}

/**
 * A mocha test that keeps the support table of a README true: it fails while the table between the marks is another one than the contract
 * suite finds, or a clause is broken. With UPDATE_DOCS=1 in the environment it writes the table. A README without the marks is told
 * which lines to put in.
 */
export function keepSupportTable(readme: string, columns: () => Promise<SupportColumns>): void {
  it('the support table of its README says what the contract suite finds', async function () {
    this.timeout(30_000);
    const found = await columns();
    const broken = Object.values(found).flatMap((column) => column.filter(({ status }) => status === 'broken'));
    if (broken.length > 0) throw new Error(broken.map(({ clause, detail = '' }) => `${clause}: ${detail}`).join('\n'));
    const text = readFileSync(readme, 'utf8');
    const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
    if (before === -1 || after < before)
      throw new Error(
        `looking for the support table in ${readme}: put these two lines where it shall stand:\n${BEGIN}\n${END}`,
      );
    const wanted = `${text.slice(0, before)}${BEGIN}\n${supportTable(found)}\n${text.slice(after)}`;
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(readme, wanted);
    else if (text !== wanted)
      throw new Error(
        `the support table in ${readme} is not what the contract suite finds; run this test with UPDATE_DOCS=1`,
      );
  });
}
