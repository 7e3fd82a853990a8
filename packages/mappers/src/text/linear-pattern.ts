import { RE2JS } from 're2js';

export interface PatternMatch {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Capture groups from 1 on, at their number; 0 is the whole match. Absent where the group took no part. */
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | null>>;
}

export interface PatternFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
}

/** Matching would take more work than one account may cost. */
export class PatternWorkError extends Error {
  constructor() {
    super('the text is too long for this pattern');
    this.name = 'PatternWorkError';
  }
}

/**
 * A regular expression on RE2, whose time grows with the length of the text and never explodes. Look-around and
 * back-references do not exist there. Finding all matches can still take quadratic time, so the work is counted, not
 * timed: the same input always gives the same result.
 */
export class LinearPattern {
  private readonly weight: number;

  private constructor(
    private readonly compiled: RE2JS,
    size: number,
  ) {
    this.weight = Math.max(1, size / 10);
  }

  /** Throws an `Error` that says what is wrong with the pattern. */
  static compile(
    source: string,
    { ignoreCase = false, multiline = false, dotAll = false }: PatternFlags = {},
  ): LinearPattern {
    const flags =
      (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0) | (dotAll ? RE2JS.DOTALL : 0);
    if (source.length > LONGEST_PATTERN) throw new Error(`the pattern is longer than ${LONGEST_PATTERN} characters`);
    try {
      const compiled = RE2JS.compile(source, flags);
      const size = compiled.programSize();
      if (size <= LARGEST_PROGRAM) return new LinearPattern(compiled, size);
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '');
      throw new Error(`RE2 does not take this pattern: ${reason} (it has no look-around and no back-references)`, {
        cause: error,
      });
    }
    throw new Error('the pattern repeats too much; use smaller counts in { }');
  }

  /** RE2's way of writing a pattern of JavaScript. */
  static fromJavaScript(source: string): string {
    return RE2JS.translateRegExp(source);
  }

  /** A pattern that finds `text` itself. */
  static quote(text: string): string {
    return RE2JS.quote(text);
  }

  test(text: string, spend: WorkMeter = workMeter()): boolean {
    this.charge(text.length, spend);
    return this.compiled.matcher(text).find();
  }

  /** The first match at or after `from`. */
  find(text: string, from = 0, spend: WorkMeter = workMeter()): PatternMatch | undefined {
    this.charge(text.length - from, spend);
    const matcher = this.compiled.matcher(text);
    return matcher.find(from) ? matchOf(matcher) : undefined;
  }

  /** All matches, left to right. */
  *findAll(text: string, spend: WorkMeter = workMeter()): Generator<PatternMatch, void> {
    const matcher = this.compiled.matcher(text);
    let end = 0;
    for (;;) {
      this.charge(text.length - end, spend);
      if (!matcher.find()) return;
      const match = matchOf(matcher);
      end = match.end;
      yield match;
    }
  }

  private charge(length: number, spend: WorkMeter): void {
    if (length > LONGEST_TEXT) throw new PatternWorkError();
    spend((length + 1) * this.weight);
  }
}

/** Takes the work done and throws {@link PatternWorkError} when it is too much. */
export type WorkMeter = (work: number) => void;

/** About 100 ms at most on an ordinary machine. */
export function workMeter(budget = 4_000_000): WorkMeter {
  let left = budget;
  return (work) => {
    left -= work;
    if (left < 0) throw new PatternWorkError();
  };
}

const LONGEST_PATTERN = 1_000;
const LONGEST_TEXT = 10_000;
const LARGEST_PROGRAM = 1_000;

function matchOf(matcher: ReturnType<RE2JS['matcher']>): PatternMatch {
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
  return { text: groups[0] ?? '', start: matcher.start(), end: matcher.end(), groups, named: matcher.getNamedGroups() };
}
