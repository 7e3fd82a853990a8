import type { CorrelationTerm } from '@rollcall/contract';
import { UID } from '../account.js';
import { sighted, uidOf } from '../blind-row.js';
import type { DrupalSite } from '../drupal-site.js';
import { getList, type JsonApiResource } from '../json-api.js';

const DOING = 'looking for users';
const PAGE = 50;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface FindRequest {
  readonly terms: readonly CorrelationTerm[];
  readonly fields: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * Rows for which every term holds, blocked ones too. The site narrows by one term, whose case it may or may not look at; what
 * fits is decided here, without case, as Drupal does when it looks whether a name or an address is taken.
 */
export async function findUsers(
  site: DrupalSite,
  { terms, fields, signal }: FindRequest,
): Promise<readonly JsonApiResource[]> {
  const [first] = [...terms].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return [];
  const sparse =
    fields === undefined ? {} : { 'fields[user--user]': [...new Set([...fields, ...namesOf(terms)])].join(',') };
  const found: JsonApiResource[] = [];
  for (let after = 0; ; ) {
    const query = {
      ...sparse,
      ...condition('after', UID, '>', String(after)),
      ...condition('fits', pathOf(first), operatorFor(first), String(first.value)),
      sort: UID,
      'page[limit]': PAGE,
    };
    if (first.attribute === 'uuid' && !UUID.test(String(first.value))) return [];
    const { data, links } = await getList(site, { path: 'user/user', query, signal, doing: DOING });
    const rows = await sighted(site, data, DOING, signal);
    found.push(...rows.filter((row) => terms.every((term) => holds(row, term))));
    const last = rows.at(-1);
    if (links?.next === undefined || last === undefined || uidOf(last) <= after) return found;
    after = uidOf(last);
  }
}

/** The first account that has this value, and is not this one. */
export async function otherWith(
  site: DrupalSite,
  term: CorrelationTerm,
  self: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const rows = await findUsers(site, { terms: [term], fields: [UID, 'name', 'mail', 'status', 'roles'], signal });
  return rows.find(({ id }) => id !== self)?.id;
}

/** The narrowest first: what is unique and has an index. */
function rank({ attribute }: CorrelationTerm): number {
  const order = ['uuid', UID, 'name', 'mail'];
  const at = order.indexOf(attribute);
  return at < 0 ? order.length : at;
}

function namesOf(terms: readonly CorrelationTerm[]): readonly string[] {
  return terms.map(({ attribute }) => attribute).filter((name) => name !== 'uuid');
}

function pathOf({ attribute }: CorrelationTerm): string {
  return attribute === 'uuid' ? 'id' : attribute;
}

/** On some databases "=" looks at the case of an address, where Drupal itself does not want to; LIKE never does. */
function operatorFor({ attribute }: CorrelationTerm): string {
  return attribute === 'mail' ? 'CONTAINS' : '=';
}

function condition(name: string, path: string, operator: string, value: string): Readonly<Record<string, string>> {
  return {
    [`filter[${name}][condition][path]`]: path,
    [`filter[${name}][condition][operator]`]: operator,
    [`filter[${name}][condition][value]`]: value,
  };
}

function holds({ id, attributes = {} }: JsonApiResource, { attribute, value }: CorrelationTerm): boolean {
  const actual = attribute === 'uuid' ? id : attributes[attribute];
  return actual !== null && actual !== undefined && plain(actual) === plain(value);
}

function plain(value: unknown): string {
  return String(value).normalize('NFC').toLowerCase();
}
