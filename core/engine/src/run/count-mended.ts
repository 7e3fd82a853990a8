import { operationPages } from './operation-pages.js';
import { count, type RunContext } from './run-context.js';

/** How many tries that failed a later one in the same run made good: of accounts that were looked at again, and then failed no more. */
export async function countMended(context: RunContext, mended: ReadonlySet<string>): Promise<void> {
  if (mended.size === 0) return;
  for await (const page of operationPages(context.state.journal, context.runId, { status: ['failed', 'unknown'] }))
    count(context, 'mended', page.filter(({ sourceId }) => mended.has(sourceId)).length);
}
