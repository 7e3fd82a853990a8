import type { Mapper, MapperInput, MapperResult } from '@rollcall/contract';
import { mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import { IsIn } from 'class-validator';
import { inject } from 'inversify';
import { IsCompiledBy } from './config/checks.js';
import { isBlank, textOf } from './each.js';
import { examples } from './example.js';
import { parseTemplate, type TemplatePart } from './text/template-parts.js';

const MISSING = ['absent', 'blank'] as const;

export class TemplateConfig {
  @setting(
    'Text with names of source attributes in double braces; filters may follow a name: "|lower", "|upper", "|trim", "|plain" (no accents), "|initial".',
    { example: '{{field_first_name}} {{field_last_name|trim|upper}}' },
  )
  @IsCompiledBy('isTemplate', parseTemplate)
  template!: string;

  @setting('When an attribute has no value: leave the whole target attribute alone, or put nothing in its place.')
  @IsIn(MISSING)
  missing: (typeof MISSING)[number] = 'absent';
}

/**
 * Puts values of several source attributes into one text. `{{value}}` is the value so far. There is no logic in a
 * template: only names, and filters from a fixed list.
 *
 * Settings: `template`; `missing`, when an attribute has no value (absent, null or empty): `absent` leaves the whole
 * target attribute alone, `blank` puts nothing in its place (default: absent). White space at both ends is dropped.
 *
 * ```yaml
 * displayName: { through: [{ template: { template: '{{field_first_name}} {{field_last_name|trim|upper}}' } }] }
 * # source: { field_first_name: Ada, field_last_name: ' King ' }
 * # gives: Ada KING
 * ```
 */
@mapper({
  id: 'template',
  label: 'Template',
  description: 'Puts values of several attributes into one text.',
  config: TemplateConfig,
  examples: examples(
    {
      config: { template: '{{field_first_name}} {{field_last_name|trim|upper}}' },
      input: { field_first_name: 'Ada', field_last_name: ' King ' },
      output: 'Ada KING',
    },
    {
      config: { template: '{{first|initial|lower}}.{{last|plain|lower}}' },
      input: { first: 'Ada', last: 'Müller' },
      output: 'a.muller',
    },
    { config: { template: '{{first}} {{last}}' }, input: { first: 'Ada', last: null } },
    { config: { template: '{{first}} {{last}}', missing: 'blank' }, input: { first: 'Ada' }, output: 'Ada' },
    { config: { template: 'S-{{value}}' }, from: 'number', input: { number: 42 }, output: 'S-42' },
    { config: { template: '{{tags}}' }, input: { tags: ['a'] }, refused: 'mapping-type' },
  ),
})
export class TemplateMapper implements Mapper {
  readonly readsAccount = true;
  private readonly parts: readonly TemplatePart[];

  constructor(@inject(PLUGIN_CONFIG) private readonly config: TemplateConfig) {
    this.parts = parseTemplate(config.template);
  }

  map(input: MapperInput): MapperResult {
    let text = '';
    for (const part of this.parts) {
      if (typeof part === 'string') text += part;
      else {
        const found = part.name === 'value' ? input.value : ownValue(input, part.name);
        const blank = isBlank(found) || (Array.isArray(found) && found.length === 0);
        if (blank && this.config.missing === 'absent') return undefined;
        if (!blank) text += part.filter(textOf('template', input, found as NonNullable<typeof found>));
      }
    }
    return text.trim();
  }
}

function ownValue({ source }: MapperInput, name: string): MapperInput['value'] {
  return Object.hasOwn(source.attributes, name) ? source.attributes[name] : undefined;
}
