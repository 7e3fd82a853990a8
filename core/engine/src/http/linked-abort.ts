export interface LinkedAbort {
  readonly signal: AbortSignal;
  /** To be called at the end, whatever that is. */
  unlink(): void;
}

/** Aborts with the first of two. Unlike with `AbortSignal.any`, nothing stays with a signal that lives as long as a run. */
export function linkedAbort(one: AbortSignal, other: AbortSignal): LinkedAbort {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (one.aborted || other.aborted) abort();
  one.addEventListener('abort', abort, { once: true });
  other.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    unlink: () => {
      one.removeEventListener('abort', abort);
      other.removeEventListener('abort', abort);
    },
  };
}
