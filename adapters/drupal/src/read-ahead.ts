/**
 * Asks for the next `depth` items before they are wanted, so that the other side works while we do. An async generator queues
 * such questions, so that the order stays.
 */
export async function* readAhead<T>(source: AsyncGenerator<T>, depth: number): AsyncGenerator<T> {
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = source.next();
    // Its failure shows when its turn comes; until then nobody listens.
    next.catch(() => {});
    asked.push(next);
  };
  try {
    for (let count = 0; count < depth; count += 1) ask();
    for (;;) {
      const result = await (asked.shift() as Promise<IteratorResult<T>>);
      if (result.done === true) return;
      ask();
      yield result.value;
    }
  } finally {
    // Not awaited: it comes to its turn after what was asked already.
    source.return(undefined).catch(() => {});
  }
}
