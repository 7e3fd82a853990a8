import { randomUUID } from 'node:crypto';
import {
  type Account,
  type AccountCondition,
  type AccountPrefilter,
  type AttributeDescription,
  type ReadRequest,
  RejectedError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedError,
} from '@rollcall/contract';
import {
  type AccountTest,
  type JsonApiColumn,
  type JsonApiFilter,
  jsonApiLanguage,
  jsonApiParameters,
  translate,
} from '@rollcall/scim-protocol';
import { accountOf, UID } from './account.js';
import { sighted, uidOf } from './blind-row.js';
import { getList } from './json-api.js';
import { type AccountReaderParts, fieldsFor } from './read-accounts.js';
import { whoAmI } from './session.js';

const DOING = 'looking for users';
const ROLES = 'roles.meta.drupal_internal__target_id';

/**
 * Fields of every site. `access` and `login` are none of them: answers show them as they were when the account was saved last, and a filter
 * asks for them as they are.
 */
const CORE: Readonly<Record<string, JsonApiColumn>> = {
  name: { path: 'name', type: 'text', always: true, equality: true },
  mail: { path: 'mail', type: 'text' },
  init: { path: 'init', type: 'text' },
  timezone: { path: 'timezone', type: 'text' },
  langcode: { path: 'langcode', type: 'text' },
  preferred_langcode: { path: 'preferred_langcode', type: 'text' },
  status: { path: 'status', type: 'boolean', always: true },
  [UID]: { path: UID, type: 'integer', always: true },
  created: { path: 'created', type: 'time', always: true },
  changed: { path: 'changed', type: 'time', always: true },
};

/**
 * Asks JSON:API for those who may be meant. Its filters compare as the site's database does, so they are a first sieve only; see
 * `jsonApiLanguage`. Read by keyset, like everything: paging by offset passes people over when others come and go.
 */
export class DrupalCandidates implements AccountPrefilter {
  /** Fields of the site's own, as it showed them last. */
  #fields: ReadonlyMap<string, JsonApiColumn> = new Map();

  constructor(private readonly parts: AccountReaderParts) {}

  /** Takes the fields that a schema shows for those that can be asked for. */
  learn(attributes: readonly AttributeDescription[]): void {
    this.#fields = new Map(
      attributes.flatMap((attribute) => {
        const column = columnOf(attribute);
        return column === undefined ? [] : [[attribute.name, column] as const];
      }),
    );
  }

  narrows(condition: AccountCondition): boolean {
    return this.#filterFor(condition) !== undefined;
  }

  async *candidates(
    condition: AccountCondition,
    { attributes, signal }: ReadRequest,
  ): AsyncGenerator<readonly Account[]> {
    const { site, rules } = this.parts;
    const filter = this.#filterFor(condition);
    if (filter === undefined) throw notAsked('the condition has nothing in it that JSON:API can look for');
    const accountRules = await rules(await whoAmI(site, signal), false, signal);
    const fields = fieldsFor(attributes);
    for (let after = 0; ; ) {
      const { data, links } = await this.#page(filter, { after, fields, signal });
      const rows = await sighted(site, data, DOING, signal);
      if (rows.length > 0) yield rows.map((row) => accountOf(row, accountRules));
      const last = rows.at(-1);
      if (links?.next === undefined || last === undefined || uidOf(last) <= after) return;
      after = uidOf(last);
    }
  }

  async #page(
    filter: JsonApiFilter,
    {
      after,
      fields,
      signal,
    }: { readonly after: number; readonly fields: readonly string[] | undefined; readonly signal: AbortSignal },
  ): ReturnType<typeof getList> {
    const { site, pageSize } = this.parts;
    const query = {
      ...(fields === undefined ? {} : { 'fields[user--user]': fields.join(',') }),
      'filter[after][condition][path]': UID,
      'filter[after][condition][operator]': '>',
      'filter[after][condition][value]': after,
      ...jsonApiParameters(filter),
      ...freshness(filter),
      sort: UID,
      'page[limit]': pageSize,
    };
    try {
      return await getList(site, { path: 'user/user', query, signal, doing: DOING });
    } catch (error) {
      throw this.#refused(filter, error);
    }
  }

  /** A field that is gone, computed or kept from us is no reason to find nobody: all accounts can still be looked through. */
  #refused(filter: JsonApiFilter, error: unknown): unknown {
    const hasOwn = pathsIn(filter).some((path) => this.#fields.has(path));
    const isRefused = RejectedError.is(error) || (UnauthorizedError.is(error) && error.code === 'drupal-forbidden');
    if (!isRefused && !(hasOwn && UnavailableError.is(error) && error.code === 'drupal-error')) return error;
    if (hasOwn) this.#fields = new Map();
    return notAsked('the site does not take the filter', error);
  }

  #filterFor(condition: AccountCondition): JsonApiFilter | undefined {
    const language = jsonApiLanguage({
      id: { path: 'id', type: 'token', always: true },
      active: { path: 'status', type: 'boolean', always: true },
      groups: { path: ROLES, type: 'token', several: true },
      attribute: (name) => CORE[name] ?? this.#fields.get(name),
    });
    return translate<AccountTest, JsonApiFilter>(condition, language).query;
  }
}

/**
 * Drupal keeps a 403 for a filter by status or roles, whoever asked, until something is made: a stranger's question would lock us out. So such
 * a question has an address that nobody else has asked. A parameter with a capital letter is allowed and means nothing.
 */
function freshness(filter: JsonApiFilter): Readonly<Record<string, string>> {
  return pathsIn(filter).some((path) => path === 'status' || path === ROLES) ? { noCache: randomUUID() } : {};
}

function pathsIn(filter: JsonApiFilter): readonly string[] {
  return 'members' in filter ? filter.members.flatMap(pathsIn) : [filter.path];
}

/** A field of the site's own. Dates of fields are texts in a form of their own, and fields with parts need to be told which. */
function columnOf({ name, type, multiValued }: AttributeDescription): JsonApiColumn | undefined {
  if (!/^field_\w+$/.test(name) || (type !== 'string' && type !== 'integer' && type !== 'boolean')) return undefined;
  return { path: name, type: type === 'string' ? 'text' : type, ...(multiValued === true ? { several: true } : {}) };
}

function notAsked(happened: string, cause?: unknown): UnsupportedError {
  return new UnsupportedError({ code: 'drupal-filter', doing: DOING, happened, cause });
}
