import type { AccountCondition, AccountOrder } from '@rollcall/contract';
import {
  type Answer,
  type AttributeName,
  elementOf,
  type Filter,
  type FilterTest,
  printName,
  printPath,
  type QueryLanguage,
  translateFilter,
} from '@rollcall/scim-protocol';
import type { Binding } from '../mapping/binding.js';
import type { UserMapping } from '../mapping/user-mapping.js';
import type { Order } from '../request/list-query.js';

/** Conditions that must hold together, each apart. */
export function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? [...conjuncts(filter.left), ...conjuncts(filter.right)] : [filter];
}

/**
 * Filters as conditions on the system's attributes. What is not exactly one may still be a wider one: enough for a system that leaves many
 * out, and the filter is evaluated here on the rest. `isWanted`: conditions that are of use.
 */
export function accountLanguage(
  mapping: UserMapping,
  isWanted: (condition: AccountCondition) => boolean = () => true,
): QueryLanguage<FilterTest, AccountCondition> {
  return {
    ask: (test, holds) => {
      const answer = exactCondition(test, mapping) ?? (holds ? widerCondition(test, mapping) : undefined);
      if (answer === undefined || !(answer.exact || holds)) return undefined;
      const query = holds ? answer.query : { not: answer.query };
      return isWanted(query) ? { query, exact: answer.exact } : undefined;
    },
    all: (queries) => ({ query: { all: queries }, exact: true }),
    any: (queries) => ({ query: { any: queries }, exact: true }),
  };
}

/** One condition that is exactly this part of a filter; undefined where there is none. */
export function conditionOf(filter: Filter, mapping: UserMapping): AccountCondition | undefined {
  if (filter.kind === 'compare' && filter.operator !== 'ne') {
    const answer = exactCondition(filter, mapping);
    return answer?.exact === true ? answer.query : undefined;
  }
  const { query, remainder } = translateFilter(filter, accountLanguage(mapping));
  return remainder === undefined ? query : undefined;
}

/** A condition that holds of all of whom the filter holds, and perhaps of others. */
export function widerConditionOf(filter: Filter, mapping: UserMapping): AccountCondition | undefined {
  return translateFilter(filter, accountLanguage(mapping)).query;
}

function exactCondition(test: FilterTest, mapping: UserMapping): Answer<AccountCondition> | undefined {
  const condition =
    test.kind === 'element'
      ? element(test, mapping)
      : test.kind === 'compare'
        ? comparison(test, mapping)
        : presence(test.attribute, mapping);
  if (condition === undefined) return undefined;
  // Of several values of the system, SCIM shows the first where it has one.
  const name = 'attribute' in condition ? condition.attribute : undefined;
  const isCut = mapping.bindings.some(
    ({ attribute, single }) => attribute.name === name && single && attribute.multiValued === true,
  );
  return { query: condition, exact: !isCut };
}

function presence(attribute: AttributeName, mapping: UserMapping): AccountCondition | undefined {
  const name = attributeOf(attribute, mapping);
  return name === undefined ? undefined : { attribute: name, is: 'present' };
}

/** Where a list is made of several attributes of the system: one of them fits, as far as the values tell. */
function widerCondition(test: FilterTest, mapping: UserMapping): Answer<AccountCondition> | undefined {
  const list = mapping.bindings.filter(
    ({ path }) =>
      path.schema === test.attribute.schema && path.name.toLowerCase() === test.attribute.name.toLowerCase(),
  );
  if (list.length === 0 || !list.every(({ path }) => path.filter !== undefined && path.sub === 'value'))
    return undefined;
  const parts = list.map((binding) => {
    const language = valueLanguage(binding);
    if (test.kind !== 'element') {
      const { sub = 'value' } = test.attribute;
      return language.ask({ ...test, attribute: { name: sub } }, true)?.query;
    }
    const { filter, then } = test;
    if (then === undefined) return translateFilter(filter, language).query;
    const attribute = { name: then.sub };
    const last: Filter =
      then.operator === 'pr' ? { kind: 'present', attribute } : { ...then, kind: 'compare', attribute };
    return translateFilter({ kind: 'and', left: filter, right: last }, language).query;
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length === list.length ? { query: { any: known }, exact: false } : undefined;
}

/** What stands in brackets, as conditions on the one attribute that such an element is made of. */
function valueLanguage({ attribute: { name, type } }: Binding): QueryLanguage<FilterTest, AccountCondition> {
  return {
    ask: (test, holds) => {
      if (!holds || type !== 'string' || test.kind === 'element' || test.attribute.name.toLowerCase() !== 'value')
        return undefined;
      if (test.kind === 'present') return { query: { attribute: name, is: 'present' }, exact: false };
      const { operator, value } = test;
      if (operator === 'ne' || value === null) return undefined;
      return { query: { attribute: name, is: operator, value }, exact: false };
    },
    all: (queries) => ({ query: { all: queries }, exact: true }),
    any: (queries) => ({ query: { any: queries }, exact: true }),
  };
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
  if (own !== undefined) return isComparedAlike(own.attribute, mapping, text) ? own.attribute.name : undefined;
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

/** A number that SCIM shows as a text has another order, and another spelling, than the number has. */
function isComparedAlike({ caseExact, type }: Binding['attribute'], mapping: UserMapping, text: string): boolean {
  const found = mapping.index.resolveText(text);
  const value = found?.sub ?? found?.attribute;
  if (value === undefined) return true;
  return KINDS[value.type] === KINDS[type] && (value.type !== 'string' || (caseExact ?? false) === value.caseExact);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  reference: 'text',
  binary: 'text',
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
  dateTime: 'time',
  complex: 'parts',
};
