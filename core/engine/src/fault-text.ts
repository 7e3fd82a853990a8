/**
 * What a plugin threw, for its author: `TypeError: x is undefined (badge.mjs:6:20)`. `undefined` where nothing was thrown by it. The message
 * may hold values of a person: only for the terminal of whoever looks at that person's values anyway.
 */
export function faultText(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return undefined;
  // The first line of the stack that is a file is where it was thrown.
  const [, place] = /[/\\]([^/\\\s()]+:\d+:\d+)\)?$/m.exec(cause.stack ?? '') ?? [];
  return `${cause.name}: ${cause.message}${place === undefined ? '' : ` (${place})`}`;
}
