import type { Account, AccountPage, AccountReader, CompletenessProof, ReadRequest } from '@rollcall/contract';
import { NotFoundError } from '@rollcall/contract';
import { type AccountRules, accountOf, hasUnknownRole, UID, visibilityOf } from './account.js';
import { refuseBlind, sighted } from './blind-row.js';
import type { DrupalSite } from './drupal-site.js';
import { getDocument, getList, type JsonApiResource } from './json-api.js';
import { highestUid, readPages } from './read-pages.js';
import { searchRows } from './search.js';
import { type Me, meAt, whoAmI } from './session.js';

export interface AccountReaderParts {
  readonly site: DrupalSite;
  readonly pageSize: number;
  readonly lanes: number;
  /** What holds for all accounts of one reading; `fresh`: the roles are asked for anew. */
  readonly rules: (ownId: string, fresh: boolean, signal: AbortSignal) => Promise<AccountRules>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** So many ids and the longest list of fields fit into an address. */
const AT_ONCE = 25;
/** Longest list of fields that is put into an address; web servers refuse addresses beyond 8 KiB. */
const LONGEST_FIELDS = 4_000;

/** Reads accounts over JSON:API: all of them with proof, one by uuid, some by what a person typed. */
export class DrupalAccounts implements AccountReader {
  #ownId: string | undefined;

  constructor(private readonly parts: AccountReaderParts) {}

  async *pages({ attributes, signal }: ReadRequest): AsyncGenerator<AccountPage> {
    const { site, pageSize, lanes } = this.parts;
    // First, and alone: with a wrong password each request counts towards the lock-out.
    const me = await meAt(site, signal);
    this.#ownId = me.id;
    const rules = await this.parts.rules(me.id, true, signal);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    let proof: CompletenessProof;
    try {
      proof = yield* readPages({ site, pageSize, lanes, rules, fields: fieldsFor(attributes), signal: both });
    } finally {
      stop.abort();
    }
    yield { accounts: [], proof: await this.#sworn(proof, me, signal) };
  }

  /** Rows that do not show everything are left out: whoever wants them asks for each, and is told why. */
  async getMany(ids: readonly string[], { attributes, signal }: ReadRequest): Promise<readonly Account[]> {
    const { site } = this.parts;
    const known = ids.filter((id) => UUID.test(id));
    const fields = fieldsFor(attributes);
    const rows: JsonApiResource[] = [];
    for (let start = 0; start < known.length; start += AT_ONCE) {
      const query = {
        'filter[ids][condition][path]': 'id',
        'filter[ids][condition][operator]': 'IN',
        'filter[ids][condition][value][]': known.slice(start, start + AT_ONCE),
        'page[limit]': AT_ONCE,
        ...(fields === undefined ? {} : { 'fields[user--user]': fields.join(',') }),
      };
      const { data } = await getList(site, { path: 'user/user', query, signal, doing: 'reading users by id' });
      rows.push(...data.filter((row) => visibilityOf(row) === 'full'));
    }
    if (rows.length === 0) return [];
    const ownId = await this.#own(signal);
    const rules = await this.parts.rules(ownId, false, signal);
    const isNew = rows.some((row) => hasUnknownRole(row, rules));
    const now = isNew ? await this.parts.rules(ownId, true, signal) : rules;
    return rows.map((row) => accountOf(row, now));
  }

  async get(id: string, { attributes, signal }: ReadRequest): Promise<Account | undefined> {
    const { site } = this.parts;
    if (!UUID.test(id)) return undefined;
    const row = await this.#row(id, attributes, signal);
    if (row === undefined) return undefined;
    if (visibilityOf(row) !== 'full') {
      if (visibilityOf(row) === 'anonymous-row' && (await this.#isAnonymous(row.id, signal))) return undefined;
      return refuseBlind(site, row, 'reading a user', signal);
    }
    const ownId = await this.#own(signal);
    const rules = await this.parts.rules(ownId, false, signal);
    return accountOf(row, hasUnknownRole(row, rules) ? await this.parts.rules(ownId, true, signal) : rules);
  }

  async search(text: string, request: ReadRequest & { readonly limit: number }): Promise<readonly Account[]> {
    const { site } = this.parts;
    const { signal, limit } = request;
    const wanted = text.trim();
    if (UUID.test(wanted)) {
      const one = await this.get(wanted.toLowerCase(), request);
      return one === undefined ? [] : [one];
    }
    if (wanted === '') return [];
    const ownId = await whoAmI(site, signal);
    const rows = await sighted(
      site,
      await searchRows(site, { text: wanted, limit, fields: fieldsFor([...request.attributes, 'mail']), signal }),
      'searching users',
      signal,
    );
    const rules = await this.parts.rules(ownId, true, signal);
    return rows.slice(0, limit).map((row) => accountOf(row, rules));
  }

  async #row(id: string, attributes: readonly string[], signal: AbortSignal): Promise<JsonApiResource | undefined> {
    const { site } = this.parts;
    const fields = fieldsFor(attributes);
    try {
      const query = fields === undefined ? {} : { query: { 'fields[user--user]': fields.join(',') } };
      return (await getDocument(site, { path: `user/user/${id}`, signal, doing: 'reading a user', ...query }))
        .data as JsonApiResource;
    } catch (error) {
      if (!NotFoundError.is(error)) throw error;
      // A stranger is told 403 or 404 as well; only one who is signed in may believe it.
      this.#ownId = await whoAmI(site, signal);
      return undefined;
    }
  }

  async #own(signal: AbortSignal): Promise<string> {
    this.#ownId ??= await whoAmI(this.parts.site, signal);
    return this.#ownId;
  }

  /** To those without permission every user looks like Anonymous, so first see that we are not one of them. */
  async #isAnonymous(id: string, signal: AbortSignal): Promise<boolean> {
    const { site } = this.parts;
    await highestUid(site, signal);
    const { data } = await getList(site, {
      path: 'user/user',
      // With a filter Drupal leaves Anonymous out, whatever it asks for; without one it comes first.
      query: { sort: UID, 'page[limit]': 1 },
      signal,
      doing: 'reading a user',
    });
    return data[0]?.id === id;
  }

  /** The password may have been changed while we read: only who is still signed in has seen everything. */
  async #sworn(proof: CompletenessProof, me: Me, signal: AbortSignal): Promise<CompletenessProof> {
    const still = await whoAmI(this.parts.site, signal);
    if (!proof.complete) return proof;
    if (still !== me.id) return { complete: false, reason: 'the sign-in changed meanwhile' };
    return { complete: true, how: `${proof.how}; signed in as ${me.name} before and after` };
  }
}

/**
 * Fields to ask for, when only some are needed: what the adapter needs itself comes on top. `display_name` is computed
 * from others and may be asked for as any. `undefined` asks for all.
 */
export function fieldsFor(attributes: readonly string[]): readonly string[] | undefined {
  const fields = [...new Set([UID, 'name', 'status', 'roles', ...attributes.filter((name) => name !== 'uuid')])].sort();
  return fields.every((name) => /^\w+$/.test(name)) && fields.join(',').length <= LONGEST_FIELDS ? fields : undefined;
}
