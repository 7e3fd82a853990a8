import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { ArrayNotEmpty, IsArray, IsIn } from 'class-validator';
import { inject } from 'inversify';
import { IsAttributeValue } from './config/checks.js';
import { examples } from './example.js';

const MISSING = ['absent', 'null', 'empty'] as const;

export class DefaultConfig {
  @setting('The value that takes the place of a missing one.', { example: 'en' })
  @IsAttributeValue()
  value!: AttributeValue;

  @setting('What counts as missing: not there at all, null, or empty (an empty text or list).')
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(MISSING, { each: true })
  missing: (typeof MISSING)[number][] = ['absent', 'null', 'empty'];
}

/**
 * Puts a value in the place of a missing one.
 *
 * Settings: `value`; `missing`, what counts as missing (default: `absent`, `null` and `empty`).
 *
 * ```yaml
 * preferredLanguage: { from: langcode, through: [{ default: { value: en } }] }
 * # source: { langcode: null }
 * # gives: en
 * ```
 */
@mapper({
  id: 'default',
  label: 'Default',
  description: 'Puts a value in the place of a missing one.',
  config: DefaultConfig,
  examples: examples(
    { config: { value: 'en' }, from: 'langcode', input: { langcode: null }, output: 'en' },
    { config: { value: 'en' }, from: 'langcode', input: { langcode: 'de' }, output: 'de' },
    { config: { value: 'en' }, from: 'langcode', input: {}, output: 'en' },
    { config: { value: 'en', missing: ['absent'] }, from: 'langcode', input: { langcode: '' }, output: '' },
    { config: { value: false }, from: 'list', input: { list: [] }, output: false },
  ),
})
export class DefaultMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: DefaultConfig) {}

  map({ value }: MapperInput): MapperResult {
    const kind = kindOf(value);
    return kind !== undefined && this.config.missing.includes(kind) ? this.config.value : value;
  }
}

function kindOf(value: MapperInput['value']): (typeof MISSING)[number] | undefined {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  return value === '' || (Array.isArray(value) && value.length === 0) ? 'empty' : undefined;
}
