import type { FilterCapability, Leniency } from '@rollcall/scim-protocol';

/** What a service may take for one resource; GET and POST it always does. */
export type WriteMethod = 'PUT' | 'PATCH' | 'DELETE';

/**
 * How one kind of service differs from the RFCs. The simulator enforces each limit: a request beyond it is refused, or its value is
 * lost, as the service would do.
 */
export interface ScimDialect {
  /** As in the adapter's dialect of the same service: `aws`. */
  readonly id: string;
  /** Which discovery endpoints answer; the others are 404. */
  readonly discovery: readonly ('ServiceProviderConfig' | 'Schemas' | 'ResourceTypes')[];
  /** Resources in a page where the client does not say. */
  readonly defaultCount: number;
  /** More than this is cut to this, without a word (RFC 7644 §3.4.2.4). */
  readonly mostCount: number;
  /** `all`: every list has everything, whatever page is asked for, and says so. `cursor`: an index is overlooked, and each list goes on by a cursor. */
  readonly paging: 'index' | 'index-and-cursor' | 'cursor' | 'all';
  /** Seconds for which a cursor is good; absent: for ever. */
  readonly cursorSeconds?: number;
  /** What filters of users and of groups may be made of; others are 400 `invalidFilter`. */
  readonly userFilter: FilterCapability;
  /** As `userFilter`, for groups. */
  readonly groupFilter: FilterCapability;
  /** A list where nobody fits a filter is 404 instead of an empty list. */
  readonly nobodyIsNotFound?: boolean;
  /** What may be done to one user besides GET; others are refused. */
  readonly userMethods: readonly WriteMethod[];
  /** What may be done to one group besides GET; others are refused. */
  readonly groupMethods: readonly WriteMethod[];
  /** How PATCH is read. */
  readonly patch: PatchRules;
  /** What DELETE of a user does. */
  readonly deleteMeans: 'delete' | 'deactivate';
  /** Absent: `/Bulk` is 404. */
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number };
  /** Gives versions and heeds `If-Match`. */
  readonly etag: boolean;
  /** Answer to a PATCH that went well: the resource, 204, or `{}`. */
  readonly patchAnswer: { readonly users: PatchAnswer; readonly groups: PatchAnswer };
  /** Media types of a body; another is 415. */
  readonly contentTypes: readonly string[];
  /** A request without `User-Agent` is refused. */
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

/** What the answer to a PATCH that went well has in it. */
export type PatchAnswer = 'resource' | 'no-content' | 'empty-object';

/** How a service reads PATCH. */
export interface PatchRules {
  /** `capital`: Add, Replace and Remove, letter by letter. */
  readonly verbs: 'any-case' | 'capital';
  /** `unless-single`: an operation without a path may carry one attribute. */
  readonly withoutPath: 'allowed' | 'single' | 'refused';
  /** Forms beyond RFC 7644 that it takes. Absent: none. */
  readonly leniency?: Leniency;
  /** In one PATCH; more are refused. Absent: no limit. */
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
