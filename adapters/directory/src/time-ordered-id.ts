import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Chance is drawn for many ids at once: a draw takes longer than all else about an id. */
const chance = new Uint8Array(BYTES * 128);
let used = chance.length;
let [lastMs, number] = [0, 0];

/** A UUID of version 7. Each is greater than the one before, also within a millisecond or after the clock was set back. */
export function timeOrderedId(): string {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  const random = chance.subarray(used, used + BYTES);
  used += BYTES;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // With room above it for more ids of one millisecond than there can be.
    number = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else number += 1;
  return v7({ random, msecs: lastMs, seq: number });
}
