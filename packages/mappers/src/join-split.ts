import { type AttributeValue, defineMapper, setting } from '@rollcall/contract';
import { IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { eachText, isBlank, oneText } from './text.js';

export class JoinConfig {
  @setting('What stands between.') @IsString()
  with = ' ';
}

/** Several values in one text; those without a value are left out. */
export const join = defineMapper({
  id: 'join', label: 'Join', description: 'Puts several values into one text, one after the other; those without a value are left out.', config: JoinConfig,
  map: ({ value, values, target }, config) => {
    const parts = (values.length > 1 ? values : [value].flat()).flat() as readonly (AttributeValue | undefined)[];
    const present = parts.filter((part) => part !== undefined && !isBlank(part)) as readonly AttributeValue[];
    return present.length === 0 ? undefined : present.map((part) => oneText('join', target, part)).join(config.with);
  },
  examples: [{ config: { with: ', ' }, value: ['a', 'b'], gives: 'a, b' }, { value: ['Ada', null, 'Byron'], gives: 'Ada Byron' }],
});

export class SplitConfig {
  @setting('Where to cut.') @IsString()
  at = ',';

  @setting('Which part to take, counted from 0; negative numbers count from the end. Default: all, as a list.', { example: '0' }) @IsOptional() @IsInt()
  part?: number;

  @setting('Drop blanks around each part.') @IsBoolean()
  trim = true;
}

/** A text cut into a list, or one part of it. */
export const split = defineMapper({
  id: 'split', label: 'Split', description: 'Cuts a text into a list, or takes one part of it.', config: SplitConfig,
  map: (input, { at, part, trim }) => eachText('split', { ...input, value: Array.isArray(input.value) ? (input.value[0] ?? null) : input.value }, (text) => {
    const parts = text.split(at).map((item) => (trim ? item.trim() : item)).filter((item) => item !== '');
    return part === undefined ? parts : parts.at(part);
  }),
  examples: [{ value: 'a, b,,c', gives: ['a', 'b', 'c'] }, { config: { at: ' ', part: -1 }, value: 'Ada King Byron', gives: 'Byron' }, { config: { at: '@', part: 4 }, value: 'x', gives: undefined }],
});
