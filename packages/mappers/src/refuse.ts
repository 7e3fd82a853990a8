import type { AttributeValue, MapperInput } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';

/** Who refuses: the mapper's id, and the rule it works in. */
export interface Refuser {
  readonly mapper: string;
  readonly target: string;
}

/**
 * The value is of a type that the mapper does not take. Names what it got by type, never by value: values are
 * personal data.
 */
export function wrongType(
  at: Refuser,
  takes: string,
  got: AttributeValue,
  hint = 'put a mapper before it that turns the value into one',
): RejectedError {
  return new RejectedError({
    code: 'mapping-type',
    doing: doing(at),
    happened: `it takes ${takes}, and got ${typeName(got)}`,
    hint,
  });
}

/** Working on the value takes more than one account may cost. */
export function tooMuchWork(at: Refuser, happened: string, hint: string, cause?: unknown): RejectedError {
  return new RejectedError({
    code: 'mapping-work',
    doing: doing(at),
    happened,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function refuser(mapper: string, input: MapperInput): Refuser {
  return { mapper, target: input.target };
}

export function typeName(value: AttributeValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a value with parts';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[
    typeof value as 'string' | 'number' | 'boolean'
  ];
}

function doing({ mapper, target }: Refuser): string {
  return `mapping ${target} with "${mapper}"`;
}
