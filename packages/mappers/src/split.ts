import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { inject } from 'inversify';
import { eachText, isList } from './each.js';
import { examples } from './example.js';

export class SplitConfig {
  @setting('Text at which to split; taken literally.', { example: ';' })
  @IsString()
  @IsNotEmpty()
  at = ',';

  @setting('Take only this part: 0 is the first, -1 the last. Without it: a list of all parts.', { example: '0' })
  @IsOptional()
  @IsInt()
  part?: number;

  @setting('Remove white space around each part.')
  @IsBoolean()
  trim = true;

  @setting('Leave out parts that are empty.')
  @IsBoolean()
  skipEmpty = true;
}

/**
 * Splits a text into a list, or takes one part of it.
 *
 * Settings: `at`, where to split (default: a comma); `part`, take only this part, from 0, or from -1 backwards; `trim` each
 * part (default: true); `skipEmpty`, leave out empty parts (default: true). A part that is not there is absent. The
 * texts of a list all come into one list of parts; with `part`, each gives its part.
 *
 * ```yaml
 * name.givenName: { from: field_full_name, through: [{ split: { at: ' ', part: 0 } }] }
 * # source: { field_full_name: Ada Mary King }
 * # gives: Ada
 * ```
 */
@mapper({
  id: 'split',
  label: 'Split',
  description: 'Splits a text into a list, or takes one part of it.',
  config: SplitConfig,
  examples: examples(
    {
      config: { at: ' ', part: 0 },
      from: 'field_full_name',
      input: { field_full_name: 'Ada Mary King' },
      output: 'Ada',
    },
    {
      config: { at: ' ', part: -1 },
      from: 'field_full_name',
      input: { field_full_name: 'Ada Mary King' },
      output: 'King',
    },
    { from: 'tags', input: { tags: 'a, b,,c' }, output: ['a', 'b', 'c'] },
    { config: { part: 5 }, from: 'tags', input: { tags: 'a,b' } },
    { config: { trim: false, skipEmpty: false }, from: 'tags', input: { tags: 'a, ,' }, output: ['a', ' ', ''] },
    { from: 'tags', input: { tags: ['a,b', 'c'] }, output: ['a', 'b', 'c'] },
  ),
})
export class SplitMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: SplitConfig) {
    this.invert = config.part === undefined ? (value) => this.joined(value) : undefined;
  }

  map(input: MapperInput): MapperResult {
    const { part } = this.config;
    const result = eachText('split', input, (text) =>
      part === undefined ? this.parts(text) : this.parts(text).at(part),
    );
    return part === undefined && isList(input.value) && isList(result) ? result.flat(1) : result;
  }

  /** Not there where only one part is taken: the others are lost. */
  readonly invert: Mapper['invert'];

  private joined(value: AttributeValue): AttributeValue | undefined {
    if (!isList(value) || value.some((item) => typeof item !== 'string')) return undefined;
    const text = value.join(this.config.at);
    const again = this.parts(text);
    return again.length === value.length && again.every((part, index) => part === value[index]) ? text : undefined;
  }

  private parts(text: string): readonly string[] {
    const { at, trim, skipEmpty } = this.config;
    const parts = trim ? text.split(at).map((part) => part.trim()) : text.split(at);
    return skipEmpty ? parts.filter((part) => part !== '') : parts;
  }
}
