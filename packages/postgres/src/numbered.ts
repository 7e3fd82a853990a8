const known = new Map<string, string>();
/** Filters make statements without end; the usual ones are made anew soon enough. */
const MOST_KNOWN = 1_000;

/** The statement with `$1`, `$2` … in place of `?`, as PostgreSQL wants them. Statements have no `?` in their literals. */
export function numbered(sql: string): string {
  const found = known.get(sql);
  if (found !== undefined) return found;
  let number = 0;
  const made = sql.replaceAll('?', () => `$${(number += 1)}`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(sql, made);
  return made;
}
