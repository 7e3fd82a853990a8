import { UID } from './account.js';
import type { DrupalSite } from './drupal-site.js';
import { getList, type JsonApiResource } from './json-api.js';

export interface SearchRequest {
  readonly text: string;
  readonly limit: number;
  readonly fields: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

interface Condition {
  readonly path: string;
  readonly operator: '=' | 'CONTAINS';
}

const MOST = 50;

/**
 * Rows that fit what a person typed, best first, each once: number, exact name, exact address, then parts of them. One request
 * each, because a page of partial hits may not hold the exact one.
 */
export async function searchRows(site: DrupalSite, request: SearchRequest): Promise<readonly JsonApiResource[]> {
  const answers = await Promise.all(conditionsFor(request.text).map((condition) => rowsWith(site, condition, request)));
  const rows = new Map<string, JsonApiResource>();
  for (const row of answers.flat()) if (!rows.has(row.id)) rows.set(row.id, row);
  return [...rows.values()];
}

function conditionsFor(text: string): readonly Condition[] {
  const names = ['name', 'mail'];
  return [
    ...(/^[1-9]\d{0,8}$/.test(text) ? [{ path: UID, operator: '=' as const }] : []),
    ...names.map((path) => ({ path, operator: '=' as const })),
    ...names.map((path) => ({ path, operator: 'CONTAINS' as const })),
  ];
}

async function rowsWith(
  site: DrupalSite,
  { path, operator }: Condition,
  { text, limit, fields, signal }: SearchRequest,
): Promise<readonly JsonApiResource[]> {
  const query = {
    ...(fields === undefined ? {} : { 'fields[user--user]': fields.join(',') }),
    'filter[fits][condition][path]': path,
    'filter[fits][condition][operator]': operator,
    'filter[fits][condition][value]': text,
    'page[limit]': Math.max(1, Math.min(limit, MOST)),
    sort: 'name',
  };
  return (await getList(site, { path: 'user/user', query, signal, doing: 'searching users' })).data;
}
