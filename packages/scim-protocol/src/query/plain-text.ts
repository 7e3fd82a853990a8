/** Part of a text, and where it begins. */
export interface TextRun {
  readonly text: string;
  readonly at: number;
}

/**
 * The parts of a text that every database finds at least as well as SCIM does: SCIM compares without case whatever the letter, SQLite only
 * for `a` to `z`, and others by tables of their own. So letters with case beyond ASCII are left out, and so are control characters and
 * halves of pairs, which do not get through an address unharmed.
 *
 * Two letters turn into ASCII when they are made small, `İ` and the Kelvin sign: whoever has one of them where the filter has `i` or `k` is
 * found only by databases that know so too, as MySQL and MariaDB do.
 */
export function plainRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let run = '';
  let at = 0;
  let place = 0;
  for (const character of text) {
    if (isPlain(character)) {
      if (run === '') at = place;
      run += character;
    } else if (run !== '') {
      runs.push({ text: run, at });
      run = '';
    }
    place += character.length;
  }
  return run === '' ? runs : [...runs, { text: run, at }];
}

/** The longest of them, the first among equals. */
export function longestRun(runs: readonly TextRun[]): TextRun | undefined {
  return runs.reduce<TextRun | undefined>(
    (best, run) => (best === undefined || run.text.length > best.text.length ? run : best),
    undefined,
  );
}

function isPlain(character: string): boolean {
  if (character <= '\u007e') return character >= ' ';
  if (/[\p{Cc}\p{Cs}\p{M}]/u.test(character)) return false;
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  return lower === character && upper === character;
}
