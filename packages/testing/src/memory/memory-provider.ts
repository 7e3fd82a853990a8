import {
  type Account,
  type AccountPage,
  type AccountReader,
  type AccountWriter,
  type AttributeDescription,
  type BatchOutcome,
  type BatchRequest,
  type CompletenessProof,
  ConflictError,
  type CreateRequest,
  type Group,
  type GroupReader,
  type GroupWriter,
  type Limits,
  type NewCredential,
  NotFoundError,
  OPERATIONS,
  type OperationSupport,
  type Provider,
  type ReadRequest,
  RejectedError,
  type ResourceSchema,
  type Support,
  UnauthorizedError,
  UnavailableError,
  type WriteResult,
} from '@rollcall/contract';
import { type DirectoryAccount, type DirectoryCall, type MemoryDirectory, sameText } from './memory-directory.js';

/** What the system is able to do. */
export interface MemoryProviderOptions {
  /** Its schema. */
  readonly attributes: readonly AttributeDescription[];
  /** Accounts in a page. */
  readonly pageSize?: number;
  /** Whether groups are written with the account, or the members with the group. */
  readonly membership?: 'account' | 'group';
  /** What it says about making groups. Default: nothing, so it can. */
  readonly making?: Support;
  /** Takes many writes in one call. */
  readonly batch?: boolean;
  /** Can many accounts be asked for at once? Default no. */
  readonly many?: boolean;
  /** Can all accounts be listed? Default yes. */
  readonly list?: boolean;
  /** Changes pages on their way out: cut short, repeated, without proof. */
  readonly tamper?: (pages: readonly AccountPage[]) => readonly AccountPage[];
  /** What it publishes as its limits. */
  readonly limits?: Limits;
  /** Kinds of first credential that new accounts can get. Default: none. */
  readonly credentials?: readonly NewCredential['kind'][];
  /** What has no value is told as null, as Drupal does it; default: it is left out, as SCIM does it. */
  readonly tellsEmpty?: boolean;
}

/** A provider over a {@link MemoryDirectory}: the reference for contract suites, and the partner of engine tests. */
export class MemoryProvider implements Provider {
  readonly accounts: AccountReader;
  readonly writer: AccountWriter;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly limits: Limits;

  constructor(
    /** What it reads and writes; tests look there for the truth. */
    readonly directory: MemoryDirectory,
    private readonly options: MemoryProviderOptions,
  ) {
    this.limits = options.limits ?? {};
    this.accounts = {
      pages: (request) => this.pages(request),
      get: (id) => this.call({ operation: 'get', id }, () => snapshotOrNothing(this.directory.accounts.get(id))),
      ...(options.many === true ? { getMany: (ids) => this.getMany(ids) } : {}),
      search: async (text, { limit }) =>
        [...this.directory.accounts.values()]
          .filter(
            ({ id, attributes }) =>
              id === text || Object.values(attributes).some((value) => String(value).includes(text)),
          )
          .slice(0, limit)
          .map(snapshot),
    };
    this.writer = this.makeWriter();
    this.groups = { list: () => this.listGroups() };
    this.groupWriter = this.makeGroupWriter();
  }

  check(): Promise<{ readonly stages: readonly [] }> {
    return Promise.resolve({ stages: [] });
  }

  schema(): Promise<ResourceSchema> {
    return Promise.resolve({ attributes: this.options.attributes });
  }

  private async *pages({ signal }: ReadRequest): AsyncIterable<AccountPage> {
    const size = this.options.pageSize ?? 50;
    const all = [...this.directory.accounts.values()].map(snapshot);
    const pages: AccountPage[] = [];
    for (let start = 0; start < all.length; start += size) pages.push({ accounts: all.slice(start, start + size) });
    const proof: CompletenessProof = { complete: true, how: 'everything in memory' };
    pages.push({ accounts: [], proof });
    for (const page of this.options.tamper?.(pages) ?? pages) {
      signal.throwIfAborted();
      yield await this.call({ operation: 'page' }, () => page);
    }
  }

  private async *listGroups(): AsyncIterable<Group> {
    yield* await this.call({ operation: 'list-groups' }, () => [...this.directory.groups.values()]);
  }

  private makeWriter(): AccountWriter {
    const { directory } = this;
    const operations = Object.fromEntries(
      [...OPERATIONS, 'memberships', 'list'].map((name) => [name, { supported: true }]),
    ) as unknown as OperationSupport;
    const writer: AccountWriter = {
      ...(this.options.credentials === undefined ? {} : { credentials: this.options.credentials }),
      operations: async () =>
        this.options.list === false
          ? { ...operations, list: { supported: false, reason: 'switched off' } }
          : operations,
      find: (terms) =>
        this.call({ operation: 'find' }, () =>
          [...directory.accounts.values()]
            .filter(({ attributes }) => terms.every(({ attribute, value }) => sameText(attributes[attribute], value)))
            .map(snapshot),
        ),
      create: (request) => this.call({ operation: 'create' }, () => this.create(request)),
      update: (id, change) => this.call({ operation: 'update', id }, () => this.update(id, change)),
      deactivate: (id) => this.call({ operation: 'deactivate', id }, () => this.setActive(id, false)),
      reactivate: (id) => this.call({ operation: 'reactivate', id }, () => this.setActive(id, true)),
      delete: (id) =>
        this.call({ operation: 'delete', id }, () => {
          this.refuseProtected(directory.accounts.get(id));
          directory.accounts.delete(id);
          return { outcome: 'deleted' as const };
        }),
    };
    return this.options.batch === true ? { ...writer, batch: (requests) => this.batch(writer, requests) } : writer;
  }

