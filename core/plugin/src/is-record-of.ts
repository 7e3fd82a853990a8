import { buildMessage, ValidateBy } from 'class-validator';
import { isPlainObject } from './copy-plain.js';

/** The name of the rule, for whoever describes a class or says what is broken. */
export const RECORD_OF = 'isRecordOf';

/** An object, all of whose values are among these. Each that is not is a problem of its own, at its key. */
export function IsRecordOf(values: readonly string[]): PropertyDecorator {
  return ValidateBy({
    name: RECORD_OF,
    constraints: [values],
    validator: {
      validate: (value: unknown) => isPlainObject(value) && strayKeys(value, values).length === 0,
      defaultMessage: buildMessage((each) => `${each}$property must be an object of $constraint1`),
    },
  });
}

/** Keys whose value is not among these. */
export function strayKeys(value: object, values: readonly unknown[]): readonly string[] {
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => (values.includes(one) ? [] : [key]));
}
