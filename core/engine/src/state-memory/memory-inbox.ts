import type { Inbox, InboxEntry, InboxKey } from '../ports/state.js';

/** {@link Inbox} in the memory of the process. */
export function memoryInbox(): Inbox {
  const messages = new Map<string, number>();
  const entries = new Map<string, InboxEntry & { readonly sync: string }>();
  const keyOf = (sync: string, { account, onlyChanges }: InboxKey): string =>
    JSON.stringify([sync, account, account === null && onlyChanges === true]);
  const ofSync = (sync: string): readonly InboxEntry[] =>
    [...entries.values()].filter((entry) => entry.sync === sync).map(({ sync: _, ...entry }) => entry);
  const change = (sync: string, about: InboxKey & { seq: number }, patch?: Partial<InboxEntry>): void => {
    const key = keyOf(sync, about);
    const entry = entries.get(key);
    if (entry?.seq !== about.seq) return;
    if (patch === undefined) entries.delete(key);
    else entries.set(key, { ...entry, ...patch });
  };
  return {
    add: async (sync, message, events, now) => {
      const name = JSON.stringify([sync, message]);
      if (messages.has(name)) return false;
      messages.set(name, now);
      for (const event of events) {
        const key = keyOf(sync, event);
        const known = entries.get(key);
        entries.set(key, {
          ...event,
          sync,
          seq: (known?.seq ?? 0) + 1,
          events: (known?.events ?? 0) + 1,
          firstAt: known?.firstAt ?? now,
          dueAt: Math.min(known?.dueAt ?? event.dueAt, event.dueAt),
          attempts: known?.attempts ?? 0,
        });
      }
      return true;
    },
    due: async (sync, now, limit) =>
      ofSync(sync)
        .filter(({ dueAt }) => dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt || ((a.account ?? '') < (b.account ?? '') ? -1 : 1))
        .slice(0, limit),
    find: async (sync, keys) => {
      const wanted = new Set(keys.map((key) => keyOf(sync, key)));
      return ofSync(sync).filter((entry) => wanted.has(keyOf(sync, entry)));
    },
    done: async (sync, some) => {
      for (const taken of some) change(sync, taken);
    },
    postpone: async (sync, some, dueAt) => {
      for (const taken of some) {
        const attempts = (entries.get(keyOf(sync, taken))?.attempts ?? 0) + 1;
        change(sync, taken, { dueAt, attempts });
      }
    },
    waiting: async (sync) => {
      const own = ofSync(sync);
      const least = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times));
      return {
        count: own.length,
        nextAt: least(own.map(({ dueAt }) => dueAt)),
        oldestAt: least(own.map(({ firstAt }) => firstAt)),
        failing: own.filter(({ attempts }) => attempts > 0).length,
      };
    },
    forgetMessages: async (before) => {
      for (const [key, at] of messages) if (at < before) messages.delete(key);
    },
  };
}
