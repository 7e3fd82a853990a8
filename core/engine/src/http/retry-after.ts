/** Longest wait that we believe; a server that asks for more gets asked again after this. */
const LONGEST_MS = 10 * 60_000;

/** Milliseconds of a `Retry-After` header: seconds or an HTTP date (RFC 9110 §10.2.3). `undefined` when absent or odd. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
