/**
 * What a plugin threw, for its author: `TypeError: x is undefined (badge.mjs:6:20)`. `undefined` where nothing was thrown by it. The message
 * may hold values of a person: only for the terminal of whoever looks at that person's values anyway.
 */
export function faultText(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return undefined;
  const place = placeOfFault(cause);
  return `${cause.name}: ${cause.message}${place === undefined ? '' : ` (${place})`}`;
}

/** Where something was thrown, as `badge.mjs:6:20`: the first line of the stack that is a file. Nothing of the message, which may hold values. */
export function placeOfFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const trace = (error.stack ?? '').replace(error.message, '');
  return /^ +at .*?([^/\\\s()]+:\d+:\d+)\)?$/m.exec(trace)?.[1];
}
