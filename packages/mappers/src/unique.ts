import { type MapperResult, candidates, defineMapper, setting } from '@rollcall/contract';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { oneText } from './text.js';

export class UniqueConfig {
  @setting('How further values are made: {value} is the value, {n} a number.') @IsString()
  pattern = '{value}{n}';

  @setting('First number.') @IsInt() @Min(0)
  from = 2;

  @setting('How many values are tried.') @IsInt() @Min(1) @Max(50)
  tries = 20;

  @setting('Longest value; the beginning is cut so that the number fits.') @IsOptional() @IsInt() @Min(4)
  maxLength?: number;
}

/** Values to try until the target has no account with it. Must be the last mapper of its rule; applies when an account is created. */
export const unique = defineMapper({
  id: 'unique', label: 'Unique value', description: 'Adds a number while another account of the target has the value.', config: UniqueConfig,
  map: ({ value, target }, { pattern, from, tries, maxLength }): MapperResult => {
    if (value === undefined || value === null) return value;
    const base = [...oneText('unique', target, value)];
    const numbered = (number: number): string => {
      const length = maxLength === undefined ? base.length : Math.max(1, maxLength - (fill(pattern, '', number).length));
      return fill(pattern, base.slice(0, length).join(''), number);
    };
    const first = base.slice(0, maxLength ?? base.length).join('');
    return candidates([...new Set([first, ...Array.from({ length: tries - 1 }, (_, index) => numbered(from + index))])]);
  },
  examples: [{ config: { tries: 3 }, value: 'ada', candidates: ['ada', 'ada2', 'ada3'] }, { config: { tries: 2, maxLength: 4, pattern: '{value}.{n}' }, value: 'adalov', candidates: ['adal', 'ad.2'] }],
});

function fill(pattern: string, value: string, number: number): string {
  return pattern.replaceAll('{value}', () => value).replaceAll('{n}', String(number));
}
