import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsIn } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';
import { latinBase } from './text/latin-base.js';

const UMLAUTS = ['plain', 'long'] as const;

export class NormaliseDiacriticsConfig {
  @setting('Write ä, ö, ü, ø and å as plain letters, or long, as ae, oe, ue, oe and aa.')
  @IsIn(UMLAUTS)
  umlauts: (typeof UMLAUTS)[number] = 'plain';
}

/**
 * Turns Latin letters with marks into plain ones: `é` → `e`, `ł` → `l`, `ß` → `ss`. Letters of other scripts stay as
 * they are; nothing is transliterated.
 *
 * Settings: `umlauts`, write ä, ö, ü, ø and å as `plain` letters, or `long`, as ae, oe, ue, oe and aa (default: plain).
 *
 * ```yaml
 * userName: { from: name, through: [normalise-diacritics] }
 * # source: { name: Søren Łoś-Straße }
 * # gives: Soren Los-Strasse
 * ```
 */
@mapper({
  id: 'normalise-diacritics',
  aliases: ['normalize-diacritics'],
  label: 'Plain letters',
  description: 'Turns Latin letters with marks into plain ones: é → e, ß → ss.',
  config: NormaliseDiacriticsConfig,
  examples: examples(
    { from: 'name', input: { name: 'Søren Łoś-Straße' }, output: 'Soren Los-Strasse' },
    { config: { umlauts: 'long' }, from: 'name', input: { name: 'Jürgen Ångström' }, output: 'Juergen Aangstroem' },
    { from: 'name', input: { name: 'Ægir ÞÓRA İnan ﬁ' }, output: 'Aegir THORA Inan fi' },
    { from: 'name', input: { name: 'Андрей हिन्दी 한국' }, output: 'Андрей हिन्दी 한국' },
  ),
})
export class NormaliseDiacriticsMapper implements Mapper {
  constructor(@inject(PLUGIN_CONFIG) private readonly config: NormaliseDiacriticsConfig) {}

  map(input: MapperInput): MapperResult {
    const digraphs = this.config.umlauts === 'long';
    return eachText('normalise-diacritics', input, (text) => latinBase(text, { digraphs }));
  }
}
