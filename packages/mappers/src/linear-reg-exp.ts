import { RE2JS } from 're2js';

/** What JSONata needs of a `RegExp`, over RE2: it always ends in time that grows with the text. */
export class LinearRegExp {
  lastIndex = 0;
  private readonly pattern: RE2JS;
  private readonly global: boolean;

  constructor(source: RegExp) {
    const flags = (source.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (source.multiline ? RE2JS.MULTILINE : 0) | (source.dotAll ? RE2JS.DOTALL : 0);
    this.pattern = RE2JS.compile(RE2JS.translateRegExp(source.source), flags);
    this.global = source.global;
  }

  exec(text: string): RegExpExecArray | null {
    const matcher = this.pattern.matcher(text);
    if (!matcher.find(this.global ? this.lastIndex : 0)) {
      this.lastIndex = 0;
      return null;
    }
    if (this.global) this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    return Object.assign(groups as string[], { index: matcher.start(), input: text }) as unknown as RegExpExecArray;
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }
}
