/**
 * Half a sentence, as errors speak, as a whole one for people who read the stages of a check: `404, no such page` → `404, no such page.`
 * One word is a name, a path or an address, and stays what it is; so does one at the beginning.
 */
export function asSentence(text: string): string {
  if (!/\S\s+\S/.test(text)) return text;
  const [first = ''] = text.split(/\s/, 1);
  const begun = /^[a-z][a-z-]*[,;:]?$/.test(first) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
