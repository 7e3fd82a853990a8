import {
  type Account,
  type AccountReader,
  type Attributes,
  type AttributeValue,
  ConflictError,
  type HttpAnswer,
  NotFoundError,
  RejectedError,
  type WriteResult,
} from '@rollcall/contract';
import { type AccountRules, accountOf, visibilityOf } from '../account.js';
import type { DrupalSite } from '../drupal-site.js';
import type { JsonApiResource } from '../json-api.js';
import type { RoleDirectory } from '../role-directory.js';
import { whoAmI } from '../session.js';
import { otherWith } from './find-users.js';
import { refused, violationsIn } from './write-errors.js';

export interface WriterParts {
  readonly site: DrupalSite;
  readonly accounts: Pick<AccountReader, 'get'>;
  readonly roles: RoleDirectory;
  readonly rules: (ownId: string, fresh: boolean, signal: AbortSignal) => Promise<AccountRules>;
}

/** What every write asks of the site: the account as it is, who must be left alone, and why something was refused. */
export class TargetSite {
  #ownId: string | undefined;

  constructor(readonly parts: WriterParts) {}

  /** The account as it is now. Throws when it is gone, or must be left alone. */
  async current(id: string, attributes: readonly string[], doing: string, signal: AbortSignal): Promise<Account> {
    const account = await this.parts.accounts.get(id, { attributes, signal });
    if (account === undefined)
      throw new NotFoundError({ code: 'drupal-not-found', doing, happened: 'the site has no such account' });
    const { protection } = await this.marked(account, signal);
    if (protection !== undefined) throw new RejectedError({ code: 'drupal-protected', doing, happened: protection });
    return account;
  }

  /** The account with a mark when it must be left alone: who may do everything would lose the account with a change of address. */
  async marked(account: Account, signal: AbortSignal): Promise<Account> {
    if (account.protection !== undefined) return account;
    const roles = (await this.parts.roles.list(false, signal)) ?? [];
    const role = account.groups?.find(
      (held) => held === 'administrator' || roles.some(({ id, everything }) => id === held && everything === true),
    );
    if (role === undefined) return account;
    return { ...account, protection: `it has the role "${role}", which may do everything` };
  }

  /** The account in the answer to a write. */
  async resultOf(row: JsonApiResource, names: readonly string[], signal: AbortSignal): Promise<WriteResult> {
    return visibilityOf(row) === 'full' ? resultOf(await this.accountOf(row, signal), names) : { id: row.id };
  }

  async accountOf(row: JsonApiResource, signal: AbortSignal): Promise<Account> {
    return accountOf(row, await this.parts.rules(await this.ownId(signal), false, signal));
  }

  /** Uuid of the account that Rollcall signs in with; asked for once, or anew. */
  async ownId(signal: AbortSignal, fresh = false): Promise<string> {
    if (fresh || this.#ownId === undefined) this.#ownId = await whoAmI(this.parts.site, signal);
    return this.#ownId;
  }

  /** Why Drupal answered 422: somebody else has the name or the address, or a value is not to its liking. */
  async refusal(
    answer: HttpAnswer,
    { sent, self, doing }: { readonly sent: Attributes; readonly self?: string; readonly doing: string },
    signal: AbortSignal,
  ): Promise<Error> {
    const violations = violationsIn(answer, sent);
    const contested = violations.some(({ attribute }) => attribute === 'name' || attribute === 'mail');
    const taken = contested ? await this.taken(sent, self, doing, signal) : undefined;
    return taken ?? refused(doing, violations);
  }

  /** Somebody else who has the name or the address. Drupal tells it in the language of the site, so it is looked up, not read. */
  async taken(
    sent: Attributes,
    self: string | undefined,
    doing: string,
    signal: AbortSignal,
  ): Promise<ConflictError | undefined> {
    for (const attribute of ['name', 'mail'] as const) {
      const value = sent[attribute];
      if (typeof value !== 'string' || value === '') continue;
      const other = await otherWith(this.parts.site, { attribute, value }, self, signal);
      if (other !== undefined)
        return new ConflictError({
          code: `drupal-${attribute}-taken`,
          doing,
          happened: `account ${other} has this ${attribute} already`,
        });
    }
    return undefined;
  }
}

/** What the engine is told of an account: the attributes that were written. */
export function resultOf({ id, attributes, active, groups }: Account, names: readonly string[]): WriteResult {
  const told = Object.fromEntries(names.filter((name) => name in attributes).map((name) => [name, attributes[name]]));
  return {
    id,
    attributes: told as Attributes,
    ...(active === undefined ? {} : { active }),
    ...(groups === undefined ? {} : { groups }),
  };
}

export function isNothing(value: AttributeValue | undefined): value is null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
