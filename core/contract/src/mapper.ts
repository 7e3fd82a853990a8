import type { Absent, Attributes, AttributeValue, Scalar } from './model.js';

/** What a mapper gets: the value so far, and the account that it comes from. */
export interface MapperInput {
  /** The value so far: of `from`, or what the mapper before returned. Several `from` names give the list of those present. */
  readonly value: AttributeValue | Absent;
  /** Values of all `from` names in order, for the first mapper of a rule; later ones get the one value. */
  readonly values: readonly (AttributeValue | Absent)[];
  /** The whole source account. Mappings always see all of it, never a delta. */
  readonly source: SourceView;
  /** Target attribute that the rule fills. */
  readonly target: string;
}

/** The source account as mappers see it. Nothing in it may be changed. */
export interface SourceView {
  /** Its lasting id in the source. */
  readonly id: string;
  /** All attributes that the source told, by its own names. */
  readonly attributes: Attributes;
  /** May it sign in? True where the source does not tell. */
  readonly active: boolean;
  /** Names of its groups (roles). */
  readonly groups: readonly string[];
}

/** Values to try in order until the target has no account with it. Made by mappers such as `unique`. */
export interface Candidates {
  /** Best first. */
  readonly candidates: readonly Scalar[];
}

/** What a mapper gives. Absent leaves the target attribute alone; `null` clears it. */
export type MapperResult = AttributeValue | Absent | Candidates;

/**
 * Turns source values into a target value. Pure and synchronous: it may not see clock, network or random,
 * and the same input gives the same result. Called once per account and rule; must not change its input.
 */
export interface Mapper {
  /** Set by mappers that look at `source.attributes` beyond `from`, so that the source is asked for everything. */
  readonly readsAccount?: boolean;
  /** The value for the target. Throw a `RejectedError` to refuse this one account; its message never shows the value. */
  map(input: MapperInput): MapperResult;
  /**
   * For two-way syncs: what `map` would have made this value of, so that `map` of it gives `value` again. With several `from` it gives
   * a list, one entry for each of the `parts`. Absent where this one value cannot have come from anything. Never called with `null`.
   * A mapper that loses something has no `invert`, and rules with it work in one direction only.
   */
  readonly invert?: ((value: AttributeValue, parts: number) => AttributeValue | Absent) | undefined;
}

/** Tells {@link Candidates} from an ordinary complex value. */
export function isCandidates(value: MapperResult): value is Candidates {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/**
 * Marks values to be tried in this order, best first; the engine takes the first one that nobody in the target has.
 *
 * @example
 * ```js
 * import { candidates, defineMapper } from '@rollcall/contract';
 *
 * export default defineMapper({
 *   id: 'login-name',
 *   label: 'Login name',
 *   map: ({ value }) => (typeof value === 'string' ? candidates([value, `${value}2`, `${value}3`]) : value),
 * });
 * ```
 */
export function candidates(values: readonly Scalar[]): Candidates {
  return { candidates: values, [BRAND]: true } as Candidates;
}

const BRAND: unique symbol = Symbol.for('@rollcall/candidates') as never;
