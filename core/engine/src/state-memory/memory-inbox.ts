import type { Inbox, InboxEntry } from '../ports/state.js';

/** {@link Inbox} in the memory of the process. */
export function memoryInbox(): Inbox {
  const messages = new Map<string, number>();
  const entries = new Map<string, InboxEntry & { readonly sync: string }>();
  const keyOf = (sync: string, account: string | null): string => JSON.stringify([sync, account]);
  const change = (sync: string, account: string | null, seq: number, patch?: Partial<InboxEntry>): void => {
    const key = keyOf(sync, account);
    const entry = entries.get(key);
    if (entry?.seq !== seq) return;
    if (patch === undefined) entries.delete(key);
    else entries.set(key, { ...entry, ...patch });
  };
  return {
    add: async (sync, message, events, now) => {
      if (messages.has(keyOf(sync, message))) return false;
      messages.set(keyOf(sync, message), now);
      for (const event of events) {
        const key = keyOf(sync, event.account);
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
      [...entries.values()]
        .filter((entry) => entry.sync === sync && entry.dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt || ((a.account ?? '') < (b.account ?? '') ? -1 : 1))
        .slice(0, limit)
        .map(({ sync: _, ...entry }) => entry),
    done: async (sync, some) => {
      for (const { account, seq } of some) change(sync, account, seq);
    },
    postpone: async (sync, some, dueAt) => {
      for (const { account, seq } of some) {
        const attempts = (entries.get(keyOf(sync, account))?.attempts ?? 0) + 1;
        change(sync, account, seq, { dueAt, attempts });
      }
    },
    waiting: async (sync) => {
      const own = [...entries.values()].filter((entry) => entry.sync === sync);
      return { count: own.length, nextAt: own.length === 0 ? null : Math.min(...own.map(({ dueAt }) => dueAt)) };
    },
    forgetMessages: async (before) => {
      for (const [key, at] of messages) if (at < before) messages.delete(key);
    },
  };
}
