import { Script } from 'node:vm';

/**
 * The line on which a module breaks the grammar. Node tells it on the way out of the program alone, so the text is read once more as a
 * script, its imports and exports taken away with their lines kept. `undefined` where that finds another mistake than Node did, or none.
 */
export function syntaxLine(text: string, message: string): number | undefined {
  try {
    // Only compiled, never run.
    new Script(`(async () => {${asScript(text)}\n})`, { filename: 'module' });
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.message !== message) return undefined;
    const [, line] = /^module:(\d+)/.exec(error.stack ?? '') ?? [];
    // What is not closed is missed behind the end, where our own last line is.
    return line === undefined ? undefined : Math.min(Number(line), text.split('\n').length);
  }
  return undefined;
}

const IMPORT = /^([ \t]*)import\b(?!\s*[.(])[^'"]*(['"])[^'"\n]*\2[ \t]*(?:with[ \t]*\{[^}]*\})?[ \t]*;?/gm;
const EXPORT_FROM = /^([ \t]*)export\b[^'";=(]*\bfrom[ \t]*(['"])[^'"\n]*\2[ \t]*;?/gm;

function asScript(text: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  return text
    .replace(IMPORT, blank)
    .replace(EXPORT_FROM, blank)
    .replace(/^([ \t]*)export[ \t]+default\b/gm, '$1void          ')
    .replace(/^([ \t]*)export[ \t]*\{/gm, '$1void {')
    .replace(/^([ \t]*)export\b/gm, '$1      ');
}
