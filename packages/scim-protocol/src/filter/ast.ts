/** Comparison operators of RFC 7644 §3.4.2.2, table 3. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
/** An operator that compares with a value. `pr` is none of them: it takes no value. */
export type Comparison = (typeof COMPARISONS)[number];

/** What a filter compares with: a JSON text, number, boolean or `null`. Times are texts. */
export type FilterValue = string | number | boolean | null;

/** A name as it stands in a filter or path: an optional schema URN, an attribute and an optional sub-attribute. */
export interface AttributeName {
  /** URN of the schema; absent where the name stands alone, which means the core schema. */
  readonly schema?: string;
  /** The attribute itself, in the case in which it was written: names are compared without case (RFC 7643 §2.1). */
  readonly name: string;
  /** Part of a complex attribute: `familyName` of `name.familyName`. */
  readonly sub?: string;
}

/**
 * A parsed filter, as a tree. `present` is `pr`; `compare` is one comparison with a value; brackets of grouping leave
 * no trace.
 */
export type Filter =
  | { readonly kind: 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly attribute: AttributeName }
  | {
      readonly kind: 'compare';
      readonly attribute: AttributeName;
      readonly operator: Comparison;
      readonly value: FilterValue;
    }
  | ElementFilter;

/** `emails[type eq "work"]`: one element for which the inner filter holds as a whole, and `then` of its sub-attribute. */
export interface ElementFilter {
  /** Tells this from the other kinds of {@link Filter}. */
  readonly kind: 'element';
  /** The multi-valued attribute before the bracket. */
  readonly attribute: AttributeName;
  /** What stands in the brackets, with names relative to the element. */
  readonly filter: Filter;
  /**
   * What follows the brackets: `.value eq "x"` in `emails[type eq "work"].value eq "x"`. Absent: that there is such
   * an element is enough.
   */
  readonly then?: ElementTest;
}

/** A test of one part of the element that the brackets chose. */
export type ElementTest =
  | { readonly sub: string; readonly operator: Comparison; readonly value: FilterValue }
  | { readonly sub: string; readonly operator: 'pr' };

/**
 * A filter, or the filter in a path, is not one. `position` counts characters from 0. For an answer 400 with `scimType`
 * `invalidFilter` (RFC 7644 §3.12).
 */
export class ScimFilterError extends Error {
  /** Keyword of the error answer. */
  readonly scimType = 'invalidFilter';

  constructor(
    message: string,
    /** Characters before the one at which the filter stops making sense, for pointing at it. */
    readonly position: number,
  ) {
    super(message);
    this.name = 'ScimFilterError';
  }
}
