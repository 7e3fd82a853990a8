import type { AccountCondition, AccountOrder } from '@rollcall/contract';
import { type AttributeName, elementOf, type Filter, printName, printPath } from '@rollcall/scim-protocol';
import type { UserMapping } from '../mapping/user-mapping.js';
import type { Order } from '../request/list-query.js';

/** Conditions that must hold together, each apart. */
export function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? [...conjuncts(filter.left), ...conjuncts(filter.right)] : [filter];
}

/** A filter as a condition on the system's attributes; undefined where it is not exactly one. */
export function conditionOf(filter: Filter, mapping: UserMapping): AccountCondition | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [conditionOf(filter.left, mapping), conditionOf(filter.right, mapping)];
      if (left === undefined || right === undefined) return undefined;
      return filter.kind === 'and' ? { all: [left, right] } : { any: [left, right] };
    }
    case 'not': {
      const inner = conditionOf(filter.filter, mapping);
      return inner === undefined ? undefined : { not: inner };
    }
    case 'present': {
      const attribute = attributeOf(filter.attribute, mapping);
      return attribute === undefined ? undefined : { attribute, is: 'present' };
    }
    case 'compare':
      return comparison(filter, mapping);
    case 'element':
      return element(filter, mapping);
  }
}

/** The order by a system's attribute; undefined where it is not one. */
export function accountOrder({ by, descending }: Order, mapping: UserMapping): AccountOrder | undefined {
  const found = mapping.index.resolveText(by);
  const value = found?.sub ?? found?.attribute;
  if (value === undefined || found?.attribute.multiValued === true || value.type === 'complex') return undefined;
  const name = found?.sub === undefined ? value.name : `${found.attribute.name}.${value.name}`;
  const attribute = found?.container === undefined ? boundName(name, mapping) : undefined;
  return attribute === undefined ? undefined : { attribute, descending };
}

type Compare = Extract<Filter, { readonly kind: 'compare' }>;

function comparison({ attribute, operator, value }: Compare, mapping: UserMapping): AccountCondition | undefined {
  if (value === null) return undefined;
  const name = printName(attribute).toLowerCase();
  if (operator === 'ne') {
    const isList = mapping.index.resolve(attribute)?.attribute.multiValued !== false;
    const equal = isList ? undefined : comparison({ kind: 'compare', attribute, operator: 'eq', value }, mapping);
    return equal === undefined ? undefined : { not: equal };
  }
  if (operator === 'eq' && typeof value === 'string') {
    if (name === 'id') return { ids: [value] };
    if (name === 'groups' || name === 'groups.value') return { group: value };
    if (name === 'meta.resourcetype') return value === 'User' ? EVERYBODY : NOBODY;
  }
  if (operator === 'eq' && name === 'active' && typeof value === 'boolean') return { active: value };
  const bound = attributeOf(attribute, mapping);
  return bound === undefined ? undefined : { attribute: bound, is: operator, value };
}

const NOBODY: AccountCondition = { ids: [] };
const EVERYBODY: AccountCondition = { not: NOBODY };

/** `emails[type eq "work"].value eq "x"` and `emails[type eq "work" and value eq "x"]` where that is one attribute of the system. */
function element(
  part: Extract<Filter, { readonly kind: 'element' }>,
  mapping: UserMapping,
): AccountCondition | undefined {
  const { attribute, filter, then } = part;
  if (then !== undefined) {
    const text = printPath({ ...attribute, filter, sub: then.sub });
    const binding = mapping.binding(text);
    if (binding === undefined) return undefined;
    if (then.operator === 'pr') return { attribute: binding.attribute.name, is: 'present' };
    return then.operator === 'ne' || then.value === null
      ? undefined
      : { attribute: binding.attribute.name, is: then.operator, value: then.value };
  }
  const parts = elementOf(filter);
  if (parts === undefined) return undefined;
  const { type, value, ...others } = Object.fromEntries(
    Object.entries(parts).map(([key, own]) => [key.toLowerCase(), own]),
  );
  if (typeof value !== 'string' || Object.keys(others).length > 0) return undefined;
  if (type === undefined)
    return comparison({ kind: 'compare', attribute: { ...attribute, sub: 'value' }, operator: 'eq', value }, mapping);
  const binding = mapping.binding(`${printName(attribute)}[type eq ${JSON.stringify(type)}].value`);
  return binding === undefined ? undefined : { attribute: binding.attribute.name, is: 'eq', value };
}

/** The system's name of an attribute, where it compares as SCIM does. */
function attributeOf(name: AttributeName, mapping: UserMapping): string | undefined {
  const found = mapping.index.resolve(name);
  if (found === undefined) return undefined;
  const { container, attribute, sub } = found;
  const text = `${container === undefined ? '' : `${container}:`}${attribute.name}${sub === undefined ? '' : `.${sub.name}`}`;
  return (
    boundName(text, mapping) ?? (attribute.multiValued ? onlyElement(attribute.name, sub?.name, mapping) : undefined)
  );
}

function boundName(text: string, mapping: UserMapping): string | undefined {
  const own = mapping.binding(text);
  if (own !== undefined)
    return isComparedAlike(own.attribute.caseExact, mapping, text) ? own.attribute.name : undefined;
  const dot = /^[A-Za-z]+(?=\.)/.exec(text)?.[0];
  const whole = dot === undefined ? undefined : mapping.binding(dot);
  return whole?.top === true ? text : undefined;
}

/** Where a system has one address of a list only, the list is that address. */
function onlyElement(list: string, sub: string | undefined, mapping: UserMapping): string | undefined {
  if (sub !== undefined && sub !== 'value') return undefined;
  const own = mapping.bindings.filter(({ path }) => path.schema === undefined && path.name === list);
  const [only] = own;
  return own.length === 1 && only?.path.sub === 'value' ? only.attribute.name : undefined;
}

function isComparedAlike(caseExact: boolean | undefined, mapping: UserMapping, text: string): boolean {
  const found = mapping.index.resolveText(text);
  const value = found?.sub ?? found?.attribute;
  return value === undefined || value.type !== 'string' || (caseExact ?? false) === value.caseExact;
}
