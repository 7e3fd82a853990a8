export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Was it the time that ended it? */
  isOver(): boolean;
  /** To be called at the end, whatever that is. */
  end(): void;
}

/** Aborts with a signal, or after so long. Unlike with `AbortSignal.any`, nothing stays with a signal that lives as long as a run. */
export function timeLimit(outer: AbortSignal, ms: number): TimeLimit {
  const controller = new AbortController();
  let isOver = false;
  const abort = (): void => controller.abort();
  const timer = setTimeout(() => {
    isOver = !outer.aborted;
    abort();
  }, ms);
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    isOver: () => isOver,
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}
