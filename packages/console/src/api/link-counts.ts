import type { LinkState } from '@rollcall/engine';
import type { Services } from '../services.js';
import { COUNT_MS } from './remembered.js';

/** How many people are linked, a few seconds old at most, and never from before the end of the last run. */
export async function linkCounts(
  { rollcall, remembered }: Services,
  sync: string,
): Promise<Readonly<Record<LinkState, number>>> {
  const { runs, links } = rollcall().state;
  const [last] = await runs.list({ sync, limit: 1 });
  return remembered.get(`links ${sync} ${last?.id ?? ''} ${last?.endedAt ?? ''}`, COUNT_MS, () => links.count(sync));
}
