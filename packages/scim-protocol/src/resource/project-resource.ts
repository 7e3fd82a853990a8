import { splitName } from '../filter/attribute-name.js';
import { isRecord, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/** What of a resource is asked for (RFC 7644 §3.9): one or the other, in any case, with URNs and sub-attributes. */
export interface Projection {
  /** Only these, and what is always returned. An empty list: nothing besides. */
  readonly attributes?: readonly string[];
  /** All but these; what is always returned stays. */
  readonly excludedAttributes?: readonly string[];
}

/**
 * Compiles a projection: what is `always` returned stays, what is `never` returned goes, `request` only comes when asked for
 * (RFC 7643 §7). Names that are not known choose nothing. Throws `invalidValue` where both lists are given.
 */
export function compileProjection(
  { attributes, excludedAttributes }: Projection,
  index: SchemaIndex,
): (resource: Row) => Row {
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw new ScimError(400, '"attributes" and "excludedAttributes" exclude each other', 'invalidValue');
  }
  const asked = attributes === undefined ? undefined : new Choice(attributes, index);
  const excluded = new Choice(excludedAttributes ?? [], index);
  const keptWhole = asked === undefined && excludedAttributes === undefined ? new WholeNames(index) : undefined;
  return (resource) => {
    if (keptWhole?.hasAll(resource) === true) return resource;
    const entries: [string, unknown][] = [];
    for (const [key, value] of Object.entries(resource)) {
      const schema = index.extension(key);
      const kept =
        schema !== undefined && isRecord(value)
          ? projectExtension(value, schema.id, { asked, excluded, index })
          : projectAttribute(key, value, undefined, { asked, excluded, index });
      if (kept !== undefined) entries.push([key, kept]);
    }
    return Object.fromEntries(entries);
  };
}

/** Reads `attributes=userName,name.familyName` or a list. */
export function parseAttributeList(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const names = list.flatMap((item) => (typeof item === 'string' && item.trim() !== '' ? [item.trim()] : []));
  return names.length === 0 ? undefined : names;
}

interface Rules {
  readonly asked: Choice | undefined;
  readonly excluded: Choice;
  readonly index: SchemaIndex;
}

/** Names whose attributes are returned with all that they have when nothing is asked for: those of most resources. */
class WholeNames {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly index: SchemaIndex) {}

  hasAll(resource: Row): boolean {
    for (const name of Object.keys(resource)) if (resource[name] === undefined || !this.has(name)) return false;
    return true;
  }

  private has(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const attribute = this.index.extension(name) === undefined ? this.index.resolve({ name })?.attribute : undefined;
    const made = attribute !== undefined && [attribute, ...(attribute.subAttributes ?? [])].every(isReturned);
    // Resources are ours, their names few.
    if (attribute !== undefined) this.known.set(name, made);
    return made;
  }
}

function isReturned({ returned }: SchemaAttribute): boolean {
  return returned === 'default' || returned === 'always';
}

/** The attributes that a list of names chooses, wholly or in part. */
class Choice {
  private readonly whole = new Set<string>();
  private readonly parts = new Map<string, Set<string>>();

  constructor(names: readonly string[], index: SchemaIndex) {
    for (const name of names) {
      const extension = index.extension(name);
      if (extension !== undefined)
        for (const { name: own } of extension.attributes) this.whole.add(keyOf(extension.id, own));
      else this.addName(name, index);
    }
  }

  hasWhole(key: string): boolean {
    return this.whole.has(key);
  }

  partsOf(key: string): ReadonlySet<string> | undefined {
    return this.parts.get(key);
  }

  private addName(text: string, index: SchemaIndex): void {
    const { schema, name, sub } = splitName(text, index.schemas);
    const container =
      schema === undefined || index.isCore(schema) ? undefined : (index.extension(schema)?.id ?? schema);
    const key = keyOf(container, name);
    if (sub === undefined) {
      this.whole.add(key);
      return;
    }
    const parts = this.parts.get(key) ?? new Set();
    this.parts.set(key, parts.add(sub.toLowerCase()));
  }
}

function keyOf(container: string | undefined, name: string): string {
  return `${container ?? ''}:${name}`.toLowerCase();
}

function projectExtension(value: Row, urn: string, rules: Rules): Row | undefined {
  const entries: [string, unknown][] = [];
  for (const [name, own] of Object.entries(value)) {
    const kept = projectAttribute(name, own, urn, rules);
    if (kept !== undefined) entries.push([name, kept]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function projectAttribute(name: string, value: unknown, container: string | undefined, rules: Rules): unknown {
  const { asked, excluded, index } = rules;
  const attribute = index.resolve({ ...(container === undefined ? {} : { schema: container }), name })?.attribute;
  const key = keyOf(container, name);
  const returned = attribute?.returned ?? 'default';
  if (returned === 'never') return undefined;
  const [askedParts, excludedParts] = [asked?.partsOf(key), excluded.partsOf(key)];
  const isAsked = asked?.hasWhole(key) === true;
  if (returned !== 'always') {
    if (asked !== undefined && !isAsked && askedParts === undefined) {
      return attribute === undefined ? undefined : projectParts(value, attribute, index, NOTHING, undefined);
    }
    if (returned === 'request' && !isAsked && askedParts === undefined) return undefined;
    if (excluded.hasWhole(key)) return undefined;
  }
  if (attribute === undefined) return value;
  return projectParts(value, attribute, index, isAsked ? undefined : askedParts, excludedParts, isAsked);
}

const NOTHING: ReadonlySet<string> = new Set(['\u0000']);

/** An attribute that is not asked for comes with those of its parts that are always returned, if it has any. */
function projectParts(
  value: unknown,
  attribute: SchemaAttribute,
  index: SchemaIndex,
  asked: ReadonlySet<string> | undefined,
  excluded: ReadonlySet<string> | undefined,
  isAsked = false,
): unknown {
  if (attribute.subAttributes === undefined) return asked === NOTHING ? undefined : value;
  const isPlain = asked === undefined && excluded === undefined;
  if (isPlain && attribute.subAttributes.every(({ returned }) => returned === 'default' || returned === 'always'))
    return value;
  const one = (element: unknown): unknown => {
    if (!isRecord(element)) return asked === NOTHING ? undefined : element;
    const entries = Object.entries(element).filter(([name]) => {
      const returned = index.part(attribute, name)?.returned ?? 'default';
      const lower = name.toLowerCase();
      if (returned === 'never' || returned === 'always') return returned === 'always';
      if (asked !== undefined) return asked.has(lower);
      return excluded?.has(lower) !== true && (returned === 'default' || isAsked);
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
  if (!Array.isArray(value)) return one(value);
  const list = value.map(one).filter((element) => element !== undefined);
  return list.length === 0 ? undefined : list;
}
