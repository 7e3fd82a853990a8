import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsInt, IsOptional, Min } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';
import { charactersOf } from './text/cut-text.js';

export class SubstringConfig {
  @setting('Where it begins: 0 is the first character, -1 the last.')
  @IsInt()
  start = 0;

  @setting('How many characters. Default: all that follow.')
  @IsOptional()
  @IsInt()
  @Min(0)
  length?: number;
}

/**
 * Takes a piece of a text. Counts what a reader sees as characters.
 *
 * Settings: `start`, from 0, or from -1 backwards (default: 0); `length` (default: all that follow).
 *
 * ```yaml
 * nickName: { from: field_first_name, through: [{ substring: { length: 1 } }] }
 * # source: { field_first_name: Ada }
 * # gives: A
 * ```
 */
@mapper({
  id: 'substring',
  label: 'Piece of a text',
  description: 'Takes a piece of a text.',
  config: SubstringConfig,
  examples: examples(
    { config: { length: 1 }, from: 'field_first_name', input: { field_first_name: 'Ada' }, output: 'A' },
    { config: { start: -2 }, from: 'field_first_name', input: { field_first_name: 'Ada' }, output: 'da' },
    {
      config: { start: 1, length: 1 },
      from: 'field_first_name',
      input: { field_first_name: ['Ada', 'x'] },
      output: ['d', ''],
    },
  ),
})
export class SubstringMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: SubstringConfig) {}

  map(input: MapperInput): MapperResult {
    const { start, length } = this.config;
    return eachText('substring', input, (text) => {
      const rest = charactersOf(text).slice(start);
      return (length === undefined ? rest : rest.slice(0, length)).join('');
    });
  }
}
