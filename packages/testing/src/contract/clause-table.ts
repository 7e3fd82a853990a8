import type { ClauseResult } from './clause.js';

const MARKS: Readonly<Record<ClauseResult['status'], string>> = {
  kept: 'yes',
  broken: '**no**',
  waived: 'waived',
  announced: 'not yet',
  'left-out': '-',
};

/** What a plugin keeps of its contract, as a Markdown table for its README. */
export function clauseTable(results: readonly ClauseResult[]): string {
  const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return [
    '| clause | kept | why not |',
    '| --- | --- | --- |',
    ...results.map(({ clause, status, detail = '', binding }) => {
      const why = binding === undefined ? detail : `will fail from ${binding} on: ${detail}`;
      return `| ${cell(clause)} | ${MARKS[status]} | ${cell(why)} |`;
    }),
  ].join('\n');
}
