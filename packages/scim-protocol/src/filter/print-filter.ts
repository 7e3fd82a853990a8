import type { Filter } from './ast.js';
import { printName } from './attribute-name.js';

/** The filter as text; parsing it gives the same filter. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or': return `${printFilter(filter.left)} or ${wrapped(filter.right, filter.right.kind === 'or')}`;
    case 'and': return `${wrapped(filter.left, filter.left.kind === 'or')} and ${wrapped(filter.right, filter.right.kind === 'or' || filter.right.kind === 'and')}`;
    case 'not': return `not (${printFilter(filter.filter)})`;
    case 'present': return `${printName(filter.attribute)} pr`;
    case 'compare': return `${printName(filter.attribute)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'element': {
      const then = filter.then === undefined ? '' : `.${filter.then.sub} ${filter.then.operator}${'value' in filter.then ? ` ${JSON.stringify(filter.then.value)}` : ''}`;
      return `${printName(filter.attribute)}[${printFilter(filter.filter)}]${then}`;
    }
  }
}

function wrapped(filter: Filter, needed: boolean): string {
  return needed ? `(${printFilter(filter)})` : printFilter(filter);
}
