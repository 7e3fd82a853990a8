import { isCoreUrn } from '../path/core-urn.js';
import type { ResolvedAttribute, SchemaIndex } from '../schema/schema-index.js';
import type { AttributeName } from './ast.js';
import type { ComparisonFacts } from './comparator.js';
import { isRecord, property, type Row } from './property.js';

/** How a filter finds values in records of a kind, and what it must know of them. */
export interface FilterSource<R> {
  /** The reader takes names whole, sub-attribute and all. Absent: sub-attributes are taken from what it reads. */
  readonly whole?: true;
  /** The records are elements of a multi-valued attribute. */
  readonly ofElements?: true;
  /** Reads the attribute: undefined, one value or a list. */
  reader(attribute: AttributeName): (record: R) => unknown;
  facts(attribute: AttributeName): ComparisonFacts;
}

const NO_FACTS: ComparisonFacts = { caseExact: false };

/** SCIM resources. Without a schema texts have no case, except what every resource has (`id`, `externalId`). */
export function resourceSource(index?: SchemaIndex): FilterSource<Row> {
  return {
    reader: (attribute) => resourceReader(attribute, index),
    facts: (attribute) => {
      if (index === undefined) return /^(?:id|externalId)$/i.test(attribute.name) ? { caseExact: true } : NO_FACTS;
      const found = index.resolve(attribute) ?? ofPlainValue(index, attribute);
      if (found === undefined) return NO_FACTS;
      const { caseExact, type } = found.sub ?? found.attribute;
      if (type === 'complex') return factsOfValue(index, attribute);
      return { caseExact, type };
    },
  };
}

/** The elements of one multi-valued attribute: their names are its sub-attributes. */
export function elementSource<R>(parent: FilterSource<R>, attribute: AttributeName): FilterSource<unknown> {
  return {
    reader: ({ name }) => {
      const isValue = name.toLowerCase() === 'value';
      return (element) => (isRecord(element) ? property(element, name) : isValue ? element : undefined);
    },
    facts: ({ name }) => parent.facts({ ...attribute, sub: name }),
    ofElements: true,
  };
}

/** `value` of a list of plain values is the value itself: `tags[value eq "x"]`. */
function ofPlainValue(index: SchemaIndex, { sub, ...attribute }: AttributeName): ResolvedAttribute | undefined {
  const found = sub?.toLowerCase() === 'value' ? index.resolve(attribute) : undefined;
  return found?.attribute.type === 'complex' ? undefined : found;
}

/** A complex value that is compared as a whole stands for its `value`. */
function factsOfValue(index: SchemaIndex, attribute: AttributeName): ComparisonFacts {
  const value = index.resolve({ ...attribute, sub: 'value' })?.sub;
  return value === undefined ? NO_FACTS : { caseExact: value.caseExact, type: value.type };
}

function resourceReader({ schema, name }: AttributeName, index: SchemaIndex | undefined): (record: Row) => unknown {
  if (schema === undefined || isCoreUrn(schema, index)) return (record) => property(record, name);
  return (record) => {
    const container = property(record, schema);
    return isRecord(container) ? property(container, name) : undefined;
  };
}
