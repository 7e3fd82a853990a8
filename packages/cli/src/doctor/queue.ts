import type { RollcallConfig } from '@rollcall/engine';
import { pgBossPackage } from '../open-queue.js';
import type { DoctorFinding } from './finding.js';

/** Can the queue be reached, and how many workers take their turns from it? Nothing where it is kept in the state. */
export async function lookAtQueue({ queue }: RollcallConfig, folder: string): Promise<readonly DoctorFinding[]> {
  if (queue.url === undefined) return [];
  try {
    const { lookAtQueueDatabase } = await pgBossPackage(folder);
    const { place, isMade, workers } = await lookAtQueueDatabase(queue.url.reveal());
    const detail = isMade
      ? `${place}, ${workers === 1 ? '1 worker' : `${workers} workers`} at it now`
      : `${place} will be made by the first worker`;
    return [{ about: 'queue', status: 'passed', detail }];
  } catch (error) {
    return [{ about: 'queue', status: 'failed', detail: error instanceof Error ? error.message : String(error) }];
  }
}
