import { harmless, paint, type Terminal } from './terminal.js';

/** Rows under headings, in columns as wide as needed; the last column is cut to the width of the terminal. */
export function table(terminal: Terminal, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => harmless(cell).replaceAll('\n', ' ')));
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...cells.map((row) => width(row[column] ?? ''))),
  );
  const line = (row: readonly string[]): string => {
    const text = row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))),
      )
      .join('  ')
      .trimEnd();
    return terminal.live ? cut(text, terminal.columns) : text;
  };
  return [paint(terminal, 'dim', line(headings)), ...cells.map(line)].join('\n');
}

const SEGMENTS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Columns that a text takes: wide signs take two. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of SEGMENTS.segment(text))
    columns +=
      /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        segment,
      )
        ? 2
        : 1;
  return columns;
}

function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of SEGMENTS.segment(text)) {
    used += width(segment);
    if (used > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
