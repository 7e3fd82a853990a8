import type { AttributeValue, MapperInput, Scalar } from '@rollcall/contract';
import { setting } from '@rollcall/contract';
import { IsArray, IsBoolean, IsNumber, IsOptional, IsString } from 'class-validator';
import { IsAttributeValue, IsCompiledBy } from './config/checks.js';
import { isBlank, isList } from './each.js';
import { LinearPattern } from './text/linear-pattern.js';

/** One case of a switch. All conditions that it names must hold; of a list, one item that fulfils them is enough. */
export class SwitchCaseConfig {
  @setting('The result where the case holds.', { example: 'staff' })
  @IsAttributeValue()
  then!: AttributeValue;

  @setting('The value, as text, is one of these.', { example: '[a, b]' })
  @IsOptional()
  @IsArray()
  in?: unknown[];

  @setting('The value, as text, begins with this.')
  @IsOptional()
  @IsString()
  startsWith?: string;

  @setting('The value, as text, ends with this.', { example: '@staff.example' })
  @IsOptional()
  @IsString()
  endsWith?: string;

  @setting('The value, as text, has this in it.')
  @IsOptional()
  @IsString()
  contains?: string;

  @setting('A regular expression (RE2 syntax) finds something in the value.', { example: '^S-\\d+$' })
  @IsOptional()
  @IsCompiledBy('isPattern', (text) => LinearPattern.compile(text))
  matches?: string;

  @setting('The value is a number of at least this.')
  @IsOptional()
  @IsNumber()
  atLeast?: number;

  @setting('The value is a number of at most this.')
  @IsOptional()
  @IsNumber()
  atMost?: number;

  @setting('There is a value (true), or none: absent, null or empty (false).')
  @IsOptional()
  @IsBoolean()
  present?: boolean;

  @setting('The account is in this group of the source.', { example: 'editor' })
  @IsOptional()
  @IsString()
  inGroup?: string;

  @setting('The account may sign in (true), or may not (false).')
  @IsOptional()
  @IsBoolean()
  active?: boolean;
}

/** Does the case hold? Patterns may throw `PatternWorkError`. */
export function switchCase(config: SwitchCaseConfig): (input: MapperInput) => boolean {
  const test = itemTest(config);
  return ({ value, source }) => {
    if (config.inGroup !== undefined && !source.groups.includes(config.inGroup)) return false;
    if (config.active !== undefined && source.active !== config.active) return false;
    if (config.present !== undefined && config.present === isMissing(value)) return false;
    if (test === undefined) return true;
    return (isList(value) ? value : [value]).some(
      (item) => item !== undefined && item !== null && typeof item !== 'object' && test(item as Scalar),
    );
  };
}

function isMissing(value: MapperInput['value']): boolean {
  return isBlank(value) || (isList(value) && value.every(isBlank));
}

/** What the case asks of a single value; nothing where it only asks about the account. */
function itemTest(config: SwitchCaseConfig): ((item: Scalar) => boolean) | undefined {
  const { in: list, startsWith, endsWith, contains, matches, atLeast, atMost } = config;
  const tests: ((item: Scalar) => boolean)[] = [];
  if (list !== undefined) {
    const texts = new Set(list.map(String));
    tests.push((item) => texts.has(String(item)));
  }
  if (startsWith !== undefined) tests.push((item) => String(item).startsWith(startsWith));
  if (endsWith !== undefined) tests.push((item) => String(item).endsWith(endsWith));
  if (contains !== undefined) tests.push((item) => String(item).includes(contains));
  if (matches !== undefined) {
    const pattern = LinearPattern.compile(matches);
    tests.push((item) => pattern.test(String(item)));
  }
  if (atLeast !== undefined) tests.push((item) => numberOf(item) >= atLeast);
  if (atMost !== undefined) tests.push((item) => numberOf(item) <= atMost);
  return tests.length === 0 ? undefined : (item) => tests.every((test) => test(item));
}

/** NaN, which is neither at least nor at most anything, for what is no number. */
function numberOf(item: Scalar): number {
  if (typeof item === 'number') return item;
  return typeof item === 'string' && item.trim() !== '' ? Number(item) : Number.NaN;
}
