import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, nested, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsArray } from 'class-validator';
import { inject } from 'inversify';
import { IsAttributeValue, IsTable, MayBeAbsent } from './config/checks.js';
import { isList } from './each.js';
import { examples } from './example.js';
import { refuser, tooMuchWork } from './refuse.js';
import { SwitchCaseConfig, switchCase } from './switch-case-config.js';
import { PatternWorkError } from './text/linear-pattern.js';

export class SwitchConfig {
  @setting('Value to result. The keys are compared with the value as text.', { example: '{ "1": staff, "2": guest }' })
  @IsTable()
  cases: Record<string, AttributeValue> = {};

  @setting('Conditions, tried in order after "cases"; the first that holds gives its "then".', {
    example: '[{ endsWith: "@staff.example", then: staff }]',
  })
  @IsArray()
  @nested(() => SwitchCaseConfig)
  when: SwitchCaseConfig[] = [];

  @setting('The result for any other value, and for none. Default: the target attribute is left alone.')
  @MayBeAbsent()
  @IsAttributeValue()
  otherwise?: AttributeValue;
}

/**
 * Gives one of several results, by the value or by the account; another one for all other values and for none. Always
 * gives one result: of a list, one item that fits is enough, and the order of the cases decides.
 *
 * Settings: `cases`, value to result; `when`, conditions that are tried after them, in order, each with its `then`:
 * `in`, `startsWith`, `endsWith`, `contains`, `matches` (RE2), `atLeast`, `atMost`, `present`, `inGroup`, `active`; a
 * case holds where all that it names hold; `otherwise`, the result for the rest (default: the target is left alone,
 * and null stays null).
 *
 * ```yaml
 * userType: { from: mail, through: [{ switch: { when: [{ endsWith: '@staff.example', then: Staff }], otherwise: Guest } }] }
 * # source: { mail: ada@staff.example }
 * # gives: Staff
 * ```
 */
@mapper({
  id: 'switch',
  label: 'Switch',
  description: 'Gives one of several results, by the value or by the account.',
  config: SwitchConfig,
  examples: examples(
    {
      config: { when: [{ endsWith: '@staff.example', then: 'Staff' }], otherwise: 'Guest' },
      from: 'mail',
      input: { mail: 'ada@staff.example' },
      output: 'Staff',
    },
    { config: { cases: { true: 'yes' }, otherwise: 'no' }, from: 'flag', input: { flag: true }, output: 'yes' },
    { config: { cases: { a: 1 }, otherwise: 2 }, from: 'flag', input: {}, output: 2 },
    { config: { cases: { a: 1 } }, from: 'flag', input: { flag: null }, output: null },
    { config: { when: [{ inGroup: 'editor', then: 'Editor' }] }, input: {}, groups: ['editor'], output: 'Editor' },
    {
      config: {
        when: [
          { atLeast: 10, atMost: 20, then: 'some' },
          { present: true, then: 'other' },
        ],
      },
      from: 'n',
      input: { n: '15' },
      output: 'some',
    },
  ),
})
export class SwitchMapper implements Mapper {
  private readonly cases: ReadonlyMap<string, AttributeValue>;
  private readonly when: readonly { readonly holds: (input: MapperInput) => boolean; readonly then: AttributeValue }[];

  constructor(@inject(PLUGIN_CONFIG) private readonly config: SwitchConfig) {
    this.cases = new Map(Object.entries(config.cases));
    this.when = config.when.map((item) => ({ holds: switchCase(item), then: item.then }));
  }

  map(input: MapperInput): MapperResult {
    const found = this.byValue(input.value);
    if (found !== undefined) return found;
    try {
      const held = this.when.find(({ holds }) => holds(input));
      if (held !== undefined) return held.then;
    } catch (error) {
      if (!(error instanceof PatternWorkError)) throw error;
      throw tooMuchWork(
        refuser('switch', input),
        error.message,
        'use "startsWith" or "contains" rather than "matches"',
        error,
      );
    }
    return this.config.otherwise !== undefined ? this.config.otherwise : input.value === null ? null : undefined;
  }

  private byValue(value: MapperInput['value']): AttributeValue | undefined {
    if (this.cases.size === 0 || value === undefined) return undefined;
    const texts = (isList(value) ? value : [value])
      .filter((item) => item !== null && typeof item !== 'object')
      .map(String);
    if (texts.length === 1) return this.cases.get(texts[0] as string);
    for (const [text, result] of this.cases) if (texts.includes(text)) return result;
    return undefined;
  }
}
