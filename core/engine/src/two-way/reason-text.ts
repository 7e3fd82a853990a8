import type { CompiledPair } from './compiled-pair.js';
import { ACTIVE, GROUP } from './fact.js';
import type { Merged } from './merge.js';

/** For people: who won, and why. */
export function reasonText(
  { connections }: Pick<CompiledPair, 'connections'>,
  { reason, winner = 'first', by }: Pick<Merged, 'reason' | 'winner'> & { readonly by?: string | undefined },
): string {
  const { name } = connections[winner];
  const texts: Record<Merged['reason'], string> = {
    same: 'is the same',
    changed: `changed at ${name}`,
    'only-value': `has a value only at ${name}`,
    authority: `follows ${name}, which has the last word`,
    preferred: `changed on both sides; ${name} is preferred`,
    newest: `changed on both sides; ${name} is newer`,
    merged: 'is merged from both sides',
    conflict: 'changed on both sides; a person decides',
    decided: `changed on both sides; ${by ?? 'somebody'} decided for ${name}`,
    unsaid: 'is not told by both sides',
  };
  return texts[reason];
}

/** `@active` and `@group:7` are for the machine. */
export function readable(key: string): string {
  if (key === ACTIVE) return 'sign-in';
  return key.startsWith(GROUP) ? `group ${key.slice(GROUP.length).replace(/^new:/, '')}` : key;
}
