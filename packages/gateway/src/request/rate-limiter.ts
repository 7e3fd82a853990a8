import { ScimError } from '@rollcall/scim-protocol';

/** How fast one client may ask. */
export interface RateLimit {
  /** In the long run. */
  readonly requestsPerSecond: number;
  /** Requests that may come at once after a quiet time. */
  readonly burst: number;
}

/** A client asks for too much; says when it may ask again. */
export class TooManyRequests extends ScimError {
  constructor(readonly retryAfterSeconds: number) {
    super(429, `too many requests; wait ${retryAfterSeconds} s`);
  }
}

interface Bucket {
  tokens: number;
  at: number;
}

/** A bucket of requests for each client, which fills evenly. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly limit: RateLimit,
    private readonly now: () => number,
  ) {}

  /** One request more of this client. Throws `TooManyRequests`. */
  take(client: string): void {
    const { requestsPerSecond, burst } = this.limit;
    const now = this.now();
    const bucket = this.#buckets.get(client) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * requestsPerSecond) / 1000);
    bucket.at = now;
    this.#buckets.set(client, bucket);
    if (bucket.tokens < 1) throw new TooManyRequests(Math.max(1, Math.ceil((1 - bucket.tokens) / requestsPerSecond)));
    bucket.tokens -= 1;
  }
}
