/** Makes plain data unchangeable, so that a plugin that changes what it was lent fails there and is named. */
export function freezeDeeply(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const name in value) freezeDeeply((value as Readonly<Record<string, unknown>>)[name]);
}
