import type { FilterCapability, Leniency } from '@rollcall/scim-protocol';

/** What a service may take for one resource; GET and POST it always does. */
export type WriteMethod = 'PUT' | 'PATCH' | 'DELETE';

/**
 * How one kind of service differs from the RFCs. The simulator enforces each limit: a request beyond it is refused, or its value is
 * lost, as the service would do.
 */
export interface ScimDialect {
  readonly id: string;
  /** Which discovery endpoints answer; the others are 404. */
  readonly discovery: readonly ('ServiceProviderConfig' | 'Schemas' | 'ResourceTypes')[];
  readonly defaultCount: number;
  /** More than this is cut to this, without a word (RFC 7644 §3.4.2.4). */
  readonly mostCount: number;
  /** `all`: every list has everything, whatever page is asked for, and says so. `cursor`: an index is overlooked, and each list goes on by a cursor. */
  readonly paging: 'index' | 'index-and-cursor' | 'cursor' | 'all';
  /** Seconds for which a cursor is good; absent: for ever. */
  readonly cursorSeconds?: number;
  /** What filters of users and of groups may be made of; others are 400 `invalidFilter`. */
  readonly userFilter: FilterCapability;
  readonly groupFilter: FilterCapability;
  /** A list where nobody fits a filter is 404 instead of an empty list. */
  readonly nobodyIsNotFound?: boolean;
  readonly userMethods: readonly WriteMethod[];
  readonly groupMethods: readonly WriteMethod[];
  readonly patch: PatchRules;
  /** What DELETE of a user does. */
  readonly deleteMeans: 'delete' | 'deactivate';
  /** Absent: `/Bulk` is 404. */
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number };
  readonly etag: boolean;
  /** Answer to a PATCH that went well: the resource, 204, or `{}`. */
  readonly patchAnswer: { readonly users: PatchAnswer; readonly groups: PatchAnswer };
  /** Media types of a body; another is 415. */
  readonly contentTypes: readonly string[];
  readonly needsUserAgent?: boolean;
  /** A write that begins before the last one has ended is refused with 409. */
  readonly oneWriter?: boolean;
  /** Requests a minute; one too many is 429 with `Retry-After`. */
  readonly perMinute?: { readonly reads?: number; readonly writes?: number };
  /** Attributes that have at most one value, whatever the schema says; a second one is 400. */
  readonly singleValued?: readonly string[];
  /** Top attributes that are accepted and forgotten. */
  readonly drops?: readonly string[];
  /** Two groups with one name are 409. */
  readonly uniqueGroupNames?: boolean;
}

export type PatchAnswer = 'resource' | 'no-content' | 'empty-object';

export interface PatchRules {
  /** `capital`: Add, Replace and Remove, letter by letter. */
  readonly verbs: 'any-case' | 'capital';
  /** `unless-single`: an operation without a path may carry one attribute. */
  readonly withoutPath: 'allowed' | 'single' | 'refused';
  readonly leniency?: Leniency;
  readonly mostOperations?: number;
  /** Members that one PATCH adds and removes. */
  readonly mostMembers?: number;
  /** May all members be replaced, or removed at once? */
  readonly wholeMembers: boolean;
  /** How members are removed: `members[value eq "…"]`, a list of values, or either. */
  readonly removeMembers: 'filter' | 'value' | 'either';
  /** The only top attributes of a user that PATCH may name. */
  readonly onlyUserAttributes?: readonly string[];
}
