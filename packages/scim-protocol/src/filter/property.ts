export type Row = Readonly<Record<string, unknown>>;

/** A property by its name in any case (RFC 7643 §2.1). Undefined where the record has none. */
export function property(record: Row, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const key = keyOf(record, name);
  return key === undefined ? undefined : record[key];
}

/** The key that a record uses for a name; undefined where it has none. */
export function keyOf(record: Row, name: string): string | undefined {
  if (Object.hasOwn(record, name)) return name;
  const lower = name.toLowerCase();
  for (const key in record) {
    if (key.length === name.length && key.toLowerCase() === lower && Object.hasOwn(record, key)) return key;
  }
  return undefined;
}

export function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
