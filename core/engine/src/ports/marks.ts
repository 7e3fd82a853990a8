/** Small things remembered by name: watermarks, the last start of a schedule, whether runs are frozen. */
export interface Marks {
  /** `undefined`: nobody remembered anything under it. */
  get(name: string): Promise<string | undefined>;
  /** `undefined` removes it. */
  set(name: string, value: string | undefined): Promise<void>;
  /** All whose names begin so, by name. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>;
}
