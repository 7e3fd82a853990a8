import { defineMapper, setting } from '@rollcall/contract';
import { IsArray, IsString } from 'class-validator';
import { eachText } from './text.js';

export class TitleCaseConfig {
  @setting('Words that stay small.', { example: '[van, der, de]' }) @IsArray() @IsString({ each: true })
  keep: string[] = [];
}

/** Each word with a capital: also after hyphens and apostrophes, as names have them. */
export const titleCase = defineMapper({
  id: 'title-case', label: 'Title case', description: 'Begins each word with a capital and writes the rest small, as in names.', config: TitleCaseConfig,
  map: (input, { keep }) => eachText('title-case', input, (text) => text.toLowerCase().replace(/[\p{L}\p{M}\p{N}]+/gu, (word, at: number, whole: string) => {
    if (keep.includes(word)) return word;
    // "Ada's" keeps its small s, "O'Neil" gets its capital N.
    const afterApostrophe = at > 1 && /['’]/.test(whole[at - 1] ?? '');
    if (afterApostrophe && word.length === 1) return word;
    return word.charAt(0).toUpperCase() + word.slice(1);
  })),
  examples: [{ value: "ADA o'neil-KING", gives: "Ada O'Neil-King" }, { config: { keep: ['van', 'der'] }, value: 'ada van der berg', gives: 'Ada van der Berg' }],
});
