import type { Account, AccountPage, AccountReader, CorrelationTerm, ReadRequest } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import type { Nesting } from '../groups/nesting.js';
import type { Protection } from '../protection.js';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { type ToAccount, toAccounts } from './account-of.js';
import { lookUp } from './look-up.js';
import { resourcePages } from './resource-pages.js';

/** A search beside the exact one: these parts of a person are typed. */
const SEARCHED = ['userName', 'displayName', 'emails.value'];

export interface ScimAccountsParts {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: ServiceFacts;
  readonly protection: Protection;
  /** Members of groups within a group are its members as well. */
  readonly nesting: Nesting | undefined;
}

/** Users of a service as accounts. */
export class ScimAccounts implements AccountReader {
  private readonly api: ScimApi;
  private readonly config: ScimConfig;
  private readonly facts: ServiceFacts;

  constructor(private readonly parts: ScimAccountsParts) {
    ({ api: this.api, config: this.config, facts: this.facts } = parts);
  }

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    if (this.config.listing === 'never') {
      yield { accounts: [], proof: { complete: false, reason: 'this service does not list its users' } };
      return;
    }
    const facts = await this.facts.get(signal);
    const toAccount = await this.#toAccount(attributes, facts, signal);
    const listing = {
      api: this.api,
      path: facts.service.usersPath,
      what: 'users',
      doing: `reading users of ${this.api.root}`,
      pageSize: facts.manner.pageSize,
      query: {},
      signal,
    };
    for await (const { resources, proof } of resourcePages(listing, facts.manner)) {
      const accounts = resources.map(toAccount).filter((account) => account !== undefined);
      yield proof === undefined ? { accounts } : { accounts, proof };
    }
  }

  async get(id: string, { attributes, signal }: ReadRequest): Promise<Account | undefined> {
    const facts = await this.facts.get(signal);
    const doing = `reading user ${id} of ${this.api.root}`;
    if (this.config.readById === 'never')
      throw new UnsupportedError({ code: 'scim-unsupported', doing, happened: 'the service reads no user by its id' });
    const user = await this.api.get(facts.service.usersPath, id, { doing, signal });
    return user === undefined ? undefined : (await this.#toAccount(attributes, facts, signal))(user);
  }

  /** Accounts for which every term holds; at most a handful. */
  async find(terms: readonly CorrelationTerm[], { attributes, signal }: ReadRequest): Promise<readonly Account[]> {
    const facts = await this.facts.get(signal);
    const doing = `looking up a user of ${this.api.root}`;
    const { users, usersPath: path } = facts.service;
    const found = await lookUp(terms, { api: this.api, config: this.config, users, path, doing, signal });
    const accounts = found
      .map(await this.#toAccount(attributes, facts, signal))
      .filter((account) => account !== undefined);
    return [...new Map(accounts.map((account) => [account.id, account])).values()].slice(0, 5);
  }

  /** Exact matches first; then, where the service can, those that contain the text. */
  async search(
    text: string,
    { attributes, signal, limit }: ReadRequest & { readonly limit: number },
  ): Promise<readonly Account[]> {
    const request = { attributes, signal };
    const found = new Map<string, Account>();
    const note = (accounts: readonly (Account | undefined)[]): void => {
      for (const account of accounts)
        if (account !== undefined && !found.has(account.id)) found.set(account.id, account);
    };
    note(await unlessRefused(this.find([{ attribute: 'userName', value: text }], request)));
    if (text.includes('@')) note(await unlessRefused(this.find([{ attribute: 'emails.value', value: text }], request)));
    if (found.size < limit && /^[\w-]+$/.test(text))
      note([(await unlessRefused(this.get(text, request).then((account) => [account])))[0]]);
    if (found.size < limit && this.config.filterBy.length === 0) note(await this.#containing(text, request, limit));
    return [...found.values()].slice(0, limit);
  }

  async #containing(
    text: string,
    { attributes, signal }: ReadRequest,
    count: number,
  ): Promise<readonly (Account | undefined)[]> {
    const facts = await this.facts.get(signal);
    const filter = SEARCHED.map((name) => `${name} co ${JSON.stringify(text)}`).join(' or ');
    const doing = `searching users of ${this.api.root}`;
    const list = await unlessRefused(
      this.api
        .list(facts.service.usersPath, { doing, signal, query: { filter, count } })
        .then(({ resources }) => resources),
    );
    // A service that overlooks filters answers with anybody.
    const wanted = text.toLowerCase();
    return list
      .filter((user) => JSON.stringify(user).toLowerCase().includes(wanted))
      .map(await this.#toAccount(attributes, facts, signal));
  }

  async #toAccount(attributes: readonly string[], { service }: Facts, signal: AbortSignal): Promise<ToAccount> {
    const { readAs } = this.config;
    const widen = await this.parts.nesting?.widening(signal);
    return toAccounts(attributes, {
      users: service.users,
      readAs,
      protection: (id, userName) => this.parts.protection.reason(id, userName),
      ...(widen === undefined ? {} : { widen }),
    });
  }
}

/** A question that the service does not understand finds nobody. */
export async function unlessRefused<T>(question: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await question;
  } catch (error) {
    if (UnsupportedError.is(error) || RejectedError.is(error)) return [];
    throw error;
  }
}
