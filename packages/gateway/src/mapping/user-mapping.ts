import type { Account, AttributeDescription, AttributeValue, ResourceSchema } from '@rollcall/contract';
import {
  type AttributePath,
  defineAttribute,
  ENTERPRISE_USER_SCHEMA,
  parsePath,
  printPath,
  type ResourceType,
  readPath,
  type Schema,
  type SchemaAttribute,
  SchemaIndex,
  USER_SCHEMA,
  USER_TYPE,
  USER_URN,
  writePath,
} from '@rollcall/scim-protocol';
import type { Binding } from './binding.js';
import { fromScim, toScim } from './convert-value.js';

export type Resource = Readonly<Record<string, unknown>>;

/** What the gateway keeps itself, or the contract has a word of its own for. */
const OWN: ReadonlySet<string> = new Set(['id', 'schemas', 'active', 'groups']);

/** Between a system's attributes and SCIM's User: by the `scim` names of its schema, and what the operator says otherwise. */
export class UserMapping {
  readonly bindings: readonly Binding[];
  /** The User that this system can have: attributes that are mapped, with all their parts, for clients send them all. */
  readonly index: SchemaIndex;
  /** As `index`, with those parts only that are kept: what clients are told. */
  readonly described: ResourceType;
  /** Names to ask the provider for. */
  readonly names: readonly string[];
  /** The system itself keeps the client's id. */
  readonly keepsExternalId: boolean;
  readonly #byText: ReadonlyMap<string, Binding>;
  readonly #byName: ReadonlyMap<string, AttributeDescription>;

  /** `overrides`: SCIM path to attribute name; an empty name takes the path out. Throws an `Error` that names what is wrong. */
  constructor(schema: ResourceSchema, overrides: Readonly<Record<string, string>> = {}) {
    const bound = bind(schema, overrides);
    this.bindings = bound;
    this.index = new SchemaIndex(resourceTypeOf(bound, false));
    this.described = resourceTypeOf(bound, true);
    this.names = [...new Set(bound.map(({ attribute }) => attribute.name))];
    this.#byText = new Map(bound.map((binding) => [binding.text.toLowerCase(), binding]));
    this.#byName = new Map(bound.map(({ attribute }) => [attribute.name, attribute]));
    this.keepsExternalId = this.#byText.has('externalid');
  }

  /** By its path in any case. */
  binding(text: string): Binding | undefined {
    return this.#byText.get(text.toLowerCase());
  }

  /** A mapped attribute of the system by its name. */
  attribute(name: string): AttributeDescription | undefined {
    return this.#byName.get(name);
  }

  /** The attributes of a User, without `id`, `active`, `groups` and what the gateway keeps. */
  render(account: Account, into: Record<string, unknown>): void {
    for (const binding of this.bindings) {
      const value = account.attributes[binding.attribute.name];
      if (value === undefined || value === null || binding.attribute.name === 'password') continue;
      if (binding.top) into[binding.path.name] = binding.single ? toScim(value, binding) : value;
      else if (binding.part) renderPart(into, binding, toScim(value, binding));
      else renderAt(into, binding, toScim(value, binding), this.index);
    }
  }

  /** What a User says an attribute shall be; undefined where it says nothing. */
  wanted(resource: Resource, binding: Binding): AttributeValue | undefined {
    const value = binding.top ? resource[binding.path.name] : valueAt(resource, binding, this.index);
    return value === undefined || value === null ? undefined : fromScim(value as AttributeValue, binding);
  }
}

function bind(schema: ResourceSchema, overrides: Readonly<Record<string, string>>): readonly Binding[] {
  const attributes = new Map(schema.attributes.map((attribute) => [attribute.name, attribute]));
  const chosen = new Map<string, AttributeDescription>();
  for (const attribute of schema.attributes) {
    const text = attribute.scim ?? (isUserPath(attribute.name) ? attribute.name : undefined);
    if (text !== undefined && !(text === 'externalId' && attribute.readOnly === true)) chosen.set(text, attribute);
  }
  for (const [text, name] of Object.entries(overrides)) {
    const attribute =
      attributes.get(name) ?? (schema.open === true && name !== '' ? { name, type: 'string' as const } : undefined);
    if (name === '') chosen.delete(text);
    else if (attribute === undefined) throw new Error(`mapping "${text}": the system has no attribute "${name}"`);
    else chosen.set(text, attribute);
  }
  const bindings = [...chosen].flatMap(([text, attribute]) => bindingOf(text, attribute));
  const whole = new Set(bindings.filter(({ top }) => top).map(({ path }) => path.name));
  return bindings.filter(({ top, path }) => top || path.schema !== undefined || !whole.has(path.name));
}

function bindingOf(text: string, attribute: AttributeDescription): readonly Binding[] {
  const path = parsePath(text);
  const isCore = path.schema === undefined || path.schema.toLowerCase() === USER_URN.toLowerCase();
  const { schema: _, ...plain } = path;
  const own: AttributePath = isCore ? plain : path;
  if (OWN.has(own.name) || own.name === '') return [];
  const definition = definitionOf(own);
  const value =
    own.filter !== undefined && own.sub === undefined ? undefined : (definition?.sub ?? definition?.attribute);
  return [
    {
      path: own,
      text: printPath(own),
      attribute,
      top: isCore && own.sub === undefined && own.filter === undefined,
      part:
        own.sub !== undefined &&
        own.schema === undefined &&
        own.filter === undefined &&
        definition?.attribute.multiValued === false &&
        definition.attribute.name === own.name &&
        definition.sub?.name === own.sub,
      single: value !== undefined && (!value.multiValued || own.filter !== undefined),
      scimType: value?.type ?? (attribute.type === 'complex' ? 'complex' : attribute.type),
    },
  ];
}

