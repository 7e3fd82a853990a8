import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsBoolean, IsString, ValidateBy } from 'class-validator';
import { inject } from 'inversify';
import { eachText } from './each.js';
import { examples } from './example.js';
import { refuser, tooMuchWork } from './refuse.js';
import { LinearPattern, PatternWorkError } from './text/linear-pattern.js';
import { replaceAll } from './text/replace-all.js';

export class ReplaceConfig {
  @setting('What to look for.', { example: '^(\\w+)@.*$' })
  @IsString()
  @IsPatternOf((config) => config as ReplaceConfig)
  find!: string;

  @setting(
    'What to put there. With "regex", $1 is the first group, $<name> a named one, $& all that was found, $$ a dollar sign.',
  )
  @IsString()
  with = '';

  @setting('"find" is a regular expression (RE2 syntax, which always ends in time that grows with the text).')
  @IsBoolean()
  regex = false;

  @setting('Upper and lower case are the same.')
  @IsBoolean()
  ignoreCase = false;
}

/**
 * Replaces a text, wherever it stands, or what a regular expression finds.
 *
 * Settings: `find`; `with`, what to put there (default: nothing); `regex`, whether `find` is a regular expression in
 * RE2 syntax (default: false); `ignoreCase` (default: false). No pattern can hang: RE2 does not backtrack, and a text
 * that would take too much work refuses the account.
 *
 * ```yaml
 * userName: { from: mail, through: [{ replace: { find: '^(\w+)@.*$', with: $1, regex: true } }] }
 * # source: { mail: ada@example.test }
 * # gives: ada
 * ```
 */
@mapper({
  id: 'replace',
  label: 'Replace',
  description: 'Replaces a text, or what a regular expression finds.',
  config: ReplaceConfig,
  examples: examples(
    {
      config: { find: '^(\\w+)@.*$', with: '$1', regex: true },
      from: 'mail',
      input: { mail: 'ada@example.test' },
      output: 'ada',
    },
    { config: { find: '.', with: '-' }, from: 'name', input: { name: 'a.b.c' }, output: 'a-b-c' },
    {
      config: { find: '(?<first>\\w+) (?<last>\\w+)', with: '$<last>, $<first> $$', regex: true },
      from: 'name',
      input: { name: 'Ada King' },
      output: 'King, Ada $',
    },
    { config: { find: 'DR. ', ignoreCase: true }, from: 'name', input: { name: 'Dr. Ada' }, output: 'Ada' },
    { config: { find: 'x' }, from: 'name', input: {} },
  ),
})
export class ReplaceMapper implements Mapper {
  private readonly pattern: LinearPattern | undefined;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: ReplaceConfig) {
    this.pattern = patternOf(config);
  }

  map(input: MapperInput): MapperResult {
    const { find, with: replacement, regex } = this.config;
    const { pattern } = this;
    return eachText('replace', input, (text) => {
      if (find === '') return text;
      if (pattern === undefined) return text.replaceAll(find, () => replacement);
      try {
        return replaceAll(text, pattern, regex ? replacement : replacement.replaceAll('$', '$$$$'));
      } catch (error) {
        if (!(error instanceof PatternWorkError)) throw error;
        throw tooMuchWork(
          refuser('replace', input),
          error.message,
          'cut the text with "truncate" before it, or make the pattern simpler',
          error,
        );
      }
    });
  }
}

/** Literal texts need no engine, unless case does not count. */
function patternOf({ find, regex, ignoreCase }: ReplaceConfig): LinearPattern | undefined {
  if (find === '' || !(regex || ignoreCase)) return undefined;
  return LinearPattern.compile(regex ? find : LinearPattern.quote(find), { ignoreCase });
}

/** Only a regular expression can be wrong, so the check needs the setting beside it. */
function IsPatternOf(configOf: (object: object) => ReplaceConfig): PropertyDecorator {
  const problem = (object: object): string | undefined => {
    try {
      const config = configOf(object);
      if (typeof config.find === 'string') patternOf(config);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return ValidateBy({
    name: 'isPattern',
    validator: {
      validate: (_, args) => problem(args?.object ?? {}) === undefined,
      defaultMessage: (args) => `find is wrong: ${problem(args?.object ?? {})}`,
    },
  });
}
