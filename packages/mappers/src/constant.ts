import type { AttributeValue, Mapper, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { inject } from 'inversify';
import { IsAttributeValue } from './config/checks.js';
import { examples } from './example.js';

export class ConstantConfig {
  @setting('The value that every account gets. `null` clears the attribute.', { example: 'Staff' })
  @IsAttributeValue()
  value!: AttributeValue;
}

/**
 * Gives every account the same value, whatever the source says.
 *
 * Settings: `value`, any value; `null` clears the attribute.
 *
 * ```yaml
 * userType: { through: [{ constant: { value: Staff } }] }
 * # source: {}
 * # gives: Staff
 * ```
 */
@mapper({
  id: 'constant',
  label: 'Constant',
  description: 'Gives every account the same value.',
  config: ConstantConfig,
  examples: examples(
    { config: { value: 'Staff' }, input: {}, output: 'Staff' },
    { config: { value: null }, from: 'nick', input: { nick: 'ada' }, output: null },
    { config: { value: ['a', 'b'] }, input: {}, output: ['a', 'b'] },
  ),
})
export class ConstantMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: ConstantConfig) {}

  map(): MapperResult {
    return this.config.value;
  }
}
