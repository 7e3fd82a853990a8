/** Why a reading may not have seen everybody. The first reason counts: the others mostly follow from it. */
export class Doubts {
  #first: string | undefined;

  add(reason: string): void {
    this.#first ??= reason;
  }

  get first(): string | undefined {
    return this.#first;
  }
}
