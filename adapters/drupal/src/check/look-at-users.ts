import type { Sentence } from '@rollcall/contract';
import { UID } from '../account.js';
import { refuseEmpty, sighted, uidOf } from '../blind-row.js';
import type { DrupalSite } from '../drupal-site.js';
import { DRUPAL_TEXTS } from '../drupal-texts.js';
import { getList, type JsonApiResource } from '../json-api.js';

const T = DRUPAL_TEXTS.check;

/** The newest users of a site. */
export interface Users {
  readonly rows: readonly JsonApiResource[];
  /** How many that are, in words. */
  readonly count: Sentence;
}

/** Throws when they may not be seen with everything that matters. */
export async function lookAtUsers(site: DrupalSite, signal: AbortSignal): Promise<Users> {
  const query = {
    'fields[user--user]': `${UID},mail,name,roles,status`,
    sort: `-${UID}`,
    'page[limit]': 50,
    'filter[after][condition][path]': UID,
    'filter[after][condition][operator]': '>',
    'filter[after][condition][value]': 0,
  };
  const { data, links } = await getList(site, { path: 'user/user', query, signal, doing: 'reading users' });
  if (data.length === 0) await refuseEmpty(site, 'reading users', signal);
  const rows = await sighted(site, data, 'reading users', signal);
  const [newest] = rows;
  const many = links?.next !== undefined && newest !== undefined;
  return {
    rows,
    count: many ? T.newest(rows.length, String(uidOf(newest))) : T.accounts(rows.length),
  };
}
