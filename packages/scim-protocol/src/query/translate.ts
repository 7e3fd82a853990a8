import type { Condition } from './condition.js';

/** A question in a system's own language, and how well it is the one that was meant. */
export interface Answer<Query> {
  /** In the form that the adapter sends: parameters, a filter's text. */
  readonly query: Query;
  /** Finds just those who were meant. False: finds all of them, and others besides. It never misses anybody. */
  readonly exact: boolean;
}

/**
 * What a system can be asked, in its own words. A language that has no words for a test says `undefined`, and one that finds too many says
 * so; it must never find too few. Whoever brings an adapter writes one of these, and `translate` does the rest.
 */
export interface QueryLanguage<Test, Query> {
  /**
   * Asks for those of whom the test holds, or with `holds: false` for those of whom it does not. The two are asked apart because "all who
   * have it, and others" turned round would be "none of those", which misses people.
   */
  ask(test: Test, holds: boolean): Answer<Query> | undefined;
  /** Those whom every question finds; at least two. Undefined where the language cannot put them into one. */
  all(queries: readonly Query[]): Answer<Query> | undefined;
  /** Those whom any question finds; at least two. */
  any(queries: readonly Query[]): Answer<Query> | undefined;
}

/** What {@link translate} made of a condition. */
export interface Translation<Test, Query> {
  /** To ask the system; absent where it can only be asked for everybody. */
  readonly query?: Query;
  /** What must still be looked at in each that the system gives; absent where nothing is left. */
  readonly remainder?: Condition<Test>;
}

interface Part<Test> {
  readonly condition: Condition<Test>;
  readonly holds: boolean;
}

/**
 * What to ask a system, and what is left to look at afterwards: both together are the condition. "Not" is carried down to the tests, so that
 * a question which finds too many is never turned round; of an "or" all parts must be asked, of an "and" some may be left.
 */
export function translate<Test extends object, Query>(
  condition: Condition<Test>,
  language: QueryLanguage<Test, Query>,
): Translation<Test, Query> {
  const parts = conjuncts({ condition, holds: true });
  const asked = parts.map((part) => askPart(part, language));
  const { answer, used } = combined(asked, language);
  if (answer === undefined) return { remainder: condition };
  const left = parts.filter((_, at) => !(used.has(at) && asked[at]?.exact === true));
  const remainder = answer.exact ? rejoined(left) : condition;
  return { query: answer.query, ...(remainder === undefined ? {} : { remainder }) };
}

/** The parts that must all hold. */
function conjuncts<Test extends object>({ condition, holds }: Part<Test>): readonly Part<Test>[] {
  if (isNot(condition)) return conjuncts({ condition: condition.not, holds: !holds });
  const inner = holds && isAll(condition) ? condition.all : !holds && isAny(condition) ? condition.any : undefined;
  return inner === undefined ? [{ condition, holds }] : inner.flatMap((part) => conjuncts({ condition: part, holds }));
}

function askPart<Test extends object, Query>(
  { condition, holds }: Part<Test>,
  language: QueryLanguage<Test, Query>,
): Answer<Query> | undefined {
  if (isNot(condition)) return askPart({ condition: condition.not, holds: !holds }, language);
  const inner = isAll(condition) ? condition.all : isAny(condition) ? condition.any : undefined;
  if (inner === undefined) return language.ask(condition as Test, holds);
  const answers = inner.map((part) => askPart({ condition: part, holds }, language));
  if (isAll(condition) === holds) {
    const { answer, used } = combined(answers, language);
    const isWhole = used.size === inner.length && answers.every((one) => one?.exact === true);
    return answer === undefined ? undefined : { query: answer.query, exact: answer.exact && isWhole };
  }
  if (answers.length === 0 || !answers.every((answer) => answer !== undefined)) return undefined;
  return together(answers, language.any);
}

/** As many of the questions as the language takes at once. `exact`: their combination finds no more than each of them. */
function combined<Query>(
  answers: readonly (Answer<Query> | undefined)[],
  language: QueryLanguage<never, Query>,
): { readonly answer: Answer<Query> | undefined; readonly used: ReadonlySet<number> } {
  const used = new Set<number>();
  let answer: Answer<Query> | undefined;
  for (const [at, next] of answers.entries()) {
    if (next === undefined) continue;
    const both = answer === undefined ? { query: next.query, exact: true } : language.all([answer.query, next.query]);
    if (both === undefined) continue;
    answer = { query: both.query, exact: both.exact && (answer?.exact ?? true) };
    used.add(at);
  }
  return { answer, used };
}

function together<Query>(
  answers: readonly Answer<Query>[],
  join: (queries: readonly Query[]) => Answer<Query> | undefined,
): Answer<Query> | undefined {
  const [only] = answers;
  const joined = answers.length === 1 ? only : join(answers.map(({ query }) => query));
  return joined === undefined
    ? undefined
    : { query: joined.query, exact: joined.exact && answers.every(({ exact }) => exact) };
}

function rejoined<Test>(parts: readonly Part<Test>[]): Condition<Test> | undefined {
  const conditions = parts.map(({ condition, holds }): Condition<Test> => (holds ? condition : { not: condition }));
  return conditions.length < 2 ? conditions[0] : { all: conditions };
}

function isAll<Test extends object>(
  condition: Condition<Test>,
): condition is { readonly all: readonly Condition<Test>[] } {
  return 'all' in condition;
}

function isAny<Test extends object>(
  condition: Condition<Test>,
): condition is { readonly any: readonly Condition<Test>[] } {
  return 'any' in condition;
}

function isNot<Test extends object>(condition: Condition<Test>): condition is { readonly not: Condition<Test> } {
  return 'not' in condition;
}
