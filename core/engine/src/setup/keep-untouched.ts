import { diffArrays } from 'diff';

/** Lines `from` to `until` of one text stand where those of the other do. */
interface Chunk {
  readonly from: number;
  readonly until: number;
  readonly lines: readonly string[];
}

/**
 * The new text with the lines of the original wherever nothing was changed. A YAML document that is written out again moves blanks and
 * comments in lines that nobody touched; `before` is the original written out without a change, and `after` with it.
 */
export function keepUntouched(original: string, before: string, after: string): string {
  const [own, plain, edited] = [original, before, after].map(linesOf) as [string[], string[], string[]];
  const result: string[] = [];
  // Each chunk of the plain text is either kept, and then stands as it did in the original, or not, and then as it was edited.
  const edits = chunks(plain, edited);
  for (const chunk of chunks(plain, own)) {
    const inside = edits.filter(({ from, until }) => from < chunk.until && until > chunk.from);
    const added = edits.filter(({ from, until }) => from === until && from >= chunk.from && from < chunk.until);
    const isKept =
      added.length === 0 &&
      inside.every(({ from, until, lines }) => lines.length === until - from && same(plain.slice(from, until), lines));
    if (isKept) result.push(...chunk.lines);
    else result.push(...editedLines(plain, edits, chunk));
  }
  const last = edits.filter(({ from, until }) => from === until && from === plain.length);
  return [...result, ...last.flatMap(({ lines }) => lines)].join('\n');
}

/** The edited text of the lines of a chunk. Chunks of edits are single lines where nothing changed, so none is cut. */
function editedLines(plain: readonly string[], edits: readonly Chunk[], { from, until }: Chunk): readonly string[] {
  const result: string[] = [];
  for (let line = from; line < until; line += 1) {
    const added = edits.find((edit) => edit.from === edit.until && edit.from === line);
    const edit = edits.find((one) => one.from <= line && one.until > line);
    if (added !== undefined) result.push(...added.lines);
    if (edit === undefined) result.push(plain[line] ?? '');
    else if (edit.from === line) result.push(...edit.lines);
  }
  return result;
}

/** How one text becomes another: lines that are the same one by one, changed runs of lines together. */
function chunks(one: readonly string[], other: readonly string[]): readonly Chunk[] {
  const found: Chunk[] = [];
  let at = 0;
  for (const { added, removed, value } of diffArrays([...one], [...other])) {
    const last = found.at(-1);
    if (removed) {
      found.push({ from: at, until: at + value.length, lines: [] });
      at += value.length;
    } else if (added) {
      const follows = last !== undefined && last.until === at && last.lines.length === 0 && last.until > last.from;
      if (follows) found[found.length - 1] = { ...last, lines: value };
      else found.push({ from: at, until: at, lines: value });
    } else {
      for (const line of value) {
        found.push({ from: at, until: at + 1, lines: [line] });
        at += 1;
      }
    }
  }
  return found;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

function linesOf(text: string): string[] {
  return text.split('\n');
}
