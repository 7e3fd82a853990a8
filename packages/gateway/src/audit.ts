import type { ScimRequest } from './request/scim-request.js';

/** What a client can have done to an account or a group. */
export type AuditOperation =
  | 'create'
  | 'update'
  | 'deactivate'
  | 'reactivate'
  | 'delete'
  | 'members'
  | 'create-group'
  | 'rename-group'
  | 'delete-group';

/** One line of the audit: what is about to be written, or what came of it. Names of attributes, never values. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** An `intended` without `done` or `failed` after it: the process ended in between, and the outcome is not known. */
  readonly phase: 'intended' | 'done' | 'failed';
  /** Its name in the configuration. */
  readonly tenant: string;
  /** Id and name of the token that was used. */
  readonly client: string;
  /** What the token is called, for people. */
  readonly clientName: string;
  /** As the answer's `x-request-id`; the same in all entries of one request. */
  readonly request: string;
  /** What is done to the account or group; `members` changes who is in a group. */
  readonly operation: AuditOperation;
  /** Id of the account or group; absent while a new one has none. */
  readonly target?: string;
  /** Names, as the provider's schema has them, of what is written. */
  readonly attributes?: readonly string[];
  /** Members that come into a group. */
  readonly added?: number;
  /** Members that leave a group. */
  readonly removed?: number;
  /** Code of the error. */
  readonly error?: string;
}

/** Where entries go. Awaited: nothing is written to a system before its intent is. */
export type AuditSink = (entry: AuditEntry) => void | Promise<void>;

export type AuditSubject = Pick<AuditEntry, 'operation' | 'target' | 'attributes' | 'added' | 'removed'>;

/** Writes down what is about to be done, does it, and writes down what came of it. */
export class Audit {
  constructor(
    private readonly tenant: string,
    private readonly sink: AuditSink,
    private readonly now: () => number,
  ) {}

  async write<T>({ caller, requestId }: ScimRequest, subject: AuditSubject, work: () => Promise<T>): Promise<T> {
    const entry = { tenant: this.tenant, client: caller.id, clientName: caller.name, request: requestId, ...subject };
    await this.sink({ at: this.now(), phase: 'intended', ...entry });
    try {
      const result = await work();
      const made = idOf(result);
      await this.sink({ at: this.now(), phase: 'done', ...entry, ...(made === undefined ? {} : { target: made }) });
      return result;
    } catch (error) {
      const code = (error as { readonly code?: unknown }).code;
      await this.sink({
        at: this.now(),
        phase: 'failed',
        ...entry,
        error: typeof code === 'string' ? code : 'unknown',
      });
      throw error;
    }
  }
}

/** The id of what was made, where the answer tells one. */
function idOf(result: unknown): string | undefined {
  const id = typeof result === 'object' && result !== null && 'id' in result ? result.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
