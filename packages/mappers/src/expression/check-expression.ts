import { patternOf } from './linear-reg-exp.js';

/**
 * What an expression may not do shows in its syntax, because names of variables cannot be computed. Throws an `Error`
 * that names it. Gives the nodes whose values are the ends of a range, which must be looked at before JSONata makes
 * the list.
 */
export function checkExpression(text: string, syntax: unknown): { readonly rangeEnds: ReadonlySet<unknown> } {
  // JSONata looks for its hooks among the variables, where an expression could replace them.
  if (text.includes('__evaluate')) throw new Error('names with "__evaluate" are not for expressions');
  const rangeEnds = new Set<unknown>();
  for (const node of nodesOf(syntax)) {
    if (node.type === 'variable' && typeof node.value === 'string' && FORBIDDEN.has(node.value))
      throw new Error(forbidden(node.value));
    if (node.type === 'regex' && node.value instanceof RegExp) checkPattern(node.value);
    if (node.type === 'binary' && node.value === '..') rangeEnds.add(node.lhs).add(node.rhs);
  }
  return { rangeEnds };
}

/** Functions that see clock or random, or run text as code: a plan must be a function of its inputs. */
const FORBIDDEN = new Set(['now', 'millis', 'random', 'shuffle', 'eval']);

interface SyntaxNode {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly lhs?: unknown;
  readonly rhs?: unknown;
}

function forbidden(name: string): string {
  const why =
    name === 'eval' ? 'text from a source is never run as code' : 'the same account must always give the same value';
  return `$${name} is not there: ${why}`;
}

function checkPattern(source: RegExp): void {
  try {
    patternOf(source);
  } catch (error) {
    throw new Error(`/${source.source}/: ${(error as Error).message}`, { cause: error });
  }
}

function* nodesOf(syntax: unknown): Generator<SyntaxNode, void> {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [syntax];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    yield next;
    waiting.push(...Object.values(next));
  }
}
