import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { candidates, mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { inject } from 'inversify';
import { textOf } from './each.js';
import { examples } from './example.js';
import { cutText, lengthOf } from './text/cut-text.js';

export class UniqueConfig {
  @setting('How further values are made: {value} is the value, {n} a number.', { example: '{value}.{n}' })
  @Matches(/^(?=.*\{value\})(?=.*\{n\})/s, { message: 'pattern must have {value} and {n} in it' })
  pattern = '{value}{n}';

  @setting('First number.')
  @IsInt()
  @Min(0)
  from = 2;

  @setting('How many values are tried, the first included.')
  @IsInt()
  @Min(1)
  @Max(50)
  tries = 20;

  @setting('Longest value; the beginning is cut so that the number fits.')
  @IsOptional()
  @IsInt()
  @Min(4)
  maxLength?: number;
}

/**
 * Adds a number while another account of the target has the value. Gives the values to try; the engine asks the
 * target. Must be the last mapper of its rule; applies when an account is created.
 *
 * Settings: `pattern` of the further values (default: `{value}{n}`); `from`, the first number (default: 2); `tries`,
 * how many values are tried (default: 20); `maxLength`: the value is cut so that the number fits.
 *
 * ```yaml
 * userName: { from: name, through: [{ unique: { tries: 3, maxLength: 6 } }] }
 * # source: { name: adaking }
 * # gives: [adakin, adaki2, adaki3]
 * ```
 */
@mapper({
  id: 'unique',
  label: 'Unique value',
  description: 'Adds a number while another account of the target has the value.',
  config: UniqueConfig,
  examples: examples(
    {
      config: { tries: 3, maxLength: 6 },
      from: 'name',
      input: { name: 'adaking' },
      candidates: ['adakin', 'adaki2', 'adaki3'],
    },
    {
      config: { tries: 2, pattern: '{value}.{n}', from: 1 },
      from: 'name',
      input: { name: 'ada' },
      candidates: ['ada', 'ada.1'],
    },
    {
      config: { tries: 3, pattern: '{n}-long-{value}', maxLength: 6 },
      from: 'name',
      input: { name: 'ada' },
      candidates: ['ada'],
    },
    { from: 'name', input: { name: '' }, output: '' },
    { from: 'name', input: {} },
    { from: 'name', input: { name: ['a', 'b'] }, refused: 'mapping-type' },
  ),
})
export class UniqueMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: UniqueConfig) {}

  map(input: MapperInput): MapperResult {
    const { value } = input;
    // A number alone is nobody's name: there is nothing to make unique.
    if (value === undefined || value === null || value === '') return value;
    const { from, tries, maxLength } = this.config;
    const text = textOf('unique', input, value);
    const first = maxLength === undefined ? text : cutText(text, maxLength);
    const others = Array.from({ length: tries - 1 }, (_, index) => this.numbered(text, from + index));
    return candidates([...new Set([first, ...others.filter((other) => other !== undefined)])]);
  }

  /** Nothing where not even one character of the value fits beside the number. */
  private numbered(text: string, number: number): string | undefined {
    const { pattern, maxLength } = this.config;
    const fill = (value: string): string =>
      pattern.replaceAll('{n}', String(number)).replaceAll('{value}', () => value);
    if (maxLength === undefined) return fill(text);
    const copies = pattern.split('{value}').length - 1;
    const base = cutText(text, Math.max(0, Math.floor((maxLength - lengthOf(fill(''))) / copies)));
    return base === '' ? undefined : fill(base);
  }
}
