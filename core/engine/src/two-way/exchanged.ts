import type { Finding } from '../ports/state.js';

/** An account of the first side for which one rule finds one account of the second side, and another rule another one. */
export interface Disagreement {
  readonly id: string;
  /** Whom the stronger rule finds, and whom the weaker one. */
  readonly strong: string;
  readonly weak: string;
  /** Attributes of the weaker rule, for people. */
  readonly by: string;
  readonly finding: Finding;
}

/**
 * Findings for accounts about which two rules disagree. Where the values by which the weaker rule looks have only gone round between some
 * people (a has that of b, b that of a), it is said who they are: to put one right puts all right. Pure.
 */
export function exchanged(disagreements: readonly Disagreement[]): readonly Finding[] {
  const byStrong = new Map(disagreements.map((one) => [one.strong, one]));
  const rings = new Map<Disagreement, readonly Disagreement[]>();
  for (const start of disagreements) {
    if (rings.has(start)) continue;
    const ring = [start];
    for (
      let next = byStrong.get(start.weak);
      next !== undefined && !ring.includes(next);
      next = byStrong.get(next.weak)
    )
      ring.push(next);
    const isClosed = ring.at(-1)?.weak === start.strong && ring.every(({ by }) => by === start.by);
    if (isClosed) for (const member of ring) rings.set(member, ring);
  }
  return disagreements.map((one) => {
    const ring = rings.get(one);
    if (ring === undefined) return one.finding;
    const names = ring.map(({ finding }) => finding.sourceId ?? '').sort();
    return {
      ...one.finding,
      code: 'swapped',
      message: `${one.by} went round between ${names.length} people on one side: ${names.join(', ')}; who is who is clear again when it is put right on either side; until then all of them are left alone`,
    };
  });
}
