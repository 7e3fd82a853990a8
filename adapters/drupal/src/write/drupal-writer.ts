import type {
  Account,
  AccountChange,
  AccountWriter,
  AttributeValue,
  CorrelationTerm,
  CreateRequest,
  OperationSupport,
  ReadRequest,
  WriteContext,
  WriteResult,
} from '@rollcall/contract';
import { fieldsFor } from '../read-accounts.js';
import { changeAccount, setStatus } from './change-account.js';
import { createAccount } from './create-account.js';
import { deleteAccount } from './delete-account.js';
import { findUsers } from './find-users.js';
import { invite } from './invite.js';
import { mayWrite, supportOf } from './may-write.js';
import { isNothing, TargetSite, type WriterParts } from './target-site.js';
import { Turns } from './turns.js';
import { uuidOfKey } from './uuid-of-key.js';

/**
 * Writes accounts and their roles over JSON:API. Reads each account before it changes it, sends only what differs, and makes one
 * change of an account, and one use of an address, at a time.
 */
export class DrupalWriter implements AccountWriter {
  readonly credentials = ['password', 'invitation'] as const;
  readonly #turns = new Turns();
  readonly #target: TargetSite;

  constructor(private readonly parts: WriterParts) {
    this.#target = new TargetSite(parts);
  }

  async operations(signal: AbortSignal): Promise<OperationSupport> {
    await this.#target.ownId(signal, true);
    return supportOf(await mayWrite(this.parts.site, signal));
  }

  async find(terms: readonly CorrelationTerm[], { attributes, signal }: ReadRequest): Promise<readonly Account[]> {
    const rows = await findUsers(this.parts.site, { terms, fields: fieldsFor([...attributes, 'mail']), signal });
    return Promise.all(rows.map(async (row) => this.#target.marked(await this.#target.accountOf(row, signal), signal)));
  }

  create(request: CreateRequest, { signal, key }: WriteContext): Promise<WriteResult> {
    const { name, mail } = request.attributes;
    const keys = [...keyOf('name', name), ...keyOf('mail', mail)];
    return this.#turns.take(keys, async () => {
      const made = await createAccount(this.#target, request, uuidOfKey(key), signal);
      if (request.credential?.kind !== 'invitation') return made;
      const note = request.active
        ? await invite(this.parts.site, String(name ?? ''), signal)
        : 'nobody blocked is invited';
      return note === undefined ? made : { ...made, notes: [...(made.notes ?? []), note] };
    });
  }

  update(id: string, change: AccountChange, { signal }: WriteContext): Promise<WriteResult> {
    const { name, mail } = change.set;
    const keys = [`id:${id}`, ...keyOf('name', name), ...keyOf('mail', mail)];
    return this.#turns.take(keys, () => changeAccount(this.#target, id, change, signal));
  }

  deactivate(id: string, { signal }: WriteContext): Promise<WriteResult> {
    return this.#turns.take([`id:${id}`], () => setStatus(this.#target, id, false, signal));
  }

  reactivate(id: string, { signal }: WriteContext): Promise<WriteResult> {
    return this.#turns.take([`id:${id}`], () => setStatus(this.#target, id, true, signal));
  }

  delete(id: string, { signal }: WriteContext): Promise<{ readonly outcome: 'deleted' | 'deactivated' }> {
    return this.#turns.take([`id:${id}`], () => deleteAccount(this.#target, id, signal));
  }
}

function keyOf(name: string, value: AttributeValue | undefined): readonly string[] {
  return isNothing(value) ? [] : [`${name}:${String(value).toLowerCase()}`];
}
