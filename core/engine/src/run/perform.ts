import type { AccountWriter, BatchRequest, WriteContext, WriteResult } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import type { OperationRecord } from '../ports/state.js';

/** What came of one operation in the target. */
export interface Performed {
  /** `null` when the account is gone. */
  readonly targetId: string | null;
  readonly state: 'active' | 'inactive' | 'deleted';
  readonly result: Partial<WriteResult>;
}

/** Group ids of an operation, after new groups have got theirs. */
export type ResolveGroups = (ids: readonly string[]) => readonly string[];

/** Sends one operation to the target. Rejects with the classes of the contract. */
export async function perform(
  writer: AccountWriter,
  operation: OperationRecord,
  state: 'active' | 'inactive',
  groups: ResolveGroups,
  signal: AbortSignal,
): Promise<Performed> {
  if (operation.kind === 'link') return { targetId: operation.targetId, state: 'active', result: {} };
  const request = requestOf(operation, groups);
  const context: WriteContext = { signal, key: operation.key };
  switch (request.operation) {
    case 'create':
      return performed(request, await writer.create(request.create, context), state);
    case 'update':
      return performed(request, await writer.update(request.id, request.change, context), state);
    case 'deactivate':
      return performed(request, await writer.deactivate(request.id, context), state);
    case 'reactivate':
      return performed(request, await writer.reactivate(request.id, context), state);
    case 'delete': {
      const { outcome } = await writer.delete(request.id, context);
      return outcome === 'deleted'
        ? { targetId: null, state: 'deleted', result: {} }
        : {
            targetId: request.id,
            state: 'inactive',
            result: { notes: ['the target deactivated the account instead of deleting it'] },
          };
    }
  }
}

/** The operation as a call, for a single write or as a part of a batch. */
export function requestOf(operation: OperationRecord, groups: ResolveGroups): BatchRequest {
  const { kind, key, targetId, after, before } = operation;
  const add = groups(operation.groups.add);
  if (kind === 'create') return { operation: 'create', key, create: { attributes: after, active: true, groups: add } };
  if (targetId === null)
    throw new RejectedError({
      code: 'no-target',
      doing: `${kind} of an account`,
      happened: 'no target account is known',
      hint: 'run the sync again',
    });
  const remove = groups(operation.groups.remove);
  if (kind === 'update' || kind === 'resolve' || kind === 'make-way') {
    return {
      operation: 'update',
      key,
      id: targetId,
      change: { set: after, before, ...(add.length + remove.length === 0 ? {} : { groups: { add, remove } }) },
    };
  }
  if (kind === 'deactivate' || kind === 'reactivate' || kind === 'delete')
    return { operation: kind, key, id: targetId };
  throw new UnsupportedError({
    code: 'not-an-account-operation',
    doing: `sending ${kind}`,
    happened: 'it is not an operation on an account',
    hint: 'this is a fault in Rollcall',
  });
}

/** What an answer means for the link. */
export function performed(request: BatchRequest, result: WriteResult, state: 'active' | 'inactive'): Performed {
  const next = request.operation === 'deactivate' ? 'inactive' : request.operation === 'update' ? state : 'active';
  if (request.operation === 'delete') return { targetId: null, state: 'deleted', result };
  return { targetId: result.id, state: next, result };
}
