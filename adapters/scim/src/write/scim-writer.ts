import type {
  Account,
  AccountChange,
  AccountWriter,
  BatchOutcome,
  BatchRequest,
  CorrelationTerm,
  CreateRequest,
  HttpAnswer,
  OperationSupport,
  ReadRequest,
  WriteContext,
  WriteResult,
} from '@rollcall/contract';
import { ConflictError, UnsupportedError } from '@rollcall/contract';
import type { PatchOperation } from '@rollcall/scim-protocol';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import type { Protection } from '../protection.js';
import type { ScimAccounts } from '../read/scim-accounts.js';
import { type Row, type ScimApi, versionOfResource } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { BulkWriter } from './bulk-writer.js';
import { operationSupport } from './operation-support.js';
import {
  activePatch,
  needsCurrent,
  newUser,
  patchBody,
  patchOperations,
  rejectingPaths,
  replacement,
} from './user-body.js';
import { UserRequests, unheeded } from './user-requests.js';

export interface ScimWriterParts {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: ServiceFacts;
  readonly accounts: ScimAccounts;
  readonly protection: Protection;
}

/** Writes users of a SCIM service, in the manner that it understands. */
export class ScimWriter implements AccountWriter {
  /** There when the service offers Bulk, which is known after `operations`. */
  batch?: (requests: readonly BatchRequest[], signal: AbortSignal) => Promise<readonly BatchOutcome[]>;
  readonly #users: UserRequests;

  constructor(private readonly parts: ScimWriterParts) {
    this.#users = new UserRequests(parts.api, parts.config, parts.facts);
  }

  async operations(signal: AbortSignal): Promise<OperationSupport> {
    const { facts: all, config, accounts, protection } = this.parts;
    const facts = await all.refresh(signal);
    for (const value of protection.names)
      await accounts.find([{ attribute: 'userName', value }], { attributes: [], signal });
    const { bulk } = facts.manner;
    if (bulk === undefined) delete this.batch;
    else {
      const writer = new BulkWriter(this.#users, this.parts.protection, bulk, (request, stop) =>
        this.#single(request, stop),
      );
      this.batch = (requests, stop) => writer.write(requests, stop);
    }
    return operationSupport(config, facts);
  }

  find(terms: readonly CorrelationTerm[], request: ReadRequest): Promise<readonly Account[]> {
    return this.parts.accounts.find(terms, request);
  }

  async create({ attributes, active }: CreateRequest, { signal }: WriteContext): Promise<WriteResult> {
    const { api, config, facts: all } = this.parts;
    const doing = `creating a user at ${api.root}`;
    const facts = await all.get(signal);
    const json = rejectingPaths(doing, () => newUser(attributes, active, facts.service.users, config));
    const answer = await api.send('POST', facts.service.usersPath, { doing, signal, json });
    return this.#users.settled(answer, undefined, Object.keys(attributes), facts, { doing, signal });
  }

