import { defineMapper, setting } from '@rollcall/contract';
import { IsBoolean, IsString } from 'class-validator';
import { RE2JS } from 're2js';
import { eachText } from './text.js';

export class ReplaceConfig {
  @setting('What to look for.') @IsString()
  find!: string;

  @setting('What to put there; with "regex", $1 is the first group.') @IsString()
  with = '';

  @setting('"find" is a regular expression (RE2 syntax, which always ends in time that grows with the text).') @IsBoolean()
  regex = false;

  @setting('Upper and lower case are the same.') @IsBoolean()
  ignoreCase = false;
}

const compiled = new WeakMap<ReplaceConfig, RE2JS>();

/** RE2 has no backtracking, so no pattern and no text can make it hang. */
function patternOf(config: ReplaceConfig): RE2JS {
  const known = compiled.get(config) ?? RE2JS.compile(config.regex ? config.find : RE2JS.quote(config.find), config.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  compiled.set(config, known);
  return known;
}

export const replace = defineMapper({
  id: 'replace', label: 'Replace', description: 'Replaces a text, or what a regular expression finds.', config: ReplaceConfig,
  map: (input, config) => eachText('replace', input, (text) => {
    if (config.find === '') return text;
    return patternOf(config).matcher(text).replaceAll(config.regex ? config.with : config.with.replace(/[\\$]/g, '\\$&'));
  }),
  examples: [{ config: { find: '.', with: '-' }, value: 'a.b.c', gives: 'a-b-c' }, { config: { find: '^(\\w+)@.*$', with: '$1', regex: true }, value: 'ada@example.test', gives: 'ada' }],
});
