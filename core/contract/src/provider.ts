import type { Secret } from '@rollcall/plugin';
import type { CheckReport } from './check.js';
import type { Account, Attributes, Group, Scalar } from './model.js';
import type { OperationSupport, Support } from './operation-support.js';
import type { AccountPrefilter, AccountQueries } from './query.js';
import type { ReadRequest } from './read-request.js';
import type { ResourceSchema } from './schema.js';

/**
 * Talks to one system. What it can do shows in its optional facets; the engine narrows on them.
 * Methods may be called many times and in parallel, and reject with the classes of `errors.ts` only.
 */
export interface Provider {
  /** Looks stage by stage whether the system can be used. Reports problems instead of throwing; changes nothing. */
  check(signal: AbortSignal): Promise<CheckReport>;
  /** The attributes that a mapping can use. The engine asks once per run. */
  schema(signal: AbortSignal): Promise<ResourceSchema>;
  /** Accounts can be read: needed of a source. */
  readonly accounts?: AccountReader;
  /** It can tell who changed since the last time. */
  readonly changes?: ChangeReader;
  /** It can be a target. */
  readonly writer?: AccountWriter;
  /** It can look for accounts by conditions, page by page. */
  readonly queries?: AccountQueries;
  /** It can leave out many accounts that a condition does not hold of. */
  readonly prefilter?: AccountPrefilter;
  /** It has groups. */
  readonly groups?: GroupReader;
  /** Memberships can be changed. */
  readonly groupWriter?: GroupWriter;
  /** What it allows; the engine keeps to it. */
  readonly limits?: Limits;
  /** Frees sockets and timers. Called once, last. */
  close?(): Promise<void>;
}

/** What the system publishes, or is known, to allow. */
export interface Limits {
  /** Accounts in one page. */
  readonly pageSize?: number;
  /** Calls in flight at once. */
  readonly concurrency?: number;
  /** Requests in a second, over time. */
  readonly requestsPerSecond?: number;
  /** Membership changes in one call. */
  readonly membersPerCall?: number;
  /** Operations in one `batch`. */
  readonly operationsPerBatch?: number;
}

/**
 * Was everything read? Removals happen only after `complete: true`.
 * A reader claims it only when it has seen every page, no page twice, and nothing that looks cut short.
 */
export type CompletenessProof =
  | { readonly complete: true; readonly how: string }
  | { readonly complete: false; readonly reason: string };

/** Some accounts, as many as the system gives at once. */
export interface AccountPage {
  /** In an order of the system's own. */
  readonly accounts: readonly Account[];
  /** On the last page only. A stream that ends without one is unproven. */
  readonly proof?: CompletenessProof;
}

/**
 * Facet of a provider whose accounts can be read: a source needs it, and a target that can be listed.
 *
 * @example
 * ```ts
 * import type { Account, AccountReader } from '@rollcall/contract';
 *
 * export function readerOf(people: readonly Account[]): AccountReader {
 *   return {
 *     async *pages({ signal }) {
 *       signal.throwIfAborted();
 *       yield { accounts: people, proof: { complete: true, how: 'all in memory' } };
 *     },
 *     get: async (id) => people.find((account) => account.id === id),
 *     search: async (text, { limit }) => people.filter(({ id }) => id.startsWith(text)).slice(0, limit),
 *   };
 * }
 * ```
 */
export interface AccountReader {
  /** Every account, each once, page by page, with bounded memory. */
  pages(request: ReadRequest): AsyncIterable<AccountPage>;
  /** The account with this id, or `undefined` when the system certainly has none. */
  get(id: string, request: ReadRequest): Promise<Account | undefined>;
  /**
   * Those of these accounts that come, in fewer requests than one each; for systems that can be asked for many at once. The engine calls it
   * with any number of ids, and asks with `get` for each that does not come: to be left out here proves nothing.
   */
  getMany?(ids: readonly string[], request: ReadRequest): Promise<readonly Account[]>;
  /** Accounts whose name, mail or id fits what a person typed; best first, at most `limit`. */
  search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]>;
}

/** Ids of accounts that changed, and where to go on. */
export interface ChangePage {
  /** Ids of accounts that may have changed, or are new. */
  readonly changed: readonly string[];
  /** Ids of accounts that are gone, as far as the system tells. A hint as well: each is asked for by id. */
  readonly removed: readonly string[];
  /** Opaque; give it to the next `since`. */
  readonly cursor: string;
}

/** Facet of a provider that can tell who changed since the last time it was asked. */
export interface ChangeReader {
  /** Ids that may have changed since the cursor. Hints: the engine re-reads each. `undefined` starts anew. */
  since(cursor: string | undefined, signal: AbortSignal): AsyncIterable<ChangePage>;
}

/** One thing that must hold of an account that is looked for. */
export interface CorrelationTerm {
  /** Name in the provider's schema, of an attribute that is `findable`. */
  readonly attribute: string;
  /** What it must equal, compared as the system itself compares. */
  readonly value: Scalar;
}

/** What every writing method is called with besides its data. */
export interface WriteContext {
  /** Stops the write. What was sent already may have had an effect: that is an `UnavailableError` with outcome `unknown`. */
  readonly signal: AbortSignal;
  /** The same for a repeated try of the same operation; for systems with idempotency keys. */
  readonly key: string;
}

/** How a person gets into a new account: by a password that only the system learns, or by an invitation that the system sends. */
export type NewCredential = { readonly kind: 'password'; readonly password: Secret } | { readonly kind: 'invitation' };

