import type { Account, Scalar } from './model.js';
import type { ReadRequest } from './read-request.js';

/** How the value of an attribute is compared. Texts without case unless the attribute is `caseExact`; times as instants. */
export type ConditionOperator = 'eq' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/**
 * What must hold of an account. `attribute` is a name of the provider's schema, or a part of a complex one (`emails.value`); of
 * several values, any may fit. `present`: there is a value, and not an empty one.
 */
export type AccountCondition =
  | { readonly all: readonly AccountCondition[] }
  | { readonly any: readonly AccountCondition[] }
  | { readonly not: AccountCondition }
  | { readonly attribute: string; readonly is: ConditionOperator; readonly value: Scalar }
  | { readonly attribute: string; readonly is: 'present' }
  | { readonly ids: readonly string[] }
  | { readonly active: boolean }
  /** Direct member of the group with this id. */
  | { readonly group: string };

/** In what order; accounts without a value come last, and first when descending. */
export interface AccountOrder {
  /** A name of the provider's schema. */
  readonly attribute: string;
  /** Largest first. */
  readonly descending: boolean;
}

/** One page that is asked for. */
export interface AccountQuery extends ReadRequest {
  /** Which accounts. Absent: all. */
  readonly where?: AccountCondition;
  /** Absent: an order of the system's own that stays the same from page to page. */
  readonly order?: AccountOrder;
  /** `next` of the page before; not together with `offset`. */
  readonly after?: string;
  /** How many of those that fit to leave out. Not together with `after`. */
  readonly offset?: number;
  /** Most accounts on the page. */
  readonly limit: number;
  /** Count all accounts that fit as well. */
  readonly total: boolean;
}

/** The page. `next` is absent on the last one. */
export interface AccountQueryPage {
  /** In the order that was asked for. */
  readonly accounts: readonly Account[];
  /** All that fit, when it was asked for. */
  readonly total?: number;
  /** For `after` of the next page. Absent on the last one. */
  readonly next?: string;
}

/** Facet of a provider whose system can look for accounts by itself. The gateway asks it; what it cannot answer is evaluated there. */
export interface AccountQueries {
  /** Does the system answer exactly this? "Nearly" is no. */
  supports(condition: AccountCondition): boolean;
  /** Does the system sort exactly so? */
  supportsOrder(order: AccountOrder): boolean;
  /** Called only with what `supports` and `supportsOrder` said yes to. */
  page(query: AccountQuery): Promise<AccountQueryPage>;
}

/**
 * Facet of a provider whose system can leave out many of those whom nobody means, though not all: it looks at a part of what is asked, or
 * compares more widely. Whoever asks looks at each account again. Beside `queries` it is the weaker promise, and needs neither pages nor totals.
 */
export interface AccountPrefilter {
  /** Is there anything in this that the system can leave somebody out by? */
  narrows(condition: AccountCondition): boolean;
  /**
   * Every account of which the condition holds, each once, and perhaps others. Rejects with an `UnsupportedError` when the system turns out
   * not to take the question; then all accounts are looked through.
   */
  candidates(condition: AccountCondition, request: ReadRequest): AsyncIterable<readonly Account[]>;
}
