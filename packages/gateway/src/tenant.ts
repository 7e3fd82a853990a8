import type { Account, Group, Provider } from '@rollcall/contract';
import { type Leniency, ScimError } from '@rollcall/scim-protocol';
import type { Audit } from './audit.js';
import type { GatewayMemory } from './gateway-memory.js';
import { UserMapping } from './mapping/user-mapping.js';
import type { Lanes } from './request/lanes.js';

/** How a tenant's clients are treated. */
export interface TenantOptions {
  /**
   * For the audit and for messages; tokens belong to it by this name, so that renaming a tenant locks its clients
   * out.
   */
  readonly name: string;
  /** Begins with a slash and ends without. */
  readonly path: string;
  /** How the PATCH of its clients is read. Undefined: as RFC 7644 has it. */
  readonly leniency: Leniency | undefined;
  /** SCIM path to attribute name of the system; an empty name takes the path out. */
  readonly mapping: Readonly<Record<string, string>>;
  /** What a client's DELETE does to the account. */
  readonly onDelete: 'deactivate' | 'delete';
  /** Does a PUT clear what it does not name? */
  readonly put: 'replace' | 'merge';
  /** False: every write is refused with 403, whatever the token may. */
  readonly writable: boolean;
  /** Resources in a page where the client does not say. */
  readonly pageSize: number;
  /** Resources in a page at most. */
  readonly maxPageSize: number;
  /** How long a cursor is good. */
  readonly cursorTimeoutSeconds: number;
  /** Accounts that are looked through for one answer where the system does not look itself. */
  readonly maxScan: number;
  /** Operations in one bulk request; more are refused with 413. */
  readonly maxBulkOperations: number;
  /** Bytes of one request; more are refused with 413. */
  readonly maxBodyBytes: number;
}

export interface TenantParts {
  readonly options: TenantOptions;
  readonly provider: Provider;
  readonly memory: GatewayMemory;
  readonly audit: Audit;
  readonly lanes: Lanes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How long what a system says of itself is believed. */
const SCHEMA_MS = 300_000;
const GROUPS_MS = 60_000;

interface Known<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

/** What users are shown with. */
export interface TenantKnowledge {
  readonly mapping: UserMapping;
  /** Absent where the system has no groups. */
  readonly groups: ReadonlyMap<string, Group> | undefined;
}

/** One system behind the gateway, for one set of clients. */
export class Tenant {
  readonly options: TenantOptions;
  readonly provider: Provider;
  readonly memory: GatewayMemory;
  readonly audit: Audit;
  readonly lanes: Lanes;
  readonly now: () => number;
  /** Counts writes: what was remembered of a list before one is not shown after it. */
  changes = 0;
  #all: { readonly value: Promise<TenantKnowledge>; readonly until: number } | undefined;
  #users: Known<UserMapping> | undefined;
  #groups: Known<ReadonlyMap<string, Group>> | undefined;

  constructor(parts: TenantParts) {
    ({
      options: this.options,
      provider: this.provider,
      memory: this.memory,
      audit: this.audit,
      lanes: this.lanes,
      now: this.now,
    } = parts);
  }

  /** Both what `users` and what `groups` say, for as long as both are believed: every request asks for them. */
  known(signal: AbortSignal): Promise<TenantKnowledge> {
    const known = this.#all;
    if (known !== undefined && known.until > this.now()) return known.value;
    const users = this.users(signal);
    const groups = this.provider.groups === undefined ? undefined : this.groups(signal);
    const value = Promise.all([users, groups]).then(([mapping, own]) => ({ mapping, groups: own }));
    const until = Math.min(
      this.#users?.until ?? 0,
      groups === undefined ? Number.POSITIVE_INFINITY : (this.#groups?.until ?? 0),
    );
    const made = { value, until };
    this.#all = made;
    value.catch(() => {
      if (this.#all === made) this.#all = undefined;
    });
    return value;
  }

  /** The mapping of accounts, by the system's schema as it was within the last minutes. */
  users(signal: AbortSignal): Promise<UserMapping> {
    const known = this.#users;
    if (known !== undefined && known.until > this.now()) return known.value;
    const value = this.provider.schema(signal).then((schema) => new UserMapping(schema, this.options.mapping));
    this.#users = { value, until: this.now() + SCHEMA_MS };
    value.catch(() => {
      this.#users = undefined;
    });
    return value;
  }

  /** Groups that clients may see, by id; those that the system manages by itself are none of their business. */
  groups(signal: AbortSignal): Promise<ReadonlyMap<string, Group>> {
    const known = this.#groups;
    if (known !== undefined && known.until > this.now()) return known.value;
    const value = this.#readGroups(signal);
    this.#groups = { value, until: this.now() + GROUPS_MS };
    value.catch(() => {
      this.#groups = undefined;
    });
    return value;
  }

  /** Something was written: lists are read anew. */
  changed(what: 'User' | 'Group' | 'members'): void {
    this.changes += 1;
    if (what === 'User') return;
    this.#groups = undefined;
    this.#all = undefined;
  }

  refuseUnlessWritable(): void {
    if (!this.options.writable) throw new ScimError(403, 'this address only reads');
  }

  async #readGroups(signal: AbortSignal): Promise<ReadonlyMap<string, Group>> {
    const groups = new Map<string, Group>();
    for await (const group of this.provider.groups?.list(signal) ?? [])
      if (isVisible(group)) groups.set(group.id, group);
    return groups;
  }
}

/** Membership of others is the system's own business. */
export function isVisible(group: Group): boolean {
  return group.locked !== true && group.everyone !== true;
}

/** Throws 403 for an account that must never be changed. */
export function refuseProtected({ protection }: Account): void {
  if (protection !== undefined) throw new ScimError(403, `this account is never changed from outside: ${protection}`);
}

/** Ids are put into addresses of the system behind; what cannot be one is nobody's. */
export function isId(id: string): boolean {
  return /^[\w~:@=+.-]{1,200}$/.test(id) && id !== '.' && id !== '..';
}
