import { defineMapper, setting } from '@rollcall/contract';
import { IsBoolean } from 'class-validator';
import { isBlank } from './text.js';

export class CoalesceConfig {
  @setting('An empty text counts as a value.') @IsBoolean()
  keepEmpty = false;
}

/** The first of several attributes that has a value. */
export const coalesce = defineMapper({
  id: 'coalesce', label: 'First with a value', description: 'Takes the first of several attributes that has a value.', config: CoalesceConfig,
  map: ({ values, value }, { keepEmpty }) => (values.length > 1 ? values : [value].flat()).find((item) => (keepEmpty ? item !== undefined && item !== null : !isBlank(item))),
  examples: [{ values: [null, '', 'x', 'y'], gives: 'x' }, { config: { keepEmpty: true }, values: [null, '', 'x'], gives: '' }, { values: [null, undefined], gives: undefined }],
});