/** A new account, wholly. */
export interface CreateRequest {
  /** By the names of the schema. Names that are missing are left to the system. */
  readonly attributes: Attributes;
  /** May it sign in from the beginning? */
  readonly active: boolean;
  /** Group ids; only when `GroupWriter.membership` is `'account'`. */
  readonly groups: readonly string[];
  /**
   * Absent: none is given. Only of a kind that `AccountWriter.credentials` names. An invitation that cannot be sent is a note of the
   * result: the account is there.
   */
  readonly credential?: NewCredential;
}

/** A delta, never a whole account. */
export interface AccountChange {
  /** New values; `null` clears. */
  readonly set: Attributes;
  /** What Rollcall last knew of the same attributes; absent names were absent or unknown. */
  readonly before: Attributes;
  /** Only when `GroupWriter.membership` is `'account'`. */
  readonly groups?: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** For a conditional write, where the system offers it. */
  readonly version?: string;
}

/** What a system answers to a write. The engine keeps it with the link. */
export interface WriteResult {
  /**
   * The id that lasts. Where a system knows an invitation first and a member later, it is an id that is there all the time, such as that of
   * the person's own account; that the write is not in force yet stands in `notes`.
   */
  readonly id: string;
  /** What the system says the account is now, by the names that were written; absent where it does not say. */
  readonly attributes?: Attributes;
  /** May the account sign in now? Absent where the system does not say. */
  readonly active?: boolean;
  /** Ids of the groups that it is in now. Absent where the system does not say. */
  readonly groups?: readonly string[];
  /** For the next conditional write (an ETag). Absent where the system has none. */
  readonly version?: string;
  /** Things a person should know of this one write: a value that was stored otherwise, a mail that was sent. */
  readonly notes?: readonly string[];
}

/** A write of several in one `batch`. `index` ties the answer to it. */
export type BatchRequest =
  | { readonly operation: 'create'; readonly key: string; readonly create: CreateRequest }
  | { readonly operation: 'update'; readonly key: string; readonly id: string; readonly change: AccountChange }
  | { readonly operation: 'deactivate' | 'reactivate' | 'delete'; readonly key: string; readonly id: string };
/** What became of one request of a batch. `error` is one of the classes of `errors.ts`. */
export type BatchOutcome = { readonly result: WriteResult } | { readonly error: unknown };

/** Facet of a provider that can be a target. Writes to one account never overlap; writes to several do. */
export interface AccountWriter {
  /** Kinds of credential that a new account can get. Absent: none. */
  readonly credentials?: readonly NewCredential['kind'][];
  /** Asked once per run, before anything is planned. */
  operations(signal: AbortSignal): Promise<OperationSupport>;
  /**
   * All accounts for which every term holds, inactive ones too, compared as the system itself compares.
   * At most a handful: two are enough to know that a match is not unique.
   */
  find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]>;
  /** Not repeated blindly: an `UnavailableError` with `outcome: 'unknown'` makes the engine look first. */
  create(request: CreateRequest, context: WriteContext): Promise<WriteResult>;
  /** Sets just these attributes; repeating is safe. */
  update(id: string, change: AccountChange, context: WriteContext): Promise<WriteResult>;
  /** Takes the sign-in away and keeps all else; repeating is safe. */
  deactivate(id: string, context: WriteContext): Promise<WriteResult>;
  /** Gives the sign-in back; repeating is safe. */
  reactivate(id: string, context: WriteContext): Promise<WriteResult>;
  /** An account that is gone already counts as deleted. */
  delete(id: string, context: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }>;
  /** Several writes in one call, answered in the order given. Only where it is quicker than one by one. */
  batch?(requests: readonly BatchRequest[], signal: AbortSignal): Promise<readonly BatchOutcome[]>;
}

/** Facet of a provider that has groups. */
export interface GroupReader {
  /** Every group, each once. */
  list(signal: AbortSignal): AsyncIterable<Group>;
  /** The group with this id. Only where that is quicker than listing all; `undefined` when the system certainly has none. */
  get?(id: string, signal: AbortSignal): Promise<Group | undefined>;
  /** Groups of this name, compared without case. Only where that is quicker than listing all. */
  find?(name: string, signal: AbortSignal): Promise<readonly Group[]>;
  /** Ids of direct members, in pages. */
  members?(groupId: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
}

/** Who joins and who leaves one group. Others in it are not touched. */
export interface MembershipChange {
  /** The group, by its lasting id. */
  readonly groupId: string;
  /** Account ids. */
  readonly add: readonly string[];
  /** Account ids. One that is no member is no error. */
  readonly remove: readonly string[];
}

/** Facet of a provider that can change who is in which group. */
export interface GroupWriter {
  /**
   * Where membership is written: `'account'` with the account (Joomla), so the engine puts it into create and update;
   * `'group'` with the group (SCIM), so the engine collects changes and calls `change`.
   */
  readonly membership: 'account' | 'group';
  /** Whether `create` can make groups at all, and if not, why. Absent: it can. A sync that would need it says so before it runs. */
  readonly making?: Support;
  /** `parentId`: the group to make it under, where groups are within groups; else where the system puts new ones. */
  create(name: string, context: WriteContext, parentId?: string): Promise<Group>;
  /** Adds and removes just these members, in as many calls as the limits ask for; repeating is safe. */
  change?(change: MembershipChange, context: WriteContext): Promise<void>;
  /** Gives it another name; its id and members stay. */
  rename?(id: string, name: string, context: WriteContext): Promise<void>;
  /** Removes the group, not the accounts in it. One that is gone already counts as deleted. */
  delete?(id: string, context: WriteContext): Promise<void>;
}
