/** How the length of a text counts: characters are code points, bytes are those of UTF-8. */
export type LengthUnit = 'characters' | 'bytes';

/**
 * The longest beginning of `text` that is at most `max` long and does not split what a reader sees as one character:
 * no half emoji, no letter without its accent.
 */
export function cutText(text: string, max: number, unit: LengthUnit = 'characters'): string {
  // A UTF-16 unit is at least one byte, and a code point is at most two units: short texts need no counting.
  if (text.length <= max && (unit === 'characters' || lengthOf(text, unit) <= max)) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    used += lengthOf(segment, unit);
    if (used > max) return cut;
    cut += segment;
  }
  return cut;
}

export function lengthOf(text: string, unit: LengthUnit = 'characters'): number {
  if (unit === 'bytes') return Buffer.byteLength(text, 'utf8');
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** What a reader sees as single characters. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });
