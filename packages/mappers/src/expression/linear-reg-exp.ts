import { LinearPattern, type WorkMeter } from '../text/linear-pattern.js';

/** A class with what JSONata needs of `RegExp`, over RE2; all its work counts on one meter. */
export function linearRegExp(spend: WorkMeter): new (source: RegExp) => Pick<RegExp, 'exec' | 'lastIndex'> {
  return class LinearRegExp {
    lastIndex = 0;
    private readonly pattern: LinearPattern;

    constructor(source: RegExp) {
      this.pattern = patternOf(source);
    }

    exec(text: string): RegExpExecArray | null {
      const match = this.pattern.find(text, this.lastIndex, spend);
      if (match === undefined) {
        this.lastIndex = 0;
        return null;
      }
      this.lastIndex = match.end;
      return Object.assign([...match.groups] as [string, ...string[]], { index: match.start, input: text });
    }
  };
}

/** The same pattern on RE2. Throws an `Error` where RE2 does not know it. */
export function patternOf(source: RegExp): LinearPattern {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = LinearPattern.compile(LinearPattern.fromJavaScript(source.source), source);
  patterns.set(source, pattern);
  return pattern;
}

/** JSONata parses a pattern once and makes a new engine from it at each use. */
const patterns = new WeakMap<RegExp, LinearPattern>();
