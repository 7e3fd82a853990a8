import { COMPARISONS, type Comparison, type Filter } from './ast.js';
import { printName } from './attribute-name.js';

/** What a server's filter can do. What is not said is supported, except that a list given is the whole list. */
export interface FilterCapability {
  /** Operators that it knows. */
  readonly operators?: readonly (Comparison | 'pr')[];
  /** Names of the attributes that it can be asked for, in any case: `userName`, `emails.value`, `emails` for `emails[…]`. */
  readonly attributes?: readonly string[] | ((name: string) => boolean);
  /** False: two tests cannot be joined with "and". */
  readonly and?: boolean;
  /** False: two tests cannot be joined with "or". */
  readonly or?: boolean;
  /** False: a test cannot be turned round. */
  readonly not?: boolean;
  /** `emails[type eq "work"]`. */
  readonly elements?: boolean;
  /** `emails[type eq "work"].value eq "x"`; absent: as `elements`. */
  readonly elementTests?: boolean;
  /** Conditions in one filter. */
  readonly mostConditions?: number;
}

/** Does such a server take the filter, as it is written? */
export function takesFilter(filter: Filter, capability: FilterCapability): boolean {
  return conditionsIn(filter) <= (capability.mostConditions ?? Infinity) && isSupported(filter, capability);
}

/** Each comparison is one, in brackets too. */
export function conditionsIn(filter: Filter): number {
  if (filter.kind === 'and' || filter.kind === 'or') return conditionsIn(filter.left) + conditionsIn(filter.right);
  if (filter.kind === 'not') return conditionsIn(filter.filter);
  return filter.kind === 'element' ? conditionsIn(filter.filter) + (filter.then === undefined ? 0 : 1) : 1;
}

function isSupported(filter: Filter, capability: FilterCapability): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return (
        capability[filter.kind] !== false &&
        isSupported(filter.left, capability) &&
        isSupported(filter.right, capability)
      );
    case 'not':
      return capability.not !== false && isSupported(filter.filter, capability);
    case 'present':
      return hasOperator('pr', capability) && hasAttribute(printName(filter.attribute), capability);
    case 'compare':
      return hasOperator(filter.operator, capability) && hasAttribute(printName(filter.attribute), capability);
    case 'element': {
      if (capability.elements === false || !hasAttribute(printName(filter.attribute), capability)) return false;
      const test = filter.then;
      if (test !== undefined && (capability.elementTests === false || !hasOperator(test.operator, capability)))
        return false;
      return isSupported(filter.filter, { ...capability, attributes: () => true });
    }
  }
}

function hasOperator(operator: Comparison | 'pr', { operators }: FilterCapability): boolean {
  return (operators ?? [...COMPARISONS, 'pr']).includes(operator);
}

function hasAttribute(name: string, { attributes }: FilterCapability): boolean {
  if (attributes === undefined) return true;
  if (typeof attributes === 'function') return attributes(name);
  const lower = name.toLowerCase();
  return attributes.some((attribute) => attribute.toLowerCase() === lower);
}
