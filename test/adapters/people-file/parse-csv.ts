import { parse } from 'csv-parse/sync';
import type { FileRecord } from './parse-ldif.js';

/** Reads CSV with a line of headings. A cell may hold several values, with `|` between. Throws for rows that are too short or too long. */
export function parseCsv(text: string): readonly FileRecord[] {
  const rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true }) as readonly Readonly<
    Record<string, string>
  >[];
  return rows.map(
    (row) =>
      new Map(
        Object.entries(row).flatMap(([name, cell]) =>
          cell === '' ? [] : [[name.toLowerCase(), cell.split('|')] as const],
        ),
      ),
  );
}
