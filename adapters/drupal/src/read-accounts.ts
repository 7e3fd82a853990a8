import type { Account, AccountPage, AccountReader, Http, ReadRequest } from '@rollcall/contract';
import { NotFoundError } from '@rollcall/contract';
import { type AccountRules, UID, accountOf, visibilityOf } from './account.js';
import { type JsonApiResource, getDocument, listOf } from './json-api.js';
import { readPages, refuseBlind } from './read-pages.js';
import { whoAmI } from './session.js';

export interface AccountReaderParts {
  readonly http: Http;
  readonly jsonapiPath: string;
  readonly pageSize: number;
  readonly lanes: number;
  /** Asked once per reading. */
  readonly rules: (signal: AbortSignal) => Promise<AccountRules>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Reads accounts over JSON:API: all of them with proof, one by uuid, some by what a person typed. */
export class DrupalAccounts implements AccountReader {
  constructor(private readonly parts: AccountReaderParts) {}

  async *pages({ attributes, signal }: ReadRequest): AsyncIterable<AccountPage> {
    const { http, jsonapiPath, pageSize, lanes } = this.parts;
    const me = await whoAmI(http, jsonapiPath, signal);
    const rules = await this.parts.rules(signal);
    const seen = new Set<string>();
    let repeated = 0;
    for await (const page of readPages({ http, jsonapiPath, pageSize, lanes, rules, fields: fieldsFor(attributes), signal })) {
      for (const { id } of page.accounts) {
        if (seen.has(id)) repeated += 1;
        seen.add(id);
      }
      yield page;
    }
    // The password may have been changed while we read: only who is still signed in has seen everything.
    const still = await whoAmI(http, jsonapiPath, signal);
    const reason = repeated > 0 ? `${repeated} accounts came twice` : still !== me ? 'the sign-in changed meanwhile' : seen.has(me) ? undefined : 'the account that Rollcall signs in with was not among them';
    yield { accounts: [], proof: reason === undefined ? { complete: true, how: 'read by number without gaps to the end, signed in before and after' } : { complete: false, reason } };
  }

  async get(id: string, { signal }: ReadRequest): Promise<Account | undefined> {
    const { http, jsonapiPath } = this.parts;
    if (!UUID.test(id)) return undefined;
    try {
      const { data } = await getDocument(http, { path: `${jsonapiPath}/user/user/${id}`, signal, doing: 'reading a user' });
      refuseBlind(data as JsonApiResource, http.origin);
      return accountOf(data as JsonApiResource, await this.parts.rules(signal));
    } catch (error) {
      if (!NotFoundError.is(error)) throw error;
      // A stranger is told 403 or 404 as well; only one who is signed in may believe it.
      await whoAmI(http, jsonapiPath, signal);
      return undefined;
    }
  }

  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const { http, jsonapiPath } = this.parts;
    await whoAmI(http, jsonapiPath, request.signal);
    if (UUID.test(text)) {
      const one = await this.get(text, request);
      return one === undefined ? [] : [one];
    }
    const { rows, rules } = { rows: listOf(await getDocument(http, { path: `${jsonapiPath}/user/user`, query: searchQuery(text, request.limit), signal: request.signal, doing: 'searching users' })), rules: await this.parts.rules(request.signal) };
    const accounts = rows.filter((row) => visibilityOf(row) === 'full').map((row) => accountOf(row, rules));
    return accounts.sort((a, b) => rank(a, text) - rank(b, text));
  }
}

/**
 * Fields to ask for, when only some are needed: what the adapter needs itself comes on top. `display_name` is computed
 * from others and may be asked for as any.
 */
function fieldsFor(attributes: readonly string[]): readonly string[] | undefined {
  return [...new Set([UID, 'name', 'status', 'roles', 'created', ...attributes])].sort();
}

function searchQuery(text: string, limit: number): Readonly<Record<string, string | number>> {
  const query: Record<string, string | number> = { 'filter[any][group][conjunction]': 'OR', 'page[limit]': Math.min(limit, 50), sort: 'name' };
  const add = (key: string, path: string, operator: string, value: string): void => {
    Object.assign(query, { [`filter[${key}][condition][path]`]: path, [`filter[${key}][condition][operator]`]: operator, [`filter[${key}][condition][value]`]: value, [`filter[${key}][condition][memberOf]`]: 'any' });
  };
  add('n', 'name', 'CONTAINS', text);
  add('m', 'mail', 'CONTAINS', text);
  if (/^\d{1,9}$/.test(text)) add('u', UID, '=', text);
  return query;
}

/** Exact names and addresses first. */
function rank({ attributes }: Account, text: string): number {
  const wanted = text.toLowerCase();
  return [attributes.name, attributes.mail].some((value) => typeof value === 'string' && value.toLowerCase() === wanted) ? 0 : 1;
}
