/** A token and the one that is to replace it: when the service refuses the one in use, the other one is taken. */
export class TokenPair {
  #inUse = 0;

  constructor(private readonly tokens: readonly [string, string]) {}

  get header(): string {
    return `Bearer ${this.tokens[this.#inUse]}`;
  }

  /** Called after a 401, once for all requests that it met. */
  swap(): void {
    this.#inUse = 1 - this.#inUse;
  }
}
