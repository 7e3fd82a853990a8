/** Data types of RFC 7643 §2.3. In JSON, `dateTime`, `reference` and `binary` are texts. */
export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'complex'
  | 'binary';
/**
 * Who may write a value and when (RFC 7643 §7). `immutable`: once, when the resource is made. `writeOnly`: it is
 * never shown.
 */
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
/** When a value is in an answer (RFC 7643 §7). `request`: only when it is asked for by name. */
export type Returned = 'always' | 'never' | 'default' | 'request';
/** How far a value is unique (RFC 7643 §7). `global`: in all the world, such as an e-mail address. */
export type Uniqueness = 'none' | 'server' | 'global';

/** One attribute with all its characteristics (RFC 7643 §2.2 and §7). */
export interface SchemaAttribute {
  /** Unique among its siblings without regard to case: letters, digits, `-`, `_`, `$`. */
  readonly name: string;
  /** What one value is; `complex` has parts. */
  readonly type: AttributeType;
  /** Values are a list, in no particular order. */
  readonly multiValued: boolean;
  /** For people, as `/Schemas` shows it. */
  readonly description: string;
  /** A resource without it is refused. */
  readonly required: boolean;
  /** `Ann` and `ann` are two values; also in filters. */
  readonly caseExact: boolean;
  /** Whether a client may write it. */
  readonly mutability: Mutability;
  /** Whether a client gets to see it unasked. */
  readonly returned: Returned;
  /** Whether two resources may have the same value. `server`: not on one server, so that a second one gets 409. */
  readonly uniqueness: Uniqueness;
  /** Values that are suggested; others are not wrong (RFC 7643 §7). */
  readonly canonicalValues?: readonly string[];
  /** What a `reference` may lead to: names of resource types, `external` or `uri`. */
  readonly referenceTypes?: readonly string[];
  /** Only of type `complex`. */
  readonly subAttributes?: readonly SchemaAttribute[];
}

/** Characteristics that differ from the defaults of RFC 7643 §2.2. */
export type AttributeOptions = Partial<Omit<SchemaAttribute, 'name'>>;

/**
 * An attribute with the defaults of RFC 7643 §2.2 for what is not said. Sub-attributes make it `complex`. References and
 * binary values keep their case (§2.3.6, §2.3.7).
 */
export function defineAttribute(name: string, options: AttributeOptions = {}): SchemaAttribute {
  const type = options.type ?? (options.subAttributes === undefined ? 'string' : 'complex');
  return {
    name,
    type,
    multiValued: false,
    description: '',
    required: false,
    caseExact: type === 'reference' || type === 'binary',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...options,
  };
}

/** `value`, `display`, `type` and `primary`: the parts that multi-valued attributes have in common (RFC 7643 §2.4). */
export function valueParts(
  value: AttributeOptions = {},
  types: readonly string[] | undefined = undefined,
): readonly SchemaAttribute[] {
  return [
    defineAttribute('value', value),
    defineAttribute('display'),
    defineAttribute('type', types === undefined ? {} : { canonicalValues: types }),
    defineAttribute('primary', { type: 'boolean' }),
  ];
}
