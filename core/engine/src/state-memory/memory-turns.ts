import type { TurnStore } from '../ports/state.js';

/** {@link TurnStore} in the memory of the process. */
export function memoryTurns(): TurnStore {
  const turns = new Map<string, { readonly holder: string; readonly until: number; readonly attempt: number }>();
  return {
    take: async (sync, { holder, ttlMs, now, takeFrom }) => {
      const held = turns.get(sync);
      if (held !== undefined && held.until > now && held.holder !== takeFrom)
        return { taken: false, holder: held.holder, until: held.until };
      const attempt = (held?.attempt ?? 0) + 1;
      turns.set(sync, { holder, until: now + ttlMs, attempt });
      return { taken: true, attempt };
    },
    renew: async (sync, { holder, ttlMs, now }) => {
      const held = turns.get(sync);
      if (held?.holder !== holder) return false;
      turns.set(sync, { ...held, until: now + ttlMs });
      return true;
    },
    end: async (sync, holder) => {
      if (turns.get(sync)?.holder === holder) turns.delete(sync);
    },
  };
}
