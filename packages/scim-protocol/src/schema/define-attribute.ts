export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'complex'
  | 'binary';
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

/** One attribute with all its characteristics (RFC 7643 §2.2 and §7). */
export interface SchemaAttribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  /** Only of type `complex`. */
  readonly subAttributes?: readonly SchemaAttribute[];
}

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
