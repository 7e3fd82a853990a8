import { type AttributeValue, type MapperInput, RejectedError, defineMapper, setting } from '@rollcall/contract';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import jsonata from 'jsonata';
import { LinearRegExp } from './linear-reg-exp.js';

export class ExpressionConfig {
  @setting('A JSONata expression over the attributes of the source; "value", "values", "active", "groups" and "id" are at hand as $value, $values, $active, $groups and $id.', { example: '$uppercase(field_last_name) & ", " & field_first_name' })
  @IsString() @MaxLength(10_000)
  expression!: string;

  @setting('Longest time for one account, in milliseconds.') @IsInt() @Min(1) @Max(1_000)
  limitMs = 50;
}

/** Functions that see clock or random, or run text as code: a plan must be a function of its inputs. */
const FORBIDDEN = ['now', 'millis', 'random', 'shuffle', 'eval'] as const;
const MOST_DEPTH = 200;

interface Compiled {
  readonly expression: jsonata.Expression;
  /** Set before each evaluation; the hooks of the evaluation look at it. */
  readonly limits: { until: number; depth: number };
}

const compiled = new WeakMap<ExpressionConfig, Compiled>();

/** JSONata 1.x, because it is synchronous; see docs/decisions/0003-expression-language.md. */
export const expression = defineMapper({
  id: 'expression', label: 'Expression', description: 'Computes the value by a JSONata expression.', config: ExpressionConfig, readsAccount: true,
  map: (input, config) => evaluate(compile(config, input.target), config, input),
  examples: [
    { config: { expression: '$uppercase(last) & ", " & first' }, source: { first: 'Ada', last: 'Byron' }, value: undefined, gives: 'BYRON, Ada' },
    { config: { expression: '$value ? $value : "none"' }, value: undefined, gives: 'none' },
    { config: { expression: 'missing' }, value: undefined, gives: undefined },
  ],
});

function compile(config: ExpressionConfig, target: string): Compiled {
  const known = compiled.get(config);
  if (known !== undefined) return known;
  try {
    const made = (jsonata as unknown as (text: string, options: object) => jsonata.Expression)(config.expression, { RegexEngine: LinearRegExp });
    const limits = { until: Number.POSITIVE_INFINITY, depth: 0 };
    const enter = (): void => {
      limits.depth += 1;
      if (limits.depth > MOST_DEPTH || performance.now() > limits.until) throw new TooMuchError();
    };
    made.assign('__evaluate_entry', enter);
    made.assign('__evaluate_exit', () => { limits.depth -= 1; });
    for (const name of FORBIDDEN) made.registerFunction(name, () => { throw new Error(`$${name} is not allowed: the same account must always give the same value`); });
    const result = { expression: made, limits };
    compiled.set(config, result);
    return result;
  } catch (error) {
    throw refused(target, `the expression is wrong: ${messageOf(error)}`, 'mend the expression');
  }
}

function evaluate({ expression: made, limits }: Compiled, { limitMs }: ExpressionConfig, { value, values, source, target }: MapperInput): AttributeValue | undefined {
  limits.until = performance.now() + limitMs;
  limits.depth = 0;
  try {
    // JSONata marks lists it has seen; a copy keeps the input as it is, and gives plain data back.
    const result: unknown = made.evaluate(structuredClone(source.attributes), { value: structuredClone(value), values: structuredClone(values), active: source.active, groups: [...source.groups], id: source.id });
    return result === undefined ? undefined : plainData(result, target);
  } catch (error) {
    if (RejectedError.is(error)) throw error;
    if (error instanceof TooMuchError) throw refused(target, `the expression took more than ${limitMs} ms or ${MOST_DEPTH} levels`, 'make it simpler');
    throw refused(target, `the expression failed (${(error as { readonly code?: string }).code ?? messageOf(error)})`, 'try it with this person in mind: an attribute may be absent');
  }
}

function plainData(result: unknown, target: string): AttributeValue | undefined {
  if (typeof result === 'function') throw refused(target, 'the expression gives a function', 'call it');
  const text = JSON.stringify(result) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as AttributeValue);
}

function refused(target: string, happened: string, hint: string): RejectedError {
  return new RejectedError({ code: 'expression', doing: `mapping ${target}`, happened: `mapper "expression": ${happened}`, hint });
}

function messageOf(error: unknown): string {
  return (error as { readonly message?: string }).message ?? String(error);
}

class TooMuchError extends Error {}
