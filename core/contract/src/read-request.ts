/** What every reading method is asked with. */
export interface ReadRequest {
  /** Names of the attributes that are needed; others may be left out of the answer. */
  readonly attributes: readonly string[];
  /** Stops the reading at once. */
  readonly signal: AbortSignal;
}
