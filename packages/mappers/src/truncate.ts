import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, setting } from '@rollcall/contract';
import { IsIn, IsInt, Min } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';
import { cutText, type LengthUnit } from './text/cut-text.js';

export class TruncateConfig {
  @setting('Longest text, in the unit.', { example: '60' })
  @IsInt()
  @Min(1)
  length!: number;

  @setting('What counts: characters, or bytes of UTF-8.')
  @IsIn(['characters', 'bytes'])
  unit: LengthUnit = 'characters';

  @setting('What to do with a longer one.')
  @IsIn(['cut', 'refuse'])
  longer: 'cut' | 'refuse' = 'cut';
}

/**
 * Cuts a text that is too long, or refuses it. Never splits what a reader sees as one character.
 *
 * Settings: `length`, the longest that is allowed; `unit`, `characters` or `bytes` of UTF-8 (default: characters);
 * `longer`, what to do with a longer one: `cut` or `refuse` the account (default: cut).
 *
 * ```yaml
 * displayName: { from: name, through: [{ truncate: { length: 5 } }] }
 * # source: { name: Ada King }
 * # gives: 'Ada K'
 * ```
 */
@mapper({
  id: 'truncate',
  label: 'Longest',
  description: 'Cuts a text that is too long, or refuses it.',
  config: TruncateConfig,
  examples: examples(
    { config: { length: 5 }, from: 'name', input: { name: 'Ada King' }, output: 'Ada K' },
    { config: { length: 3 }, from: 'name', input: { name: 'abc' }, output: 'abc' },
    { config: { length: 3, unit: 'bytes' }, from: 'name', input: { name: 'aöö' }, output: 'aö' },
    { config: { length: 2 }, from: 'name', input: { name: 'a👩‍👩‍👧' }, output: 'a' },
    { config: { length: 3, longer: 'refuse' }, from: 'name', input: { name: 'abcd' }, refused: 'too-long' },
  ),
})
export class TruncateMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: TruncateConfig) {}

  map(input: MapperInput): MapperResult {
    const { length, unit, longer } = this.config;
    return eachText('truncate', input, (text) => {
      const cut = cutText(text, length, unit);
      if (longer === 'cut' || cut === text) return cut;
      throw new RejectedError({
        code: 'too-long',
        doing: `mapping ${input.target} with "truncate"`,
        happened: `the value is longer than ${length} ${unit}`,
        hint: 'shorten it in the source',
      });
    });
  }
}
