/**
 * Work that concerns the same thing waits for its turn; all other work runs side by side. Drupal saves whole accounts, so of two
 * changes of one account at a time one is lost; and it looks whether an address is free before it saves, so of two accounts
 * made at a time both get it.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** Runs the work when everything before it that has any of these keys has ended, well or not. */
  take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = Promise.all(keys.map((key) => this.last.get(key) ?? NOBODY));
    const turn = before.then(work);
    const over = turn.then(
      () => {},
      () => {},
    );
    for (const key of keys) this.last.set(key, over);
    void over.then(() => {
      for (const key of keys) if (this.last.get(key) === over) this.last.delete(key);
    });
    return turn;
  }
}

const NOBODY: Promise<void> = Promise.resolve();