  async update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const { api, facts: all, protection } = this.parts;
    const doing = `updating user ${id} at ${api.root}`;
    protection.refuse(id, doing);
    const facts = await all.get(signal);
    const names = Object.keys(change.set);
    if (names.length === 0) return { id };
    if (facts.manner.updateBy === 'put') return this.#put(id, change.set, facts, { doing, signal });
    const { config } = this.parts;
    const { users } = facts.service;
    const first = rejectingPaths(doing, () => needsCurrent(change.set, change.before, users, config))
      ? await this.#users.current(id, facts, doing, signal)
      : undefined;
    const operations = (current: Row | undefined): readonly PatchOperation[] =>
      rejectingPaths(doing, () => patchOperations({ ...change, current }, users, config));
    const known = first === undefined ? change.version : versionOfResource(first);
    const sent = await this.#patch(id, operations(first), known, facts, { doing, signal });
    if (sent === undefined) return this.#users.result(id, first, names, facts);
    if (sent.status !== 412) return this.#users.settled(sent, id, names, facts, { doing, signal });
    const current = await this.#users.current(id, facts, doing, signal);
    const again = await this.#patch(id, operations(current), versionOfResource(current), facts, { doing, signal });
    if (again === undefined) return this.#users.result(id, current, names, facts);
    return this.#users.settled(again, id, names, facts, { doing, signal });
  }

  deactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive(id, false, context);
  }

  reactivate(id: string, context: WriteContext): Promise<WriteResult> {
    return this.#setActive(id, true, context);
  }

  async delete(id: string, { signal }: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
    const { api, facts: all, protection, config } = this.parts;
    const doing = `deleting user ${id} at ${api.root}`;
    protection.refuse(id, doing);
    const facts = await all.get(signal);
    await this.#remove(id, facts, doing, signal);
    return { outcome: config.deleteMeans === 'deactivate' ? 'deactivated' : 'deleted' };
  }

  async #setActive(id: string, active: boolean, { signal }: WriteContext): Promise<WriteResult> {
    const { api, config, facts: all, protection } = this.parts;
    const doing = `${active ? 'reactivating' : 'deactivating'} user ${id} at ${api.root}`;
    protection.refuse(id, doing);
    const facts = await all.get(signal);
    const support = operationSupport(config, facts)[active ? 'reactivate' : 'deactivate'];
    if (!support.supported) throw new UnsupportedError({ code: 'scim-unsupported', doing, happened: support.reason });
    if (!active && config.deactivateBy === 'delete') {
      await this.#remove(id, facts, doing, signal);
      return { id, active: false };
    }
    const result =
      facts.manner.updateBy === 'put'
        ? await this.#put(id, { active }, facts, { doing, signal })
        : await this.#patchActive(id, active, facts, { doing, signal });
    if (result.active !== undefined && result.active !== active) throw unheeded(doing, active ? 'inactive' : 'active');
    return { ...result, active };
  }

  async #patchActive(id: string, active: boolean, facts: Facts, to: Asking): Promise<WriteResult> {
    const { api, config } = this.parts;
    const json = patchBody(activePatch(active, config));
    // The same value twice is the same as once.
    const answer = await api.send('PATCH', userPath(id, facts), { ...to, json, repeatable: true });
    return this.#users.settled(answer, id, [], facts, to);
  }

  /** Undefined where nothing is left to change. */
  async #patch(
    id: string,
    operations: readonly PatchOperation[],
    version: string | undefined,
    facts: Facts,
    to: Asking,
  ): Promise<HttpAnswer | undefined> {
    if (operations.length === 0) return undefined;
    const ifMatch = facts.manner.etags && version !== undefined ? { ifMatch: version } : {};
    return this.parts.api.send('PATCH', userPath(id, facts), { ...to, ...ifMatch, json: patchBody(operations) });
  }

  /** Reads the whole user and writes it back, at most twice: when somebody else was quicker, on top of what they wrote. */
  async #put(id: string, set: AccountChange['set'], facts: Facts, to: Asking): Promise<WriteResult> {
    for (const isLast of [false, true]) {
      const current = await this.#users.current(id, facts, to.doing, to.signal);
      const version = facts.manner.etags ? versionOfResource(current) : undefined;
      const json = rejectingPaths(to.doing, () => replacement(current, set, facts.service.users));
      const ifMatch = version === undefined ? {} : { ifMatch: version };
      const answer = await this.parts.api.send('PUT', userPath(id, facts), { ...to, ...ifMatch, json });
      if (answer.status === 412 && !isLast) continue;
      return this.#users.settled(answer, id, Object.keys(set), facts, to);
    }
    throw new ConflictError({
      code: 'scim-changed-meanwhile',
      doing: to.doing,
      happened: 'the user changed twice meanwhile',
    });
  }

  async #remove(id: string, facts: Facts, doing: string, signal: AbortSignal): Promise<void> {
    const answer = await this.parts.api.send('DELETE', userPath(id, facts), { doing, signal, repeatable: true });
    if (isScimNotFound(answer) || (answer.status >= 200 && answer.status < 300)) return;
    throw scimError(answer, doing, true);
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

interface Asking {
  readonly doing: string;
  readonly signal: AbortSignal;
}

function userPath(id: string, { service }: Facts): string {
  return `${service.usersPath}/${encodeURIComponent(id)}`;
}
