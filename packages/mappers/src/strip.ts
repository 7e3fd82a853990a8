import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';
import { cutText } from './text/cut-text.js';

const CLASSES = {
  letters: '\\p{L}\\p{M}',
  'ascii-letters': 'A-Za-z',
  digits: '0-9',
  'user-name': 'A-Za-z0-9._\\-',
  none: '',
} as const;

export class StripConfig {
  @setting('Which characters stay; user-name is a-z, A-Z, 0-9, dot, underscore and hyphen.')
  @IsIn(Object.keys(CLASSES))
  keep: keyof typeof CLASSES = 'user-name';

  @setting('Further characters that stay.', { example: "@'" })
  @IsString()
  also = '';

  @setting('What to put in place of each of those that go.')
  @IsString()
  replacement = '';

  @setting('Longest result, in characters.')
  @IsOptional()
  @IsInt()
  @Min(1)
  maxLength?: number;
}

/**
 * Drops all characters but the allowed ones, for names that a system takes. Accents go with their letters: put
 * `normalise-diacritics` before it.
 *
 * Settings: `keep`: `letters` (of all scripts), `ascii-letters`, `digits`, `user-name` or `none` (default: user-name,
 * which is a-z, A-Z, 0-9, dot, underscore and hyphen); `also`, further characters that stay; `replacement` for each
 * of those that go (default: nothing); `maxLength` of the result.
 *
 * ```yaml
 * userName: { from: name, through: [{ strip: { also: '@', maxLength: 20 } }] }
 * # source: { name: ada k. (x)@home }
 * # gives: adak.x@home
 * ```
 */
@mapper({
  id: 'strip',
  label: 'Allowed characters',
  description: 'Drops all characters but the allowed ones.',
  config: StripConfig,
  examples: examples(
    { config: { also: '@', maxLength: 20 }, from: 'name', input: { name: 'ada k. (x)@home' }, output: 'adak.x@home' },
    { config: { keep: 'digits', replacement: '-' }, from: 'name', input: { name: '1a2' }, output: '1-2' },
    { config: { keep: 'none', also: ']^-\\a' }, from: 'name', input: { name: '[a-b]^\\' }, output: 'a-]^\\' },
    { config: { keep: 'letters', maxLength: 3 }, from: 'name', input: { name: 'Žofie 1' }, output: 'Žof' },
  ),
})
export class StripMapper implements Mapper {
  private readonly others: RegExp;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: StripConfig) {
    this.others = new RegExp(`[^${CLASSES[config.keep]}${config.also.replace(/[\\\]^-]/g, '\\$&')}]`, 'gu');
  }

  map(input: MapperInput): MapperResult {
    const { replacement, maxLength } = this.config;
    return eachText('strip', input, (text) => {
      const stripped = text.replace(this.others, () => replacement);
      return maxLength === undefined ? stripped : cutText(stripped, maxLength);
    });
  }
}
