import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, RollcallError, setting } from '@rollcall/contract';
import { MaxLength } from 'class-validator';
import { inject } from 'inversify';
import { IsCompiledBy } from './config/checks.js';
import { examples } from './example.js';
import { compileExpression, type Evaluate } from './expression/compile-expression.js';
import { plainData } from './expression/plain-data.js';
import { ExpressionWorkError } from './expression/work-limit.js';
import { refuser, tooMuchWork } from './refuse.js';
import { PatternWorkError } from './text/linear-pattern.js';

export class ExpressionConfig {
  @setting(
    'A JSONata expression over the attributes of the source; the value so far is $value, and $values, $active, $groups and $id are at hand.',
    { example: '$uppercase(field_last_name) & ", " & field_first_name' },
  )
  @MaxLength(10_000)
  @IsCompiledBy('isExpression', compileExpression)
  expression!: string;
}

/**
 * Computes the value by a JSONata expression over the attributes of the source. Nothing means absent, null means null.
 * An expression sees neither clock nor random ($now, $millis, $random, $shuffle, $eval are not there), and its work is
 * limited: one that does too much refuses the account. Lists of one item are that item, as everywhere in JSONata; `[]`
 * after a name keeps the list.
 *
 * Settings: `expression`; the value so far is `$value`, the values of all `from` names `$values`; `$active`,
 * `$groups` (names) and `$id` tell of the account. Names with other signs stand in backquotes.
 *
 * ```yaml
 * displayName: { through: [{ expression: { expression: '$uppercase(field_last_name) & ", " & field_first_name' } }] }
 * # source: { field_first_name: Ada, field_last_name: King }
 * # gives: KING, Ada
 * ```
 */
@mapper({
  id: 'expression',
  label: 'Expression',
  description: 'Computes the value by a JSONata expression.',
  config: ExpressionConfig,
  examples: examples(
    {
      config: { expression: '$uppercase(field_last_name) & ", " & field_first_name' },
      input: { field_first_name: 'Ada', field_last_name: 'King' },
      output: 'KING, Ada',
    },
    { config: { expression: '$value ? $value : "none"' }, from: 'nick', input: {}, output: 'none' },
    { config: { expression: 'missing' }, input: {} },
    {
      config: { expression: '"editor" in $groups ? "Editor" : null' },
      input: {},
      groups: ['editor'],
      output: 'Editor',
    },
    {
      config: { expression: '`emails[type eq "work"].value`' },
      input: { 'emails[type eq "work"].value': 'ada@example.test' },
      output: 'ada@example.test',
    },
    {
      config: { expression: '$substringBefore(mail, "@") ~> $replace(/[^a-z]+/i, "-")' },
      input: { mail: 'ada_k@example.test' },
      output: 'ada-k',
    },
    { config: { expression: 'age + "x"' }, input: { age: 7 }, refused: 'expression' },
  ),
})
export class ExpressionMapper implements Mapper {
  readonly readsAccount = true;
  private readonly evaluate: Evaluate;

  constructor(@inject(PLUGIN_CONFIG) { expression }: ExpressionConfig) {
    this.evaluate = compileExpression(expression);
  }

  map(input: MapperInput): MapperResult {
    const { value, values, source } = input;
    try {
      const data = plainData(source.attributes) as object;
      const variables = {
        value: plainData(value),
        values: values.map((item) => plainData(item)),
        active: source.active,
        groups: [...source.groups],
        id: source.id,
      };
      return plainData(this.evaluate(data, variables));
    } catch (error) {
      throw refusal(input, error);
    }
  }
}

function refusal(input: MapperInput, error: unknown): Error {
  if (RollcallError.is(error)) return error;
  if (error instanceof ExpressionWorkError)
    return tooMuchWork(refuser('expression', input), error.happened, 'make the expression simpler', error);
  if (error instanceof PatternWorkError)
    return tooMuchWork(
      refuser('expression', input),
      error.message,
      'make the pattern simpler, or cut the text before it',
      error,
    );
  const { code, position } = error as { readonly code?: unknown; readonly position?: unknown };
  // Messages of JSONata repeat values, which are personal data; its codes do not.
  const what =
    typeof code === 'string'
      ? `JSONata stops with ${code}${typeof position === 'number' ? ` at character ${position}` : ''}`
      : error instanceof TypeError
        ? error.message
        : `it stops with ${error instanceof Error ? error.name : 'an unknown error'}`;
  return new RejectedError({
    code: 'expression',
    doing: `mapping ${input.target} with "expression"`,
    happened: what,
    hint: 'try it with this account in mind: an attribute may be absent, or a list',
  });
}
