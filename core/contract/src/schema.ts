/** Type names of RFC 7643 §2.3, for attributes of any system. */
export type AttributeType = 'string' | 'boolean' | 'integer' | 'decimal' | 'dateTime' | 'reference' | 'complex';

/** What is known of one attribute: for mappings, for diffs and for the person who writes them. */
export interface AttributeDescription {
  /** Name to use in a mapping, and key in `Account.attributes`. */
  readonly name: string;
  /** What people call it in the system. Default: the name. */
  readonly label?: string;
  /** What it is for, in a sentence. */
  readonly description?: string;
  /** Kind of its value, or of each of its values. */
  readonly type: AttributeType;
  /** Has a list of values. Default: no. */
  readonly multiValued?: boolean;
  /** Must have a value when an account is created. */
  readonly required?: boolean;
  /** Can be read, never written. */
  readonly readOnly?: boolean;
  /** Can be written when an account is created and not later. */
  readonly writeOnce?: boolean;
  /** Is `A` another value than `a` when the system compares? Default: no. */
  readonly caseExact?: boolean;
  /** No two accounts may have the same value. */
  readonly unique?: boolean;
  /** Longest value, in characters. */
  readonly maxLength?: number;
  /** The values that are allowed, where the system has a list. */
  readonly values?: readonly string[];
  /**
   * SCIM core attribute path that this attribute means (`userName`, `name.givenName`). A mapping may use it instead
   * of `name`, and the default mapping between two systems joins on it.
   */
  readonly scim?: string;
  /** Can `AccountWriter.find` look accounts up by it? Default: no. */
  readonly findable?: boolean;
  /**
   * Does an account that is read without it, although it was asked for, have no value of it? Then a two-way sync takes the absent
   * value for `null`: somebody cleared it. Say so only where the system tells every value that it has, to this client, and drops none
   * of those that it is given. Default: no, absent means that nothing is known. The answer to a write is not a read.
   */
  readonly omitsEmpty?: boolean;
}

/** What attributes a system's accounts have, discovered from the live system where it can tell. */
export interface ResourceSchema {
  /** Each attribute once, by its name. */
  readonly attributes: readonly AttributeDescription[];
  /** Accepts attributes that are not listed (SCIM servers without `/Schemas`). Default: no, a wrong name is an error. */
  readonly open?: boolean;
}
