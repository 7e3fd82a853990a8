import type {
  Account,
  AccountChange,
  AccountWriter,
  BatchOutcome,
  BatchRequest,
  CorrelationTerm,
  CreateRequest,
  Operation,
  OperationSupport,
  ReadRequest,
  WriteContext,
  WriteResult,
} from '@rollcall/contract';
import { UnsupportedError } from '@rollcall/contract';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import type { Protection } from '../protection.js';
import { type ScimAccounts, unlessRefused } from '../read/scim-accounts.js';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { BulkWriter } from './bulk-writer.js';
import { type ChangeOf, patchUser, putUser, userPath } from './change-user.js';
import { createUser } from './create-user.js';
import { operationSupport } from './operation-support.js';
import { activePatch, patchBody } from './user-body.js';
import { type Asking, UserRequests, unheeded } from './user-requests.js';

export interface ScimWriterParts {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: ServiceFacts;
  readonly accounts: ScimAccounts;
  readonly protection: Protection;
}

/** Writes users of a SCIM service, in the manner that it understands. */
export class ScimWriter implements AccountWriter {
  readonly credentials = ['password'] as const;
  /** There when the service offers Bulk, which is known after `operations`. */
  batch?: (requests: readonly BatchRequest[], signal: AbortSignal) => Promise<readonly BatchOutcome[]>;
  readonly #users: UserRequests;

  constructor(private readonly parts: ScimWriterParts) {
    this.#users = new UserRequests(parts.api, parts.config, parts.facts);
  }

  async operations(signal: AbortSignal): Promise<OperationSupport> {
    const { facts: all, config, accounts, protection } = this.parts;
    const facts = await all.refresh(signal);
    // Looking them up tells their ids, by which alone a write names its account.
    for (const value of protection.names)
      await unlessRefused(accounts.find([{ attribute: 'userName', value }], { attributes: [], signal }));
    const { bulk } = facts.manner;
    if (bulk === undefined) delete this.batch;
    else {
      const writer = new BulkWriter(this.#users, protection, bulk, (request, stop) => this.#single(request, stop));
      this.batch = (requests, stop) => writer.write(requests, stop);
    }
    return operationSupport(config, facts);
  }

  find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    return this.parts.accounts.find(terms, request);
  }

  async create(request: CreateRequest, { signal }: WriteContext): Promise<WriteResult> {
    const { api, accounts } = this.parts;
    const asking = { doing: `creating a user at ${api.root}`, signal };
    const facts = await this.parts.facts.get(signal);
    return createUser(request, { users: this.#users, facts, asking, accounts });
  }

  async update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const of = await this.#changing(id, 'update', `updating user ${id}`, signal);
    if (Object.keys(change.set).length === 0) return { id };
    return this.#byPatch(
      of,
      (changed) => patchUser(change, changed),
      (changed) => putUser(change.set, changed),
    );
  }

  deactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive(id, false, context);
  }

  reactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive(id, true, context);
  }

  async delete(id: string, { signal }: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
    const of = await this.#changing(id, 'delete', `deleting user ${id}`, signal);
    const wasThere = await this.#remove(of);
    return { outcome: wasThere && this.parts.config.deleteMeans === 'deactivate' ? 'deactivated' : 'deleted' };
  }

  async #setActive(id: string, active: boolean, { signal }: WriteContext): Promise<WriteResult> {
    const [operation, doing] = active
      ? (['reactivate', `reactivating user ${id}`] as const)
      : (['deactivate', `deactivating user ${id}`] as const);
    const of = await this.#changing(id, operation, doing, signal);
    if (!active && this.parts.config.deactivateBy === 'delete') {
      await this.#remove(of);
      return { id, active: false };
    }
    const result = await this.#byPatch(
      of,
      (changed) => this.#patchActive(changed, active),
      (changed) => putUser({}, changed, active),
    );
    if (result.active !== undefined && result.active !== active)
      throw unheeded(of.asking.doing, active ? 'inactive' : 'active');
    return { ...result, active };
  }

  async #patchActive({ id, facts, asking }: ChangeOf, active: boolean): Promise<WriteResult> {
    const json = patchBody(activePatch(active, this.parts.config));
    // The same value twice is the same as once.
    const answer = await this.parts.api.send('PATCH', userPath(id, facts), { ...asking, json, repeatable: true });
    return this.#users.settled(answer, { id, set: {}, active }, facts, asking);
  }

  /** By PATCH; where that is refused and nothing says that it must be PATCH, by PUT from now on. */
  async #byPatch(
    of: ChangeOf,
    patch: (of: ChangeOf) => Promise<WriteResult>,
    put: (of: ChangeOf) => Promise<WriteResult>,
  ): Promise<WriteResult> {
    if (of.facts.manner.updateBy === 'put') return put(of);
    try {
      return await patch(of);
    } catch (error) {
      if (!UnsupportedError.is(error) || error.code !== 'scim-unsupported' || !this.parts.facts.learnNoPatch('users'))
        throw error;
      return put({ ...of, facts: await this.parts.facts.get(of.asking.signal) });
    }
  }

  /** Throws where the account is protected, or the service cannot do it. */
  async #changing(id: string, operation: Operation, what: string, signal: AbortSignal): Promise<ChangeOf> {
    const { api, config, facts: all, protection } = this.parts;
    const asking: Asking = { doing: `${what} at ${api.root}`, signal };
    protection.refuse(id, asking.doing);
    const facts: Facts = await all.get(signal);
    const support = operationSupport(config, facts)[operation];
    if (!support.supported)
      throw new UnsupportedError({ code: 'scim-unsupported', doing: asking.doing, happened: support.reason });
    return { users: this.#users, facts, id, asking };
  }

  /** False where nobody was there. */
  async #remove({ id, facts, asking }: ChangeOf): Promise<boolean> {
    const answer = await this.parts.api.send('DELETE', userPath(id, facts), { ...asking, repeatable: true });
    if (isScimNotFound(answer)) return false;
    if (answer.status >= 200 && answer.status < 300) return true;
    throw scimError(answer, asking.doing, true);
  }

  /** The same writes one by one, for what Bulk does not take. */
  async #single(request: BatchRequest, signal: AbortSignal): Promise<WriteResult> {
    const context = { signal, key: request.key };
    switch (request.operation) {
      case 'create':
        return this.create(request.create, context);
      case 'update':
        return this.update(request.id, request.change, context);
      case 'delete':
        await this.delete(request.id, context);
        return { id: request.id };
      default:
        return this[request.operation](request.id, context);
    }
  }
}
