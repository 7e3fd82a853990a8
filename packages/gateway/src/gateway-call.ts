/** One HTTP request, whoever received it: a Hono application, or Node's own server. */
export interface GatewayCall {
  /** In capitals. */
  readonly method: string;
  /** Of the address, from its first slash, decoded as far as it is well written; without the query. */
  readonly path: string;
  /** Scheme and host that the client asked: `https://provision.example`. */
  readonly origin: string;
  /** Characters of the whole address. */
  readonly length: number;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** A header by its name in small letters; several of one name are joined by commas. */
  header(name: string): string | undefined;
  /** Parameters, decoded; of several of one name the first. */
  query(): Readonly<Record<string, string>>;
  /** The body as text. Rejects with a `ScimError` 413 when it has more bytes, without having read much more. */
  text(maxBytes: number): Promise<string>;
}

/** An answer as it goes out. `body`: absent for an answer without one. */
export interface RawAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** SCIM as JSON text. */
  readonly body?: string;
}

/** Answers a call; undefined, and nothing done, where its address is of no tenant. The answer never rejects. */
export type GatewayHandler = (call: GatewayCall) => Promise<RawAnswer> | undefined;
