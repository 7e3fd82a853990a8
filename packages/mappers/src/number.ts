import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, RejectedError, setting } from '@rollcall/contract';
import { IsIn } from 'class-validator';
import { inject } from 'inversify';
import { eachScalar } from './each.js';
import { examples } from './example.js';
import { refuser, wrongType } from './refuse.js';

const MARKS = ['.', ','] as const;
const ROUND = ['no', 'nearest', 'down', 'up'] as const;
const OTHERWISE = ['refuse', 'absent', 'clear'] as const;

export class NumberConfig {
  @setting('The decimal mark of the source.')
  @IsIn(MARKS)
  decimal: (typeof MARKS)[number] = '.';

  @setting('Make a whole number of it.')
  @IsIn(ROUND)
  round: (typeof ROUND)[number] = 'no';

  @setting('For a text that is no number: refuse the account, leave the target alone, or clear.')
  @IsIn(OTHERWISE)
  otherwise: (typeof OTHERWISE)[number] = 'refuse';
}

/**
 * Makes a number of a text.
 *
 * Settings: `decimal`, the decimal mark, dot or comma (default: dot); spaces, and the other mark, between thousands
 * are not taken; `round`: `no`, `nearest`, `down`, `up` (default: no); `otherwise`, for a text that is no number:
 * `refuse`, `absent`, `clear` (default: refuse).
 *
 * ```yaml
 * employeeNumber: { from: field_number, through: [number] }
 * # source: { field_number: '0042' }
 * # gives: 42
 * ```
 */
@mapper({
  id: 'number',
  label: 'Number',
  description: 'Makes a number of a text.',
  config: NumberConfig,
  examples: examples(
    { from: 'field_number', input: { field_number: '0042' }, output: 42 },
    { config: { decimal: ',', round: 'nearest' }, from: 'field_number', input: { field_number: ' 2,5 ' }, output: 3 },
    { config: { round: 'down' }, from: 'field_number', input: { field_number: -2.5 }, output: -3 },
    { from: 'field_number', input: { field_number: '0x10' }, refused: 'not-a-number' },
    { config: { otherwise: 'clear' }, from: 'field_number', input: { field_number: '' }, output: null },
    { from: 'field_number', input: { field_number: true }, refused: 'mapping-type' },
  ),
})
export class NumberMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: NumberConfig) {}

  map(input: MapperInput): MapperResult {
    return eachScalar('number', input, (item) => {
      if (typeof item === 'boolean')
        throw wrongType(refuser('number', input), 'text or a number', item, 'put "boolean" or "lookup" in its place');
      const number = typeof item === 'number' ? item : this.read(item.trim());
      return number === undefined || !Number.isFinite(number) ? this.none(input.target) : this.rounded(number);
    });
  }

  private read(text: string): number | undefined {
    const form = this.config.decimal === ',' ? COMMA : DOT;
    return form.test(text) ? Number(text.replace(',', '.')) : undefined;
  }

  private rounded(number: number): number {
    const { round } = this.config;
    const result =
      round === 'nearest'
        ? Math.round(number)
        : round === 'down'
          ? Math.floor(number)
          : round === 'up'
            ? Math.ceil(number)
            : number;
    // Nobody writes -0.
    return result === 0 ? 0 : result;
  }

  private none(target: string): null | undefined {
    const { otherwise } = this.config;
    if (otherwise === 'clear') return null;
    if (otherwise === 'absent') return undefined;
    throw new RejectedError({
      code: 'not-a-number',
      doing: `mapping ${target} with "number"`,
      happened: 'the text is no number',
      hint: 'mend it in the source, or set "decimal" or "otherwise"',
    });
  }
}

const DOT = /^[+-]?\d{1,300}(?:\.\d{1,300})?$/;
const COMMA = /^[+-]?\d{1,300}(?:,\d{1,300})?$/;
