import { compileElementFilter } from '../filter/compile-filter.js';
import { isRecord, property, type Row } from '../filter/property.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import type { AttributePath } from './attribute-path.js';
import { isCoreUrn } from './core-urn.js';
import { parsePath } from './parse-path.js';

/**
 * What a resource has at a path: undefined is absent, `null` and `""` and `[]` are themselves. With a filter, the first
 * element that fits and has the sub-attribute; a sub-attribute of a list without a filter gives the list of those there.
 */
export function readPath(resource: Row, path: string | AttributePath, index?: SchemaIndex): unknown {
  const parsed = typeof path === 'string' ? parsePath(path, index === undefined ? {} : { index }) : path;
  const value = readAttribute(resource, parsed, index);
  if (parsed.filter !== undefined) return readElement(value, parsed, index);
  return parsed.sub === undefined ? value : readPart(value, parsed.sub);
}

/** The values that a resource has at these paths; a path that is absent there is absent here. */
export function pathsFromResource(
  resource: Row,
  paths: Iterable<string>,
  index?: SchemaIndex,
): Readonly<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const path of paths) {
    const value = readPath(resource, path, index);
    if (value !== undefined) entries.push([path, value]);
  }
  return Object.fromEntries(entries);
}

function readAttribute(resource: Row, { schema, name }: AttributePath, index: SchemaIndex | undefined): unknown {
  if (schema === undefined || isCoreUrn(schema, index)) return name === '' ? resource : property(resource, name);
  const container = property(resource, schema);
  if (name === '') return container;
  return isRecord(container) ? property(container, name) : undefined;
}

function readElement(value: unknown, path: AttributePath, index: SchemaIndex | undefined): unknown {
  if (path.filter === undefined) return undefined;
  const fits = compileElementFilter(path.filter, path, index);
  for (const element of Array.isArray(value) ? value : [value]) {
    if (element === undefined || element === null || !fits(element)) continue;
    const found = path.sub === undefined ? element : readPart(element, path.sub);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readPart(value: unknown, sub: string): unknown {
  if (isRecord(value)) return property(value, sub);
  if (!Array.isArray(value)) return undefined;
  const found = value.map((element) => readPart(element, sub)).filter((part) => part !== undefined);
  return found.length === 0 ? undefined : found;
}
