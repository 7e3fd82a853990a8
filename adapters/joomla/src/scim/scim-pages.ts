import type { CompletenessProof } from '@rollcall/contract';
import { listOf, type ScimApi, type ScimUser } from './scim-api.js';
import { scimError } from './scim-errors.js';

export interface ScimPage {
  readonly users: readonly ScimUser[];
  /** On the last page only. */
  readonly proof?: CompletenessProof;
}

/** Every user that the plugin lists, each once, with the proof at the end. A plugin that does not page ends the list with its first page. */
export async function* scimPages(api: ScimApi, pageSize: number, signal: AbortSignal): AsyncGenerator<ScimPage> {
  const doing = `reading users by the SCIM plugin of ${api.site}`;
  const seen = new Set<string>();
  const totals = new Set<number>();
  for (let repeated = false; ; ) {
    const answer = await api.send('GET', 'Users', {
      doing,
      signal,
      query: { startIndex: seen.size + 1, count: pageSize },
    });
    const list = answer.status === 200 ? listOf(answer) : undefined;
    if (list === undefined) throw scimError(answer, doing, false);
    totals.add(list.total);
    const fresh = list.users.filter(({ id }) => !seen.has(id));
    repeated ||= fresh.length < list.users.length;
    for (const { id } of fresh) seen.add(id);
    const ended = fresh.length === 0 || seen.size >= list.total;
    yield ended ? { users: fresh, proof: proofOf(seen.size, [...totals], repeated) } : { users: fresh };
    if (ended) return;
  }
}

function proofOf(seen: number, totals: readonly number[], repeated: boolean): CompletenessProof {
  if (!repeated && seen > 0 && totals.every((total) => total === seen))
    return { complete: true, how: `each of the ${seen} users that the SCIM plugin counts was listed once` };
  return {
    complete: false,
    reason: `the SCIM plugin counted ${totals.join(', then ')} users and listed ${seen}${repeated ? ', some of them twice' : ''}`,
  };
}
