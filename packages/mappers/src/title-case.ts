import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';
import { inject } from 'inversify';
import { IsLanguage } from './config/checks.js';
import { eachText } from './each.js';
import { examples } from './example.js';

export class TitleCaseConfig {
  @setting('Words that stay small.', { example: '[van, der, de]' })
  @IsArray()
  @IsString({ each: true })
  keep: string[] = [];

  @setting('Leave words alone that have small and capital letters already, such as McDonald.')
  @IsBoolean()
  keepMixed = true;

  @setting('Language whose rules hold, where they differ: tr, az, lt.', { example: 'tr' })
  @IsOptional()
  @IsLanguage()
  language?: string;
}

/**
 * Begins each word with a capital and writes the rest small, as in names: also after hyphens and apostrophes.
 *
 * Settings: `keep`, words that stay small (default: none); `keepMixed`, leave words such as `McDonald` alone
 * (default: true); `language`, whose rules hold where they differ (Turkish has two letters i).
 *
 * ```yaml
 * name.familyName: { from: field_last_name, through: [{ title-case: { keep: [van, der] } }] }
 * # source: { field_last_name: VAN DER BERG-O'NEIL }
 * # gives: van der Berg-O'Neil
 * ```
 */
@mapper({
  id: 'title-case',
  label: 'Title case',
  description: 'Begins each word with a capital and writes the rest small, as in names.',
  config: TitleCaseConfig,
  examples: examples(
    {
      config: { keep: ['van', 'der'] },
      from: 'field_last_name',
      input: { field_last_name: "VAN DER BERG-O'NEIL" },
      output: "van der Berg-O'Neil",
    },
    { from: 'field_last_name', input: { field_last_name: "jean-luc o'neil" }, output: "Jean-Luc O'Neil" },
    { from: 'field_last_name', input: { field_last_name: 'McDonald' }, output: 'McDonald' },
    {
      config: { keepMixed: false },
      from: 'field_last_name',
      input: { field_last_name: 'McDonald' },
      output: 'Mcdonald',
    },
    {
      config: { language: 'tr' },
      from: 'field_last_name',
      input: { field_last_name: 'ışık inan' },
      output: 'Işık İnan',
    },
  ),
})
export class TitleCaseMapper implements Mapper {
  private readonly keep: ReadonlySet<string>;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: TitleCaseConfig) {
    this.keep = new Set(config.keep.map((word) => word.toLowerCase()));
  }

  map(input: MapperInput): MapperResult {
    return eachText('title-case', input, (text) =>
      text.replace(WORD, (word, at: number) => this.word(word, text[at - 1] ?? '')),
    );
  }

  private word(word: string, before: string): string {
    const { keepMixed, language } = this.config;
    const small = language === undefined ? word.toLowerCase() : word.toLocaleLowerCase(language);
    if (this.keep.has(small)) return small;
    if (keepMixed && MIXED.test(word)) return word;
    // "Ada's" keeps its small s, "O'Neil" gets its capital N.
    if (APOSTROPHE.test(before) && word.length === 1) return small;
    const first = String.fromCodePoint(small.codePointAt(0) as number);
    return (
      (language === undefined ? first.toUpperCase() : first.toLocaleUpperCase(language)) + small.slice(first.length)
    );
  }
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** A capital after a small letter, or a small letter after two capitals. */
const MIXED = /\p{Ll}\p{M}*\p{Lu}|\p{Lu}\p{M}*\p{Lu}\p{M}*\p{Ll}/u;
const APOSTROPHE = /['’]/;
