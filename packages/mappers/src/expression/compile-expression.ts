import jsonata from 'jsonata';
import { checkExpression } from './check-expression.js';
import { linearRegExp } from './linear-reg-exp.js';
import { pureFunctions } from './pure-functions.js';
import { WorkLimit } from './work-limit.js';

/** A compiled expression: data and variables in, the result out, whatever JSONata gives. */
export type Evaluate = (data: object, variables: Readonly<Record<string, unknown>>) => unknown;

/**
 * Compiles a JSONata expression. Throws an `Error` that says what is wrong with it, or with which function it would
 * see clock or random. Evaluating throws `ExpressionWorkError`, `PatternWorkError`, or JSONata's own errors, which
 * have a `code` and whose message can tell personal data.
 */
export function compileExpression(text: string): Evaluate {
  const expression = parse(text);
  const { rangeEnds } = checkExpression(text, expression.ast());
  return (data, variables) => {
    const limit = new WorkLimit();
    // JSONata keeps the engine for patterns in one place for all expressions of the process; evaluation is synchronous.
    const shared = jsonata as unknown as { RegexEngine: unknown };
    const before = shared.RegexEngine;
    shared.RegexEngine = linearRegExp(limit.spendOnPatterns);
    try {
      return expression.evaluate(data, {
        ...pureFunctions(limit),
        ...variables,
        __evaluate_entry: () => limit.enter(),
        __evaluate_exit: (node: object, _input: unknown, _environment: unknown, result: unknown) => {
          if (typeof result === 'number' && rangeEnds.has(node)) limit.allow(result);
          limit.leave(result);
        },
      });
    } finally {
      shared.RegexEngine = before;
    }
  };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text);
  } catch (error) {
    const { message, position } = error as Partial<jsonata.JsonataError>;
    throw new Error(`${message ?? 'it cannot be read'}${position === undefined ? '' : ` (at character ${position})`}`, {
      cause: error,
    });
  }
}
