import { RejectedError } from '@rollcall/contract';

/** The accounts that the operator wants left alone, by id or by user name. */
export class Protection {
  readonly #named: ReadonlySet<string>;
  readonly #ids: Set<string>;

  constructor(readonly names: readonly string[]) {
    this.#named = new Set(names.map((name) => name.toLowerCase()));
    this.#ids = new Set(names);
  }

  /** Why this account is left alone; `undefined` for an ordinary one. */
  reason(id: string, userName: unknown): string | undefined {
    if (typeof userName === 'string' && this.#named.has(userName.toLowerCase())) this.#ids.add(id);
    return this.#ids.has(id) ? 'it is named under "protect"' : undefined;
  }

  /** Throws a `RejectedError` for an account that is left alone. */
  refuse(id: string, doing: string): void {
    if (!this.#ids.has(id)) return;
    throw new RejectedError({
      code: 'protected',
      doing,
      happened: 'the account is named under "protect"',
      hint: 'take it out of "protect" of the connection to let Rollcall change it',
    });
  }
}
