/** Comparison operators of RFC 7644 §3.4.2.2, table 3. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type FilterValue = string | number | boolean | null;

/** A name as it stands in a filter or path: an optional schema URN, an attribute and an optional sub-attribute. */
export interface AttributeName {
  readonly schema?: string;
  readonly name: string;
  readonly sub?: string;
}

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
  readonly kind: 'element';
  readonly attribute: AttributeName;
  readonly filter: Filter;
  readonly then?: ElementTest;
}

export type ElementTest =
  | { readonly sub: string; readonly operator: Comparison; readonly value: FilterValue }
  | { readonly sub: string; readonly operator: 'pr' };

/**
 * A filter, or the filter in a path, is not one. `position` counts characters from 0. For an answer 400 with `scimType`
 * `invalidFilter` (RFC 7644 §3.12).
 */
export class ScimFilterError extends Error {
  readonly scimType = 'invalidFilter';

  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
    this.name = 'ScimFilterError';
  }
}
