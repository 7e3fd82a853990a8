import type { Filter } from './ast.js';
import { printName } from './attribute-name.js';

/** The names of all attributes that a filter asks for, each once; `emails[…]` counts as `emails`. */
export function collectAttributes(filter: Filter): readonly string[] {
  const names = new Set<string>();
  const walk = (part: Filter): void => {
    if (part.kind === 'and' || part.kind === 'or') {
      walk(part.left);
      walk(part.right);
    } else if (part.kind === 'not') walk(part.filter);
    else names.add(printName(part.attribute));
  };
  walk(filter);
  return [...names];
}
