import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper } from '@rollcall/contract';
import { examples } from './example.js';

/**
 * Takes the value as it is. The same as no mapper at all; for configurations that want to say so.
 *
 * ```yaml
 * userName: { from: name, through: [copy] }
 * # source: { name: ada.k }
 * # gives: ada.k
 * ```
 */
@mapper({
  id: 'copy',
  label: 'Copy',
  description: 'Takes the value as it is.',
  examples: examples(
    { from: 'name', input: { name: 'ada.k' }, output: 'ada.k' },
    { from: 'phones', input: { phones: ['1', null] }, output: ['1', null] },
    { from: 'name', input: {} },
  ),
})
export class CopyMapper implements Mapper {
  map({ value }: MapperInput): MapperResult {
    return value;
  }

  invert(value: AttributeValue): AttributeValue {
    return value;
  }
}
