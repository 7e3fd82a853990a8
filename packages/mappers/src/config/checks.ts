import type { AttributeValue } from '@rollcall/contract';
import { ValidateBy, ValidateIf } from 'class-validator';

/** The setting is any value that an attribute may have: text, number, true or false, null, a list, or parts. */
export function IsAttributeValue(): PropertyDecorator {
  return check(
    'isAttributeValue',
    isAttributeValue,
    'must be text, a number, true, false, null, a list or a value with parts',
  );
}

/** The setting may be left out. Unlike with `@IsOptional()`, `null` is a value. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** The setting is a table of such values. */
export function IsTable(): PropertyDecorator {
  return check('isObject', (value) => isRecord(value) && isAttributeValue(value), 'must be a table: { text: value }');
}

/** The setting is a language tag such as `tr` or `nl-BE`. */
export function IsLanguage(): PropertyDecorator {
  return check(
    'isString',
    (value) => typeof value === 'string' && accepts(() => Intl.getCanonicalLocales(value)),
    'must be a language tag, such as "tr" or "nl-BE"',
  );
}

/** The setting is a time zone such as `Europe/Vienna`. */
export function IsZone(): PropertyDecorator {
  return check(
    'isString',
    (value) => typeof value === 'string' && accepts(() => new Intl.DateTimeFormat('en', { timeZone: value })),
    'must be the name of a time zone, such as "Europe/Vienna" or "UTC"',
  );
}

/** The setting is a text that `compile` takes; what it throws is the message. */
export function IsCompiledBy(name: string, compile: (text: string) => unknown): PropertyDecorator {
  const problem = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return 'must be text';
    try {
      compile(value);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => problem(value) === undefined,
      defaultMessage: (args) => `${args?.property} is wrong: ${problem(args?.value) ?? ''}`,
    },
  });
}

export function isAttributeValue(value: unknown, depth = 0): value is AttributeValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth > 20) return false;
  if (Array.isArray(value)) return value.every((item) => isAttributeValue(item, depth + 1));
  return isRecord(value) && Object.values(value).every((item) => isAttributeValue(item, depth + 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function check(name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: (args) => `${args?.property} ${message}` } });
}

function accepts(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
