import { apiAnswers } from './api-answers.js';
import type { JsonSchema } from './json-schema-of-type.js';
import { cell } from './settings-table.js';

/** What a route answers, in a line: `a list of [RunRecord](#runrecord)`. */
export function answerText(route: string): string {
  const answer = apiAnswers().answers[route];
  if (answer === undefined) throw new Error(`nothing is known of what ${route} answers`);
  const { schema, mayBeNothing } = answer;
  if (schema === null) return 'Answers nothing (204).';
  return `Answers ${typeText(schema)}${mayBeNothing ? ', or nothing (204)' : ''}.`;
}

/** A section for each shape that has a name. */
export function shapeSections(): readonly string[] {
  return Object.entries(apiAnswers().schemas).map(([name, schema]) => {
    const { description, properties } = schema as { readonly description?: string; readonly properties?: object };
    const rows = Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>).map(([property, of]) => {
      const isThere = (schema.required as readonly string[] | undefined)?.includes(property) === true;
      return `| \`${property}\`${isThere ? '' : ' (may lack)'} | ${cell(typeText(of))} | ${cell(String(of.description ?? ''))} |`;
    });
    const table = `| name | is | what |\n|---|---|---|\n${rows.join('\n')}\n`;
    const others =
      (schema.additionalProperties ?? false) === false
        ? ''
        : `\nAnd others, each ${typeText(asSchema(schema.additionalProperties))}.\n`;
    const body = rows.length > 0 ? `${table}${others}` : `It is ${typeText(schema)}.\n`;
    return `#### ${name}\n\n${description === undefined ? '' : `${description}\n\n`}${body}`;
  });
}

function asSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}

function typeText(schema: JsonSchema): string {
  const { $ref, anyOf, const: only, enum: values, type, items, properties, additionalProperties, prefixItems } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (Array.isArray(anyOf)) return (anyOf as readonly JsonSchema[]).map(typeText).join(' or ');
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (Array.isArray(values)) return values.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (Array.isArray(prefixItems)) return `a list: ${(prefixItems as readonly JsonSchema[]).map(typeText).join(', ')}`;
  if (type === 'array') return `a list of ${typeText(asSchema(items))}`;
  if (type === 'null') return '`null`';
  if (type === 'object') {
    const names = Object.entries(asSchema(properties) as Readonly<Record<string, JsonSchema>>);
    if (names.length > 0) return `{ ${names.map(([name, of]) => `\`${name}\`: ${typeText(of)}`).join('; ')} }`;
    return additionalProperties === true ? 'an object' : `by name, each ${typeText(asSchema(additionalProperties))}`;
  }
  const words: Readonly<Record<string, string>> = { string: 'text', number: 'a number', boolean: 'true or false' };
  return words[String(type)] ?? 'any JSON';
}
