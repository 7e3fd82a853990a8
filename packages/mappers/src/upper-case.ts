import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsOptional } from 'class-validator';
import { inject } from 'inversify';
import { IsLanguage } from './config/checks.js';
import { eachText } from './each.js';
import { examples } from './example.js';

export class UpperCaseConfig {
  @setting('Language whose rules hold, where they differ: tr, az, lt.', { example: 'tr' })
  @IsOptional()
  @IsLanguage()
  language?: string;
}

/**
 * Turns letters into capital ones.
 *
 * Settings: `language`, whose rules hold where they differ (Turkish has two letters i).
 *
 * ```yaml
 * externalId: { from: field_badge, through: [upper-case] }
 * # source: { field_badge: ab12 }
 * # gives: AB12
 * ```
 */
@mapper({
  id: 'upper-case',
  label: 'Upper case',
  description: 'Turns letters into capital ones.',
  config: UpperCaseConfig,
  examples: examples(
    { from: 'field_badge', input: { field_badge: 'ab12' }, output: 'AB12' },
    { config: { language: 'tr' }, from: 'field_badge', input: { field_badge: 'izmir' }, output: 'İZMİR' },
    { from: 'field_badge', input: { field_badge: ['ab12', null] }, output: ['AB12', null] },
    { from: 'field_badge', input: { field_badge: { part: 'a' } }, refused: 'mapping-type' },
  ),
})
export class UpperCaseMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: UpperCaseConfig) {}

  map(input: MapperInput): MapperResult {
    const { language } = this.config;
    return eachText('upper-case', input, (text) =>
      language === undefined ? text.toUpperCase() : text.toLocaleUpperCase(language),
    );
  }
}
