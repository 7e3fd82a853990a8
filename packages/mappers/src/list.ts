import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean, IsOptional, IsString, MinLength } from 'class-validator';
import { inject } from 'inversify';
import { isBlank, isList } from './each.js';
import { examples } from './example.js';
import { refuser, wrongType } from './refuse.js';

export class ListConfig {
  @setting('Text at which to split texts; taken literally. Default: texts are not split.', { example: ',' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  at?: string;

  @setting('Items that differ in case only are the same; the first one stays.')
  @IsBoolean()
  ignoreCase = false;
}

/**
 * Makes a list in which every item stands once. Items that are null or empty are left out; white space around texts is
 * dropped. Several source attributes, and lists in them, come into one list.
 *
 * Settings: `at`, where to split texts (default: not at all); `ignoreCase`, items that differ in case only are the
 * same (default: false).
 *
 * ```yaml
 * tags: { from: field_tags, through: [{ list: { at: ',' } }] }
 * # source: { field_tags: 'red, blue,red,' }
 * # gives: [red, blue]
 * ```
 */
@mapper({
  id: 'list',
  label: 'List',
  description: 'Makes a list in which every item stands once.',
  config: ListConfig,
  examples: examples(
    { config: { at: ',' }, from: 'field_tags', input: { field_tags: 'red, blue,red,' }, output: ['red', 'blue'] },
    { from: 'field_tags', input: { field_tags: 'red' }, output: ['red'] },
    { config: { ignoreCase: true }, from: ['a', 'b'], input: { a: ['Red', null], b: 'red' }, output: ['Red'] },
    { from: 'field_tags', input: { field_tags: '' }, output: [] },
    { from: 'field_tags', input: { field_tags: [1, '1', true] }, output: [1, '1', true] },
  ),
})
export class ListMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: ListConfig) {}

  map(input: MapperInput): MapperResult {
    const { value } = input;
    if (value === undefined || value === null) return value;
    const items = (isList(value) ? value.flat(1) : [value]) as readonly AttributeValue[];
    const byKey = new Map<unknown, AttributeValue>();
    for (const item of items) {
      if (typeof item === 'object' && item !== null)
        throw wrongType(refuser('list', input), 'a list of texts, numbers and booleans', item);
      for (const part of typeof item === 'string' ? this.parts(item) : [item]) {
        const key = this.config.ignoreCase && typeof part === 'string' ? part.toLowerCase() : part;
        if (!isBlank(part) && !byKey.has(key)) byKey.set(key, part);
      }
    }
    return [...byKey.values()];
  }

  private parts(text: string): readonly string[] {
    const { at } = this.config;
    return (at === undefined ? [text] : text.split(at)).map((part) => part.trim());
  }
}
