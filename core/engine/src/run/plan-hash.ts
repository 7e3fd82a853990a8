import type { OperationRecord } from '../ports/state.js';
import { digest } from '../values/stable.js';

/** Operations that go into the hash at once; part of how it is made. */
export const PLAN_HASH_PAGE = 1_000;

/** The hash of a plan with one page more, in the plan's order. It begins as an empty text. */
export function extendPlanHash(hash: string, page: readonly Pick<OperationRecord, 'key' | 'status'>[]): string {
  return digest(`${hash}${page.map(({ key, status }) => `${key}${status}`).join('')}`);
}
