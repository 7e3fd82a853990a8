import type { Attributes, AttributeValue, Group, NewCredential } from '@rollcall/contract';

/** An account as the directory holds it. */
export interface DirectoryAccount {
  /** Given by the directory; never changes. */
  readonly id: string;
  /** May be changed by a test, as somebody in the system would. */
  attributes: Record<string, AttributeValue>;
  /** May sign in. */
  active: boolean;
  /** Ids. */
  readonly groups: Set<string>;
  /** Why nothing may be done to it; absent for ordinary ones. */
  protection?: string;
}

/** What a call to a directory is, for faults and for counting. */
export interface DirectoryCall {
  /** Which method of the provider asked. */
  readonly operation:
    | 'page'
    | 'get'
    | 'get-many'
    | 'find'
    | 'create'
    | 'update'
    | 'deactivate'
    | 'reactivate'
    | 'delete'
    | 'members'
    | 'create-group'
    | 'list-groups'
    | 'batch';
  /** Of the account or group; absent for calls about many. */
  readonly id?: string;
}

/**
 * What goes wrong with one call.
 * - `refused`: not sent, so without effect. `lost-request`: without effect, but nobody knows. `lost-answer`: done, but nobody knows.
 * - `rejected`: refused for what it is. `unauthorized`: the credential is bad.
 */
export type DirectoryFault = 'refused' | 'lost-request' | 'lost-answer' | 'rejected' | 'unauthorized';

/** People and groups in memory: a system that does just what it is told, or goes wrong just as it is told. */
export class MemoryDirectory {
  /** By id. Tests may look and change. */
  readonly accounts = new Map<string, DirectoryAccount>();
  /** By id. Tests may look and change. */
  readonly groups = new Map<string, Group>();
  /** First credentials that new accounts were given, by account. */
  readonly credentials = new Map<string, NewCredential>();
  /** Every call, in order. */
  readonly calls: DirectoryCall[] = [];
  /** Asked before each call; `undefined` lets it go well. */
  faults: (call: DirectoryCall) => DirectoryFault | undefined = () => undefined;
  /** Attributes that no two accounts may share, compared without case. */
  readonly unique: readonly string[];
  private nextId = 1;

  constructor(options: { readonly unique?: readonly string[]; readonly groups?: readonly Group[] } = {}) {
    this.unique = options.unique ?? [];
    for (const group of options.groups ?? []) this.groups.set(group.id, group);
  }

  /** Adds an account as it is; for setting the stage. */
  add(account: {
    readonly id?: string;
    readonly attributes?: Attributes;
    readonly active?: boolean;
    readonly groups?: readonly string[];
    readonly protection?: string;
  }): DirectoryAccount {
    const id = account.id ?? String(this.nextId++);
    const added: DirectoryAccount = {
      id,
      attributes: { ...account.attributes },
      active: account.active ?? true,
      groups: new Set(account.groups),
      ...(account.protection === undefined ? {} : { protection: account.protection }),
    };
    this.accounts.set(id, added);
    return added;
  }

  /** As it was when it was new, but for its groups. */
  clear(): void {
    this.accounts.clear();
    this.credentials.clear();
    this.calls.length = 0;
    this.faults = () => undefined;
    this.nextId = 1;
  }

  /** Ids of other accounts that hold a unique value of these. */
  clashes(attributes: Attributes, except?: string): readonly string[] {
    const wanted = this.unique.flatMap((name) => {
      const text = plain(attributes[name]);
      return text === undefined || text === '' ? [] : [[name, text] as const];
    });
    const taken: string[] = [];
    if (wanted.length === 0) return taken;
    for (const account of this.accounts.values()) {
      if (account.id === except) continue;
      if (wanted.some(([name, text]) => plain(account.attributes[name]) === text)) taken.push(account.id);
    }
    return taken;
  }

  /** Calls that change something. */
  writes(): readonly DirectoryCall[] {
    return this.calls.filter(
      ({ operation }) => !['page', 'get', 'get-many', 'find', 'list-groups'].includes(operation),
    );
  }
}

export function sameText(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  const text = plain(a);
  return text !== undefined && text !== '' && text === plain(b);
}

function plain(value: AttributeValue | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value).toLowerCase();
}
