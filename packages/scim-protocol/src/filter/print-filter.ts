import type { Filter, FilterValue } from './ast.js';
import { printName } from './attribute-name.js';

/** The filter as text; parsing it gives the same filter. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or':
      return `${printFilter(filter.left)} or ${wrapped(filter.right, filter.right.kind === 'or')}`;
    case 'and': {
      const { left, right } = filter;
      return `${wrapped(left, left.kind === 'or')} and ${wrapped(right, right.kind === 'or' || right.kind === 'and')}`;
    }
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'present':
      return `${printName(filter.attribute)} pr`;
    case 'compare':
      return `${printName(filter.attribute)} ${filter.operator} ${printValue(filter.value)}`;
    case 'element': {
      const { attribute, then } = filter;
      const test =
        then === undefined
          ? ''
          : `.${then.sub} ${then.operator}${then.operator === 'pr' ? '' : ` ${printValue(then.value)}`}`;
      return `${printName(attribute)}[${printFilter(filter.filter)}]${test}`;
    }
  }
}

/** A value as a filter writes it: text in double quotes with what JSON escapes. */
export function printValue(value: FilterValue): string {
  return JSON.stringify(value);
}

function wrapped(filter: Filter, needed: boolean): string {
  return needed ? `(${printFilter(filter)})` : printFilter(filter);
}