interface Definition {
  readonly attribute: SchemaAttribute;
  readonly sub?: SchemaAttribute;
}

const FULL = new SchemaIndex(USER_TYPE);

function definitionOf({ filter: _, ...name }: AttributePath): Definition | undefined {
  return FULL.resolve(name);
}

function isUserPath(name: string): boolean {
  try {
    return definitionOf(parsePath(name)) !== undefined;
  } catch {
    return false;
  }
}

/** The User's schema with what is mapped, and extensions for URNs that are not the Enterprise User's. */
function resourceTypeOf(bindings: readonly Binding[], isExact: boolean): ResourceType {
  const named = new Set(bindings.filter(({ path }) => path.schema === undefined).map(({ path }) => path.name));
  const core: Schema = {
    ...USER_SCHEMA,
    attributes: USER_SCHEMA.attributes
      .filter(({ name }) => named.has(name) || name === 'active' || name === 'groups' || name === 'userName')
      .map((attribute) => narrowed(attribute, bindings, isExact)),
  };
  const urns = new Set(bindings.flatMap(({ path }) => (path.schema === undefined ? [] : [path.schema])));
  return {
    ...USER_TYPE,
    schema: core,
    extensions: [...urns].map((urn) => ({ schema: extensionOf(urn, bindings), required: false })),
  };
}

function extensionOf(urn: string, bindings: readonly Binding[]): Schema {
  const own = bindings.filter(({ path }) => path.schema === urn);
  const isEnterprise = urn.toLowerCase() === ENTERPRISE_USER_SCHEMA.id.toLowerCase();
  if (isEnterprise) {
    const named = new Set(own.map(({ path }) => path.name));
    return {
      ...ENTERPRISE_USER_SCHEMA,
      attributes: ENTERPRISE_USER_SCHEMA.attributes.filter(({ name }) => named.has(name)),
    };
  }
  return {
    id: urn,
    name: urn.slice(urn.lastIndexOf(':') + 1),
    description: 'Attributes of the system behind the gateway',
    attributes: own.map(({ path, attribute }) =>
      defineAttribute(path.name, {
        type: attribute.type === 'complex' ? 'string' : attribute.type,
        multiValued: attribute.multiValued ?? false,
        description: attribute.label ?? '',
        caseExact: attribute.caseExact ?? false,
        ...(attribute.readOnly === true ? { mutability: 'readOnly' as const } : {}),
      }),
    ),
  };
}

/** Read-only where the system's attribute is; of a complex attribute only the parts that there are. */
function narrowed(attribute: SchemaAttribute, bindings: readonly Binding[], isExact: boolean): SchemaAttribute {
  const own = bindings.filter(({ path }) => path.schema === undefined && path.name === attribute.name);
  const isWhole = own.some(({ top }) => top);
  const isReadOnly = own.length > 0 && own.every(({ attribute: { readOnly } }) => readOnly === true);
  const parts = new Set(own.map(({ path }) => path.sub));
  const isSingleComplex =
    isExact && attribute.subAttributes !== undefined && !attribute.multiValued && !isWhole && own.length > 0;
  return {
    ...attribute,
    ...(isReadOnly ? { mutability: 'readOnly' as const } : {}),
    ...(isSingleComplex ? { subAttributes: attribute.subAttributes.filter(({ name }) => parts.has(name)) } : {}),
  };
}

/** Where parts are bound, the whole is not, so what stands there was made here. */
function renderPart(into: Record<string, unknown>, { path: { name, sub = '' } }: Binding, value: unknown): void {
  const made = (into[name] ??= {}) as Record<string, unknown>;
  made[sub] = value;
}

/** An element that a mapping makes is the primary one where it is of the type "work". */
function renderAt(into: Record<string, unknown>, { path }: Binding, value: unknown, index: SchemaIndex): void {
  const written = writePath(into, path, value, index);
  Object.assign(into, written);
}

/** Clients do not always say of which type the one value is. */
function valueAt(resource: Resource, { path }: Binding, index: SchemaIndex): unknown {
  const found = readPath(resource, path, index);
  if (found !== undefined || path.filter === undefined || path.sub === undefined || !isWork(path)) return found;
  const { filter: _, sub, ...list } = path;
  const elements = readPath(resource, list, index);
  if (!Array.isArray(elements)) return undefined;
  const plain = (elements as readonly Record<string, unknown>[]).filter(
    (element) => typeof element === 'object' && element !== null && element.type === undefined,
  );
  return (plain.find(({ primary }) => primary === true) ?? plain[0])?.[sub];
}

function isWork({ filter }: AttributePath): boolean {
  return (
    filter?.kind === 'compare' &&
    filter.attribute.name === 'type' &&
    filter.operator === 'eq' &&
    filter.value === 'work'
  );
}
