import { defineMapper, setting, type AttributeValue } from '@rollcall/contract';
import { IsDefined } from 'class-validator';
import { isBlank } from './text.js';

export class ConstantConfig {
  @setting('The value.', { example: 'Europe/Vienna' }) @IsDefined()
  value!: unknown;
}

/** Gives the same value for everybody. */
export const constant = defineMapper({
  id: 'constant', label: 'Constant', description: 'Gives the same value for everybody.', config: ConstantConfig, map: (_, { value }) => value as AttributeValue,
  examples: [{ config: { value: 'de' }, value: undefined, gives: 'de' }],
});

/** Gives a value where there is none. */
export const defaultValue = defineMapper({
  id: 'default', label: 'Default', description: 'Gives a value where there is none, or only an empty one.', config: ConstantConfig,
  map: ({ value }, config) => (isBlank(value) ? (config.value as AttributeValue) : value),
  examples: [{ config: { value: 'none' }, value: '', gives: 'none' }, { config: { value: 'none' }, value: 'x', gives: 'x' }],
});
