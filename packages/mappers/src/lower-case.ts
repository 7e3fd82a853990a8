import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsOptional } from 'class-validator';
import { inject } from 'inversify';
import { IsLanguage } from './config/checks.js';
import { eachText } from './each.js';
import { examples } from './example.js';

export class LowerCaseConfig {
  @setting('Language whose rules hold, where they differ: tr, az, lt.', { example: 'tr' })
  @IsOptional()
  @IsLanguage()
  language?: string;
}

/**
 * Turns letters into small ones.
 *
 * Settings: `language`, whose rules hold where they differ (Turkish has two letters i).
 *
 * ```yaml
 * userName: { from: name, through: [lower-case] }
 * # source: { name: Ada.K }
 * # gives: ada.k
 * ```
 */
@mapper({
  id: 'lower-case',
  label: 'Lower case',
  description: 'Turns letters into small ones.',
  config: LowerCaseConfig,
  examples: examples(
    { from: 'name', input: { name: 'Ada.K' }, output: 'ada.k' },
    { config: { language: 'tr' }, from: 'name', input: { name: 'IŞIK' }, output: 'ışık' },
    { from: 'name', input: { name: ['Ada.K', null] }, output: ['ada.k', null] },
    { from: 'name', input: { name: { part: 'a' } }, refused: 'mapping-type' },
  ),
})
export class LowerCaseMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: LowerCaseConfig) {}

  map(input: MapperInput): MapperResult {
    const { language } = this.config;
    return eachText('lower-case', input, (text) =>
      language === undefined ? text.toLowerCase() : text.toLocaleLowerCase(language),
    );
  }
}
