import type { TokenRefusal } from '@rollcall/engine';
import type { GatewayTokens } from './gateway-tokens.js';

/** Somebody was not let in. For the operator: the caller is told the same whatever is wrong. */
export interface RefusedCall {
  /** Whose address was asked. */
  readonly tenant: string;
  /** As the answer's `x-request-id`. */
  readonly request: string;
  /** `missing`: there is no bearer token in the request. */
  readonly reason: TokenRefusal['reason'] | 'missing';
  /** Id of the token, where there is one with the id that was given. */
  readonly token?: string;
}

export interface RefusedCallsParts {
  readonly tokens: GatewayTokens;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly tell: (refused: RefusedCall) => void;
  readonly onError: (error: unknown, requestId: string) => void;
}

const QUIET_MS = 60_000;
/** Whoever makes tokens up by the thousand is told of only so often in that time. */
const MOST_TOLD = 100;

/**
 * Tells of those who were not let in, each of them once in a minute. What is wrong is looked up after the answer, so that the answer takes as
 * long whatever it is.
 */
export class RefusedCalls {
  readonly #told = new Set<string>();
  #since = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: RefusedCallsParts) {}

  note(tenant: string, token: string | undefined, request: string): void {
    const { now, onError } = this.parts;
    if (now() - this.#since >= QUIET_MS) {
      this.#told.clear();
      this.#since = now();
    }
    const key = `${tenant} ${token ?? ''}`;
    if (this.#told.has(key) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(key);
    setImmediate(() => {
      this.#tell(tenant, token, request).catch((error: unknown) => onError(error, request));
    });
  }

  async #tell(tenant: string, token: string | undefined, request: string): Promise<void> {
    const { tokens, tell } = this.parts;
    const refusal = token === undefined ? undefined : await tokens.refusal(tenant, token);
    tell({
      tenant,
      request,
      reason: refusal?.reason ?? 'missing',
      ...(refusal?.id === undefined ? {} : { token: refusal.id }),
    });
  }
}
