import { RejectedError, defineMapper, setting } from '@rollcall/contract';
import { IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { eachText } from './text.js';

/** Letters that Unicode does not take apart into a plain letter and a mark. */
const WHOLE: Readonly<Record<string, string>> = {
  ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'Th', ħ: 'h', Ħ: 'H', ı: 'i', ŧ: 't', Ŧ: 'T', ŋ: 'n', Ŋ: 'N',
};
const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ø: 'oe', Ø: 'Oe', å: 'aa', Å: 'Aa' };

export class NormaliseDiacriticsConfig {
  @setting('Write ä, ö, ü, ø and å as ae, oe, ue, oe and aa, not as plain letters.') @IsIn(['plain', 'long'])
  umlauts: 'plain' | 'long' = 'plain';
}

export const normaliseDiacritics = defineMapper({
  id: 'normalise-diacritics', label: 'Plain letters', description: 'Turns letters with marks into plain ones: é → e, ß → ss.', config: NormaliseDiacriticsConfig,
  map: (input, { umlauts }) => eachText('normalise-diacritics', input, (text) => plain(text, umlauts === 'long')),
  examples: [{ value: 'Søren Łoś Straße', gives: 'Soren Los Strasse' }, { config: { umlauts: 'long' }, value: 'Jürgen Ångström', gives: 'Juergen Aangstroem' }],
});

function plain(text: string, long: boolean): string {
  let result = '';
  for (const letter of text.normalize('NFC')) result += (long ? GERMAN[letter] : undefined) ?? WHOLE[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');
  return result;
}

const CLASSES = { letters: '\\p{L}\\p{M}', 'ascii-letters': 'A-Za-z', digits: '0-9', 'user-name': 'A-Za-z0-9._\\-' } as const;

export class StripConfig {
  @setting('Which characters stay.') @IsIn(Object.keys(CLASSES))
  keep: keyof typeof CLASSES = 'user-name';

  @setting('Further characters that stay.', { example: "@'" }) @IsString()
  also = '';

  @setting('What to put in place of those that go.') @IsString()
  replacement = '';
}

export const strip = defineMapper({
  id: 'strip', label: 'Allowed characters', description: 'Drops all characters but the allowed ones.', config: StripConfig,
  map: (input, { keep, also, replacement }) => {
    const others = new RegExp(`[^${CLASSES[keep]}${also.replace(/[\\\]^-]/g, '\\$&')}]`, 'gu');
    return eachText('strip', input, (text) => text.replace(others, () => replacement));
  },
  examples: [{ value: 'ada k. (x)', gives: 'adak.x' }, { config: { keep: 'digits', replacement: '-' }, value: '1a2', gives: '1-2' }, { config: { also: '@' }, value: 'a@b!', gives: 'a@b' }],
});

export class TruncateConfig {
  @setting('Longest text, in characters.') @IsInt() @Min(1)
  length!: number;

  @setting('What to do with a longer one.') @IsOptional() @IsIn(['cut', 'refuse'])
  longer: 'cut' | 'refuse' = 'cut';
}

export const truncate = defineMapper({
  id: 'truncate', label: 'Longest', description: 'Cuts a text that is too long, or refuses it.', config: TruncateConfig,
  map: (input, { length, longer }) => eachText('truncate', input, (text) => {
    const letters = [...text];
    if (letters.length <= length) return text;
    if (longer === 'cut') return letters.slice(0, length).join('');
    throw new RejectedError({ code: 'too-long', doing: `mapping ${input.target}`, happened: `the value has ${letters.length} characters, and ${length} are allowed`, hint: 'shorten it in the source' });
  }),
  examples: [{ config: { length: 3 }, value: 'abcdef', gives: 'abc' }, { config: { length: 3 }, value: 'abc', gives: 'abc' }],
});
