/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * Data within a text, such as a name: where directions can meet, it is kept apart (Unicode's first strong isolate), so that neither turns the
 * other round. Where a text has an element of its own, `<bdi>` does the same.
 */
export function isolate(data: string, direction: 'ltr' | 'rtl'): string {
  if (data === '' || (direction === 'ltr' && !RIGHT_TO_LEFT.test(data))) return data;
  return `\u2068${data}\u2069`;
}
