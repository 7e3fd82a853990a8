import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean } from 'class-validator';
import { inject } from 'inversify';
import { isBlank, isList, remains } from './each.js';
import { examples } from './example.js';

export class LastItemConfig {
  @setting('Pass over items that are null or empty.')
  @IsBoolean()
  skipEmpty = true;
}

/**
 * Takes the last item of a list. A single value is taken as it is; an empty list gives nothing.
 *
 * Settings: `skipEmpty`, pass over items that are null or empty (default: true).
 *
 * ```yaml
 * phoneNumbers.value: { from: field_phones, through: [last-item] }
 * # source: { field_phones: ['030-1', '030-2'] }
 * # gives: 030-2
 * ```
 */
@mapper({
  id: 'last-item',
  label: 'Last item',
  description: 'Takes the last item of a list.',
  config: LastItemConfig,
  examples: examples(
    { from: 'field_phones', input: { field_phones: ['030-1', '030-2'] }, output: '030-2' },
    { from: 'field_phones', input: { field_phones: ['a', ''] }, output: 'a' },
    { config: { skipEmpty: false }, from: 'field_phones', input: { field_phones: ['a', ''] }, output: '' },
    { from: 'field_phones', input: { field_phones: '030-1' }, output: '030-1' },
    { from: 'field_phones', input: { field_phones: [] } },
  ),
})
export class LastItemMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: LastItemConfig) {}

  map({ value }: MapperInput): MapperResult {
    if (!isList(value)) return value;
    const items = this.config.skipEmpty ? value.filter((item) => !isBlank(item)) : value;
    return items.length === 0 ? remains(value) : items.at(-1);
  }
}
