import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean } from 'class-validator';
import { inject } from 'inversify';
import { isList, remains } from './each.js';
import { examples } from './example.js';

export class CoalesceConfig {
  @setting('An empty text or list counts as a value.')
  @IsBoolean()
  keepEmpty = false;
}

/**
 * Takes the first value that is there, of several source attributes or of a list.
 *
 * Settings: `keepEmpty`, an empty text or list counts as a value (default: false). Where none is there, the result says as
 * much as the source did: empty, null, or absent.
 *
 * ```yaml
 * displayName: { from: [field_nickname, field_first_name], through: [coalesce] }
 * # source: { field_nickname: '', field_first_name: Ada }
 * # gives: Ada
 * ```
 */
@mapper({
  id: 'coalesce',
  label: 'Coalesce',
  description: 'Takes the first value that is there.',
  config: CoalesceConfig,
  examples: examples(
    {
      from: ['field_nickname', 'field_first_name'],
      input: { field_nickname: '', field_first_name: 'Ada' },
      output: 'Ada',
    },
    {
      config: { keepEmpty: true },
      from: ['field_nickname', 'field_first_name'],
      input: { field_nickname: '', field_first_name: 'Ada' },
      output: '',
    },
    { from: ['field_nickname', 'field_first_name'], input: { field_nickname: null }, output: null },
    { from: ['field_nickname', 'field_first_name'], input: {} },
    { from: 'names', input: { names: [null, 'Ada', 'Mary'] }, output: 'Ada' },
  ),
})
export class CoalesceMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: CoalesceConfig) {}

  map({ value, values }: MapperInput): MapperResult {
    const items = values.length > 1 ? values : isList(value) ? value : [value];
    const found = items.find(
      (item) => item !== undefined && item !== null && (this.config.keepEmpty || !isEmpty(item)),
    );
    return found === undefined ? remains(items) : found;
  }
}

function isEmpty(value: MapperInput['value']): boolean {
  return value === '' || (isList(value) && value.length === 0);
}
