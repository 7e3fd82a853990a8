import type { AttributeValue, Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, setting } from '@rollcall/contract';
import { IsArray, IsBoolean, IsIn, IsString } from 'class-validator';
import { inject } from 'inversify';
import { eachScalar, invertEach } from './each.js';
import { examples } from './example.js';

const OTHERWISE = ['refuse', 'yes', 'no', 'absent', 'clear'] as const;

export class BooleanConfig {
  @setting('What means yes. Case does not count, and true and 1 are taken as text.')
  @IsArray()
  @IsString({ each: true })
  yes: string[] = ['true', '1', 'yes', 'on'];

  @setting('What means no. Case does not count, and false and 0 are taken as text.')
  @IsArray()
  @IsString({ each: true })
  no: string[] = ['false', '0', 'no', 'off', ''];

  @setting('For what is neither: refuse the account, take it as yes or as no, leave the target alone, or clear.')
  @IsIn(OTHERWISE)
  otherwise: (typeof OTHERWISE)[number] = 'refuse';

  @setting('Turn it round.')
  @IsBoolean()
  invert = false;
}

/**
 * Makes true or false of texts and numbers.
 *
 * Settings: `yes` and `no`, the words for each (case does not count); `otherwise`, for what is neither: `refuse`,
 * `yes`, `no`, `absent`, `clear` (default: refuse); `invert`, turn it round (default: false).
 *
 * ```yaml
 * block: { from: status, through: [{ boolean: { invert: true } }] }
 * # source: { status: 1 }
 * # gives: false
 * ```
 */
@mapper({
  id: 'boolean',
  label: 'Yes or no',
  description: 'Makes true or false of texts and numbers.',
  config: BooleanConfig,
  examples: examples(
    { config: { invert: true }, from: 'status', input: { status: 1 }, output: false },
    { from: 'status', input: { status: ' Yes ' }, output: true },
    { from: 'status', input: { status: '' }, output: false },
    { from: 'status', input: { status: ['on', 'off'] }, output: [true, false] },
    { from: 'status', input: { status: 'perhaps' }, refused: 'not-yes-or-no' },
    {
      config: { yes: ['ja'], otherwise: 'no', invert: true },
      from: 'status',
      input: { status: 'perhaps' },
      output: true,
    },
    { from: 'status', input: { status: null }, output: null },
  ),
})
export class BooleanMapper implements Mapper {
  private readonly meaning: ReadonlyMap<string, boolean>;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: BooleanConfig) {
    const words = (list: readonly string[], means: boolean): [string, boolean][] =>
      list.map((word) => [word.trim().toLowerCase(), means]);
    // Where a word stands in both lists, yes holds.
    this.meaning = new Map([...words(config.no, false), ...words(config.yes, true)]);
  }

  map(input: MapperInput): MapperResult {
    return eachScalar('boolean', input, (item) => {
      const means = this.meaning.get(String(item).trim().toLowerCase());
      return means === undefined ? this.neither(input.target) : means !== this.config.invert;
    });
  }

  /** The first word for each; a rule for a field that is true or false gets it as such. */
  invert(value: AttributeValue): AttributeValue | undefined {
    return invertEach(value, (item) => {
      if (typeof item !== 'boolean') return undefined;
      const word = (item === this.config.invert ? this.config.no : this.config.yes)[0];
      return word !== undefined && this.meaning.get(word.trim().toLowerCase()) === (item !== this.config.invert)
        ? word
        : undefined;
    });
  }

  private neither(target: string): boolean | null | undefined {
    const { otherwise, invert } = this.config;
    if (otherwise === 'yes' || otherwise === 'no') return (otherwise === 'yes') !== invert;
    if (otherwise === 'clear') return null;
    if (otherwise === 'absent') return undefined;
    throw new RejectedError({
      code: 'not-yes-or-no',
      doing: `mapping ${target} with "boolean"`,
      happened: 'the value is neither yes nor no',
      hint: 'name the words under "yes" and "no", or set "otherwise"',
    });
  }
}
