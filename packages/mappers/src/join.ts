import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean, IsString } from 'class-validator';
import { inject } from 'inversify';
import { isBlank, isList, remains } from './each.js';
import { examples } from './example.js';
import { refuser, wrongType } from './refuse.js';

export class JoinConfig {
  @setting('Text between the items.', { example: ', ' })
  @IsString()
  with = ' ';

  @setting('Leave out items that are null or empty.')
  @IsBoolean()
  skipEmpty = true;
}

/**
 * Joins the items of a list, or several source attributes, into one text.
 *
 * Settings: `with`, the text between (default: a space); `skipEmpty`, leave out items that are null or empty (default: true).
 * With no item left the result is what there was: empty, null, or absent.
 *
 * ```yaml
 * displayName: { from: [field_first_name, field_last_name], through: [join] }
 * # source: { field_first_name: Ada, field_last_name: King }
 * # gives: Ada King
 * ```
 */
@mapper({
  id: 'join',
  label: 'Join',
  description: 'Joins the items of a list, or several attributes, into one text.',
  config: JoinConfig,
  examples: examples(
    {
      from: ['field_first_name', 'field_last_name'],
      input: { field_first_name: 'Ada', field_last_name: 'King' },
      output: 'Ada King',
    },
    { from: ['field_first_name', 'field_last_name'], input: { field_last_name: 'King' }, output: 'King' },
    { config: { with: ', ' }, from: 'tags', input: { tags: ['a', '', null, 7] }, output: 'a, 7' },
    { config: { with: '/', skipEmpty: false }, from: 'tags', input: { tags: ['a', null, 'b'] }, output: 'a//b' },
    { from: ['a', 'b'], input: {} },
    { from: ['a', 'b'], input: { a: null }, output: null },
  ),
})
export class JoinMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: JoinConfig) {
    this.invert = config.with === '' ? undefined : (value, parts) => this.pieces(value, parts);
  }

  map(input: MapperInput): MapperResult {
    const { value } = input;
    if (value === undefined || value === null) return value;
    const items = isList(value) ? value.flat(1) : [value];
    const kept = this.config.skipEmpty ? items.filter((item) => !isBlank(item)) : items;
    if (kept.every((item) => item === null)) return remains(items);
    return kept
      .map((item) => {
        if (typeof item === 'object' && item !== null)
          throw wrongType(refuser('join', input), 'a list of texts, numbers and booleans', item);
        return String(item ?? '');
      })
      .join(this.config.with);
  }

  /** Not there without a separator. A text with more separators than it takes has no answer. */
  readonly invert: Mapper['invert'];

  private pieces(value: AttributeValue, parts: number): AttributeValue | undefined {
    if (typeof value !== 'string') return undefined;
    const pieces = value.split(this.config.with);
    if (this.config.skipEmpty && pieces.some(isBlank)) return undefined;
    return parts > 1 && pieces.length !== parts ? undefined : pieces;
  }
}
