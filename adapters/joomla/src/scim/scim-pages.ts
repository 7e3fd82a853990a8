import type { CompletenessProof } from '@rollcall/contract';
import { listOf, type ScimApi, type ScimUser } from './scim-api.js';
import { scimError } from './scim-errors.js';

export interface ScimPage {
  readonly users: readonly ScimUser[];
  /** On the last page only. */
  readonly proof?: CompletenessProof;
}

/**
 * Every user that the plugin lists, each once, with the proof at the end. A plugin that does not page ends the list with its
 * first page. Pages by index can pass somebody over while others come and go, so a list of several pages is gone through
 * twice, and proven when both times tell the same users in the same order.
 */
export async function* scimPages(api: ScimApi, pageSize: number, signal: AbortSignal): AsyncGenerator<ScimPage> {
  const first = new Pass();
  for await (const users of first.pages(api, pageSize, signal)) yield { users };
  if (first.requests === 1 || first.flaw !== undefined) {
    yield { users: [], proof: first.flaw ?? proven(first) };
    return;
  }
  const second = new Pass();
  for await (const _ of second.pages(api, pageSize, signal));
  const same = second.flaw === undefined && second.ids.join(' ') === first.ids.join(' ');
  const moved = 'the SCIM plugin listed other users, or in another order, when it was asked again';
  yield { users: [], proof: same ? proven(first) : { complete: false, reason: moved } };
}

/** One time through the list. */
class Pass {
  readonly ids: string[] = [];
  requests = 0;
  readonly #seen = new Set<string>();
  readonly #totals = new Set<number>();
  #repeated = false;

  async *pages(api: ScimApi, pageSize: number, signal: AbortSignal): AsyncGenerator<readonly ScimUser[]> {
    const doing = `reading users by the SCIM plugin of ${api.site}`;
    for (;;) {
      this.requests += 1;
      const query = { startIndex: this.#seen.size + 1, count: pageSize };
      const answer = await api.send('GET', 'Users', { doing, signal, query });
      const list = answer.status === 200 ? listOf(answer) : undefined;
      if (list === undefined) throw scimError(answer, doing, false);
      this.#totals.add(list.total);
      const fresh = list.users.filter(({ id }) => !this.#seen.has(id));
      this.#repeated ||= fresh.length < list.users.length;
      for (const { id } of fresh) {
        this.#seen.add(id);
        this.ids.push(id);
      }
      if (fresh.length > 0) yield fresh;
      if (fresh.length === 0 || this.#seen.size >= list.total) return;
    }
  }

  /** What is wrong with the counts; `undefined` for nothing. */
  get flaw(): CompletenessProof | undefined {
    const seen = this.#seen.size;
    const totals = [...this.#totals];
    if (!this.#repeated && seen > 0 && totals.every((total) => total === seen)) return undefined;
    const twice = this.#repeated ? ', some of them twice' : '';
    return {
      complete: false,
      reason: `the SCIM plugin counted ${totals.join(', then ')} users and listed ${seen}${twice}`,
    };
  }
}

function proven({ ids, requests }: Pass): CompletenessProof {
  const twice = requests === 1 ? 'once' : 'once, and again in the same order';
  return { complete: true, how: `each of the ${ids.length} users that the SCIM plugin counts was listed ${twice}` };
}
