import type { Alert } from '@rollcall/engine';

/** Takes an alert to people. Rejects when it could not. */
export type AlertChannel = (alert: Alert) => Promise<void>;

const TRIES = 3;
const FIRST_WAIT_MS = 2_000;

/**
 * Takes each alert to all channels, in the background; a channel that does not work is tried again, then told to `onFailure`.
 * The engine tells each alert once, so there is nothing to hold back here.
 */
export function createAlerting(
  channels: readonly AlertChannel[],
  onFailure: (error: unknown) => void,
  waitMs: number = FIRST_WAIT_MS,
): { readonly send: (alert: Alert) => void; readonly settled: () => Promise<void> } {
  const under = new Set<Promise<void>>();
  return {
    send: (alert) => {
      for (const channel of channels) {
        const sending = withRetries(() => channel(alert), waitMs).catch(onFailure);
        under.add(sending);
        void sending.finally(() => under.delete(sending));
      }
    },
    settled: async () => {
      await Promise.all(under);
    },
  };
}

async function withRetries(work: () => Promise<void>, waitMs: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs * attempt).unref());
    }
  }
}
