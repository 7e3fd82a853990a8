import { structuredPatch } from 'diff';

/** One line of a difference between two texts. */
export interface DiffLine {
  /** `gap` stands for lines that are the same and not shown. */
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  /** Without its newline; empty for a gap. */
  readonly text: string;
}

const AROUND = 3;

/** What differs between two texts, line by line, with a few lines around; empty when nothing does. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: AROUND });
  return hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : [{ kind: 'gap' as const, text: '' }]),
    ...lines.filter((line) => !line.startsWith('\\')).map(lineOf),
  ]);
}

function lineOf(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
  return { kind, text: line.slice(1) };
}