  private async batch(writer: AccountWriter, requests: readonly BatchRequest[]): Promise<readonly BatchOutcome[]> {
    const context = { signal: new AbortController().signal, key: '' };
    const outcomes: BatchOutcome[] = [];
    for (const request of requests) {
      try {
        if (request.operation === 'create') outcomes.push({ result: await writer.create(request.create, context) });
        else if (request.operation === 'update')
          outcomes.push({ result: await writer.update(request.id, request.change, context) });
        else if (request.operation === 'delete')
          outcomes.push({ result: { id: request.id, ...(await writer.delete(request.id, context)) } });
        else outcomes.push({ result: await writer[request.operation](request.id, context) });
      } catch (error) {
        outcomes.push({ error });
      }
    }
    return outcomes;
  }

  private getMany(ids: readonly string[]): Promise<readonly Account[]> {
    const { accounts } = this.directory;
    return this.call({ operation: 'get-many' }, () => ids.flatMap((id) => snapshotOrNothing(accounts.get(id)) ?? []));
  }

  private makeGroupWriter(): GroupWriter {
    const { directory } = this;
    return {
      membership: this.options.membership ?? 'account',
      ...(this.options.making === undefined ? {} : { making: this.options.making }),
      create: (name, _context, parentId) =>
        this.call({ operation: 'create-group' }, () => {
          let number = directory.groups.size + 1;
          while (directory.groups.has(`g${number}`)) number += 1;
          const group = { id: `g${number}`, name, ...(parentId === undefined ? {} : { parentId }) };
          directory.groups.set(group.id, group);
          return group;
        }),
      change: ({ groupId, add, remove }) =>
        this.call({ operation: 'members', id: groupId }, () => {
          if (!directory.groups.has(groupId))
            throw new NotFoundError({
              code: 'group-gone',
              doing: `changing group ${groupId}`,
              happened: 'it is not there',
            });
          for (const id of add) directory.accounts.get(id)?.groups.add(groupId);
          for (const id of remove) directory.accounts.get(id)?.groups.delete(groupId);
        }),
    };
  }

  private create({ attributes, active, groups, credential }: CreateRequest): WriteResult {
    if (this.directory.clashes(attributes).length > 0)
      throw new ConflictError({ code: 'taken', doing: 'creating an account', happened: 'a unique value is taken' });
    const account = this.directory.add({ attributes, active, groups });
    if (credential !== undefined) this.directory.credentials.set(account.id, credential);
    return resultOf(account);
  }

  private update(id: string, change: Parameters<AccountWriter['update']>[1]): WriteResult {
    const account = this.existing(id);
    if (this.directory.clashes(change.set, id).length > 0)
      throw new ConflictError({ code: 'taken', doing: `updating ${id}`, happened: 'a unique value is taken' });
    for (const [name, value] of Object.entries(change.set)) {
      if (value === null && this.options.tellsEmpty !== true) delete account.attributes[name];
      else account.attributes[name] = value;
    }
    for (const group of change.groups?.add ?? []) account.groups.add(group);
    for (const group of change.groups?.remove ?? []) account.groups.delete(group);
    return resultOf(account);
  }

  private setActive(id: string, active: boolean): WriteResult {
    const account = this.existing(id);
    account.active = active;
    return resultOf(account);
  }

  private existing(id: string): DirectoryAccount {
    const account = this.directory.accounts.get(id);
    if (account === undefined)
      throw new NotFoundError({ code: 'account-gone', doing: `changing ${id}`, happened: 'it is not there' });
    this.refuseProtected(account);
    return account;
  }

  private refuseProtected(account: DirectoryAccount | undefined): void {
    if (account?.protection !== undefined)
      throw new RejectedError({ code: 'protected', doing: `changing ${account.id}`, happened: account.protection });
  }

  private async call<T>(call: DirectoryCall, work: () => T): Promise<T> {
    // A turn of the event loop, as any real call takes: lanes interleave.
    await new Promise((resolve) => setImmediate(resolve));
    this.directory.calls.push(call);
    const fault = this.directory.faults(call);
    const doing = `${call.operation} in memory`;
    if (fault === 'unauthorized')
      throw new UnauthorizedError({
        code: 'unauthorized',
        doing,
        happened: 'the credential was refused',
        hint: 'change it',
      });
    if (fault === 'rejected')
      throw new RejectedError({ code: 'refused-value', doing, happened: 'the value was refused' });
    if (fault === 'refused')
      throw new UnavailableError({ code: 'unreachable', doing, happened: 'nobody answers', outcome: 'not-sent' });
    if (fault === 'lost-request')
      throw new UnavailableError({ code: 'lost', doing, happened: 'no answer came', outcome: 'unknown' });
    const result = work();
    if (fault === 'lost-answer')
      throw new UnavailableError({ code: 'lost', doing, happened: 'no answer came', outcome: 'unknown' });
    return result;
  }
}

function snapshot(account: DirectoryAccount): Account {
  return {
    id: account.id,
    attributes: { ...account.attributes },
    active: account.active,
    groups: [...account.groups],
    ...(account.protection === undefined ? {} : { protection: account.protection }),
  };
}

function snapshotOrNothing(account: DirectoryAccount | undefined): Account | undefined {
  return account === undefined ? undefined : snapshot(account);
}

function resultOf(account: DirectoryAccount): WriteResult {
  return { id: account.id, attributes: { ...account.attributes }, active: account.active, groups: [...account.groups] };
}
