import type { Erratum } from './erratum.js';

/**
 * Errata that are known by their numbers: their texts were not to be had, neither from the RFC Editor nor from whoever quotes them. Some mend
 * nothing but an example. 5999 is what 8417 names as its like, so the check of 8417 may be that of both.
 */
export const UNSEEN: readonly Pick<Erratum, 'rfc' | 'number' | 'status'>[] = [
  ...[6727, 8361, 8450].map((number) => ({ rfc: 7643, number, status: 'verified' }) as const),
  ...[6005, 6403, 8279, 8281, 8363, 8418, 8419].map((number) => ({ rfc: 7643, number, status: 'held' }) as const),
  ...[5999, 9018].map((number) => ({ rfc: 7643, number, status: 'open' }) as const),
  ...[8367].map((number) => ({ rfc: 7644, number, status: 'held' }) as const),
  ...[6010, 8057].map((number) => ({ rfc: 7644, number, status: 'open' }) as const),
];

/** How many there were of each kind when the list of the RFC Editor was last looked at, but for those that were rejected. */
export const COUNTED = {
  day: '2026-09-26',
  7643: { verified: 16, held: 12, open: 7 },
  7644: { verified: 5, held: 6, open: 7 },
} as const;
