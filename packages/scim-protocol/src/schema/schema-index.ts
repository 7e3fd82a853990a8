import type { AttributeName } from '../filter/ast.js';
import { splitName } from '../filter/attribute-name.js';
import { COMMON_ATTRIBUTES } from './common-attributes.js';
import type { SchemaAttribute } from './define-attribute.js';
import type { Schema } from './define-schema.js';
import { GROUP_TYPE, type ResourceType, USER_TYPE } from './resource-type.js';

/** Where an attribute is in a resource, and what it is. */
export interface ResolvedAttribute {
  /** The key in the resource that holds it: the URN of an extension; absent for what stands at the top. */
  readonly container?: string;
  /** The attribute at the top, or of the extension. */
  readonly attribute: SchemaAttribute;
  /** The part of it that the name meant; absent where it meant the whole attribute. */
  readonly sub?: SchemaAttribute;
}

/**
 * Finds the attributes of one resource type by name: in any case (RFC 7643 §2.1), with or without the URN of the core schema,
 * and always with its URN for an attribute of an extension (RFC 7644 §3.10). Built once per resource type.
 */
export class SchemaIndex {
  /** URNs of the core schema and of the extensions. */
  readonly schemas: readonly string[];
  /** Names of the attributes at the top that a resource must have. */
  readonly required: readonly string[];
  private readonly core: ReadonlyMap<string, SchemaAttribute>;
  private readonly extensions = new Map<
    string,
    { readonly schema: Schema; readonly attributes: ReadonlyMap<string, SchemaAttribute> }
  >();
  private readonly parts = new WeakMap<SchemaAttribute, ReadonlyMap<string, SchemaAttribute>>();
  private readonly urns: ReadonlySet<string>;

  constructor(
    /** What it was built from. */
    readonly resourceType: ResourceType,
  ) {
    this.core = byName([...COMMON_ATTRIBUTES, ...resourceType.schema.attributes]);
    this.schemas = [resourceType.schema.id, ...resourceType.extensions.map(({ schema }) => schema.id)];
    this.required = resourceType.schema.attributes.filter(({ required }) => required).map(({ name }) => name);
    this.urns = new Set(this.schemas.map((schema) => schema.toLowerCase()));
    for (const { schema } of resourceType.extensions) {
      this.extensions.set(schema.id.toLowerCase(), { schema, attributes: byName(schema.attributes) });
    }
  }

  /** Undefined where the resource type has no such attribute. */
  resolve({ schema, name, sub }: AttributeName): ResolvedAttribute | undefined {
    const extension = schema === undefined ? undefined : this.extensions.get(schema.toLowerCase());
    if (extension === undefined && schema !== undefined && !this.isCore(schema)) return undefined;
    const attribute = (extension?.attributes ?? this.core).get(name.toLowerCase());
    if (attribute === undefined) return undefined;
    const part = sub === undefined ? undefined : this.part(attribute, sub);
    if (sub !== undefined && part === undefined) return undefined;
    return {
      ...(extension === undefined ? {} : { container: extension.schema.id }),
      attribute,
      ...(part === undefined ? {} : { sub: part }),
    };
  }

  /** As `resolve`, of a written name: `name.familyName`, `urn:…:User:department`. */
  resolveText(text: string): ResolvedAttribute | undefined {
    return this.resolve(splitName(text, this.schemas));
  }

  /** A sub-attribute by its name in any case. */
  part(attribute: SchemaAttribute, name: string): SchemaAttribute | undefined {
    let parts = this.parts.get(attribute);
    if (parts === undefined) {
      parts = byName(attribute.subAttributes ?? []);
      this.parts.set(attribute, parts);
    }
    return parts.get(name.toLowerCase());
  }

  /** The schema of an extension of this type, by its URN in any case. */
  extension(urn: string): Schema | undefined {
    return this.extensions.get(urn.toLowerCase())?.schema;
  }

  /** Is it the URN, in any case, of the core schema or of an extension? */
  isKnown(urn: string): boolean {
    return this.urns.has(urn.toLowerCase());
  }

  /** Is it the URN, in any case, of the core schema? Its attributes need no URN before their names. */
  isCore(urn: string): boolean {
    return urn.toLowerCase() === this.resourceType.schema.id.toLowerCase();
  }

  /** All attributes that stand at the top of a resource, the common ones among them. */
  get topAttributes(): Iterable<SchemaAttribute> {
    return this.core.values();
  }
}

/** For users as RFC 7643 has them. Whoever adds an extension builds an index of their own. */
export const USER_INDEX = new SchemaIndex(USER_TYPE);
/** For groups as RFC 7643 has them. */
export const GROUP_INDEX = new SchemaIndex(GROUP_TYPE);

function byName(attributes: readonly SchemaAttribute[]): ReadonlyMap<string, SchemaAttribute> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}
