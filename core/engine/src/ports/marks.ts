/** Small things remembered by name: watermarks, the last start of a schedule, whether runs are frozen. */
export interface Marks {
  /** `undefined`: nobody remembered anything under it. */
  get(name: string): Promise<string | undefined>;
  /** `undefined` removes it. */
  set(name: string, value: string | undefined): Promise<void>;
  /** All whose names begin so, by name. For few; else `page`. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>;
  /** At most `limit` of those whose names begin so, in the order of their names. Costs what it gives, however many there are. */
  page(prefix: string, request: MarkPageRequest): Promise<ReadonlyMap<string, string>>;
  /** How many names begin so. */
  count(prefix: string): Promise<number>;
}

/** Which part of the names that begin alike is wanted. */
export interface MarkPageRequest {
  /** Marks at most; fewer come where there are no more. */
  readonly limit: number;
  /** From the first name on, or from the last one back. */
  readonly order: 'first' | 'last';
  /** Only names before this one. */
  readonly before?: string | undefined;
}
