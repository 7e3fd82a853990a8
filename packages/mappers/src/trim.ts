import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean, IsIn } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';

const SIDES = ['both', 'start', 'end'] as const;

export class TrimConfig {
  @setting('Where to remove white space.')
  @IsIn(SIDES)
  side: (typeof SIDES)[number] = 'both';

  @setting('Make one space of all white space inside the text.')
  @IsBoolean()
  collapse = true;
}

/**
 * Removes white space around a text.
 *
 * Settings: `side`, one of `both`, `start`, `end` (default: both); `collapse`, make one space of all white space
 * inside (default: true).
 *
 * ```yaml
 * name.givenName: { from: field_first_name, through: [trim] }
 * # source: { field_first_name: ' Ada ' }
 * # gives: Ada
 * ```
 */
@mapper({
  id: 'trim',
  label: 'Trim',
  description: 'Removes white space around a text.',
  config: TrimConfig,
  examples: examples(
    { from: 'field_first_name', input: { field_first_name: ' Ada ' }, output: 'Ada' },
    { from: 'field_first_name', input: { field_first_name: ' Ada \t Mary ' }, output: 'Ada Mary' },
    {
      config: { collapse: false },
      from: 'field_first_name',
      input: { field_first_name: ' Ada  Mary ' },
      output: 'Ada  Mary',
    },
    { config: { side: 'end' }, from: 'field_first_name', input: { field_first_name: ' Ada ' }, output: ' Ada' },
    { from: 'field_first_name', input: { field_first_name: '  ' }, output: '' },
  ),
})
export class TrimMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: TrimConfig) {}

  map(input: MapperInput): MapperResult {
    const { side, collapse } = this.config;
    return eachText('trim', input, (text) => {
      const trimmed = side === 'both' ? text.trim() : side === 'start' ? text.trimStart() : text.trimEnd();
      return collapse ? trimmed.replace(/\s+/g, ' ') : trimmed;
    });
  }
}
