import { ValidateBy } from 'class-validator';
import { CronPattern } from 'croner';

/** A cron expression of five fields, as croner reads it. */
export function IsCron(): PropertyDecorator {
  return ValidateBy({
    name: 'isCron',
    validator: {
      validate: (value) => problemOf(value) === undefined,
      defaultMessage: (given) =>
        `${given?.property ?? 'it'} must be a cron expression such as "*/15 * * * *"${problemText(given?.value)}`,
    },
  });
}

function problemText(value: unknown): string {
  const problem = problemOf(value);
  return problem === undefined ? '' : `: ${problem}`;
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'it is no text';
  try {
    void new CronPattern(value, undefined, { mode: '5-part' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}
