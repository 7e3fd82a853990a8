import { defineMapper, setting } from '@rollcall/contract';
import { IsIn, IsString } from 'class-validator';
import { isBlank, oneText } from './text.js';

export class TemplateConfig {
  @setting('Text with names of source attributes in double braces; "|lower", "|upper" and "|trim" may follow a name.', { example: '{{field_first_name}} {{field_last_name}}' })
  @IsString()
  template!: string;

  @setting('When an attribute has no value: leave the whole target attribute alone, or put nothing in its place.')
  @IsIn(['absent', 'blank'])
  missing: 'absent' | 'blank' = 'absent';
}

const FILTERS: Readonly<Record<string, (text: string) => string>> = { lower: (text) => text.toLowerCase(), upper: (text) => text.toUpperCase(), trim: (text) => text.trim() };

/** Puts values of several attributes into one text. `{{value}}` is the value so far. */
export const template = defineMapper({
  id: 'template', label: 'Template', description: 'Puts values of several attributes into one text.', config: TemplateConfig, readsAccount: true,
  map: ({ value, source, target }, { template: text, missing }) => {
    let absent = false;
    const filled = text.replace(/\{\{\s*([^{}|]+?)\s*((?:\|\s*\w+\s*)*)\}\}/g, (_, name: string, filters: string) => {
      const found = name === 'value' ? value : source.attributes[name];
      if (found === undefined || found === null || isBlank(found)) {
        absent = true;
        return '';
      }
      return filters.split('|').map((filter) => filter.trim()).filter(Boolean).reduce((result, filter) => FILTERS[filter]?.(result) ?? result, oneText('template', target, found));
    });
    return absent && missing === 'absent' ? undefined : filled.trim();
  },
  examples: [
    { config: { template: '{{first}} {{last|upper}}' }, source: { first: 'Ada', last: 'Byron' }, value: undefined, gives: 'Ada BYRON' },
    { config: { template: '{{first}} {{last}}' }, source: { first: 'Ada' }, value: undefined, gives: undefined },
    { config: { template: '{{first}} {{last}}', missing: 'blank' }, source: { first: 'Ada' }, value: undefined, gives: 'Ada' },
  ],
});
