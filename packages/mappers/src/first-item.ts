import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean } from 'class-validator';
import { inject } from 'inversify';
import { isBlank, isList, remains } from './each.js';
import { examples } from './example.js';

export class FirstItemConfig {
  @setting('Pass over items that are null or empty.')
  @IsBoolean()
  skipEmpty = true;
}

/**
 * Takes the first item of a list. A single value is taken as it is; an empty list gives nothing.
 *
 * Settings: `skipEmpty`, pass over items that are null or empty (default: true).
 *
 * ```yaml
 * phoneNumbers.value: { from: field_phones, through: [first-item] }
 * # source: { field_phones: ['030-1', '030-2'] }
 * # gives: 030-1
 * ```
 */
@mapper({
  id: 'first-item',
  label: 'First item',
  description: 'Takes the first item of a list.',
  config: FirstItemConfig,
  examples: examples(
    { from: 'field_phones', input: { field_phones: ['030-1', '030-2'] }, output: '030-1' },
    { from: 'field_phones', input: { field_phones: [null, 7] }, output: 7 },
    { config: { skipEmpty: false }, from: 'field_phones', input: { field_phones: [null, 7] }, output: null },
    { from: 'field_phones', input: { field_phones: '030-1' }, output: '030-1' },
    { from: 'field_phones', input: { field_phones: [] } },
  ),
})
export class FirstItemMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: FirstItemConfig) {}

  map({ value }: MapperInput): MapperResult {
    if (!isList(value)) return value;
    const items = this.config.skipEmpty ? value.filter((item) => !isBlank(item)) : value;
    return items.length === 0 ? remains(value) : items.at(0);
  }
}
