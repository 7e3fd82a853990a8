import { RejectedError } from '@rollcall/contract';

export interface Protectable {
  readonly id: string;
  readonly username: string;
  /** Group ids, where they are known. */
  readonly groups?: readonly string[];
}

/** Which accounts must never be changed. */
export class Protection {
  readonly #named: ReadonlySet<string>;

  /** `protect`: usernames and ids of the operator. `ownId`: of the account that the token belongs to. */
  constructor(
    protect: readonly string[],
    private readonly ownId: string | undefined,
  ) {
    this.#named = new Set(protect.map((name) => name.trim().toLowerCase()));
  }

  /** Why this account must not be changed; `undefined` for ordinary ones. `superGroups`: ids of Super Users and the groups below it. */
  reason(account: Protectable, superGroups: ReadonlySet<string>): string | undefined {
    if (account.groups?.some((group) => superGroups.has(group)) === true) return 'it is a Super User';
    if (account.id === this.ownId) return 'it is the account that Rollcall signs in with';
    if (this.#named.has(account.id) || this.#named.has(account.username.toLowerCase()))
      return 'it is named in "protect"';
    return undefined;
  }

  /** Throws for an account that must not be changed. */
  refuse(account: Protectable, superGroups: ReadonlySet<string>, doing: string): void {
    const reason = this.reason(account, superGroups);
    if (reason !== undefined)
      throw new RejectedError({
        code: 'joomla-protected',
        doing,
        happened: `the account is protected: ${reason}`,
        hint: 'change it by hand in Joomla',
      });
  }
}

/** Id of the user that a Joomla API token belongs to: the token is base64 of `sha256:ID:signature`. `undefined` when it is of another form. */
export function userIdOfToken(token: string): string | undefined {
  const [algorithm, id] = Buffer.from(token, 'base64').toString('latin1').split(':');
  return algorithm !== undefined && /^sha\d+$/.test(algorithm) && id !== undefined && /^\d+$/.test(id) ? id : undefined;
}
