import { COMPARISONS, type Comparison, type Filter } from './ast.js';
import { printName } from './attribute-name.js';

/** What a server's filter can do. What is not said is supported, except that a list given is the whole list. */
export interface FilterCapability {
  readonly operators?: readonly (Comparison | 'pr')[];
  /** Names of the attributes that it can be asked for, in any case: `userName`, `emails.value`, `emails` for `emails[…]`. */
  readonly attributes?: readonly string[] | ((name: string) => boolean);
  readonly and?: boolean;
  readonly or?: boolean;
  readonly not?: boolean;
  /** `emails[type eq "work"]`. */
  readonly elements?: boolean;
  /** `emails[type eq "work"].value eq "x"`; absent: as `elements`. */
  readonly elementTests?: boolean;
  /** Conditions in one filter. */
  readonly mostConditions?: number;
}

export interface FilterSplit {
  /** To be asked of the server; absent: nothing of the filter can be. */
  readonly pushdown?: Filter;
  /** To be asked of what the server answers; absent: nothing is left. */
  readonly remainder?: Filter;
}

/**
 * Splits a filter so that `pushdown` and `remainder` together mean the same as the whole. A condition that a server can only
 * answer in part is asked in its weaker form and stays in the remainder.
 */
export function splitFilter(filter: Filter, capability: FilterCapability): FilterSplit {
  const pushed: Filter[] = [];
  const kept: Filter[] = [];
  let conditions = 0;
  for (const part of conjuncts(filter)) {
    const weaker = weaken(part, capability);
    const count = weaker === undefined ? 0 : conditionsIn(weaker);
    const hasRoom = capability.and !== false || pushed.length === 0;
    const isPushed = weaker !== undefined && hasRoom && conditions + count <= (capability.mostConditions ?? Infinity);
    if (isPushed) {
      pushed.push(weaker);
      conditions += count;
    }
    if (!isPushed || weaker !== part) kept.push(part);
  }
  const [pushdown, remainder] = [joined(pushed), joined(kept)];
  return { ...(pushdown === undefined ? {} : { pushdown }), ...(remainder === undefined ? {} : { remainder }) };
}

function conjuncts(filter: Filter): readonly Filter[] {
  const parts: Filter[] = [];
  const walk = (part: Filter): void => {
    if (part.kind !== 'and') {
      parts.push(part);
      return;
    }
    walk(part.left);
    walk(part.right);
  };
  walk(filter);
  return parts;
}

function joined(parts: readonly Filter[]): Filter | undefined {
  return parts.length === 0 ? undefined : parts.reduce((left, right) => ({ kind: 'and', left, right }));
}

/** A supported filter that holds wherever the given one holds; the given one itself where all of it is supported. */
function weaken(filter: Filter, capability: FilterCapability): Filter | undefined {
  if (isSupported(filter, capability)) return filter;
  if (filter.kind === 'and') {
    const [left, right] = [weaken(filter.left, capability), weaken(filter.right, capability)];
    if (left === undefined || right === undefined) return left ?? right;
    return capability.and === false ? left : { kind: 'and', left, right };
  }
  if (filter.kind !== 'or' || capability.or === false) return undefined;
  const [left, right] = [weaken(filter.left, capability), weaken(filter.right, capability)];
  return left === undefined || right === undefined ? undefined : { kind: 'or', left, right };
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

function conditionsIn(filter: Filter): number {
  if (filter.kind === 'and' || filter.kind === 'or') return conditionsIn(filter.left) + conditionsIn(filter.right);
  if (filter.kind === 'not') return conditionsIn(filter.filter);
  return filter.kind === 'element' ? conditionsIn(filter.filter) + (filter.then === undefined ? 0 : 1) : 1;
}
