import type { ProgressEvent } from '@rollcall/engine';
import { paint, type Terminal } from './terminal.js';

const EVERY_MS = 100;

/** One line that says how far a run is, drawn over and over; nothing where nobody watches. */
export function createProgress(terminal: Terminal): {
  readonly show: (event: ProgressEvent) => void;
  readonly end: () => void;
} {
  let last = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) terminal.err('\r\u001b[K');
    shown = false;
  };
  return {
    show: (event) => {
      const now = performance.now();
      if (!terminal.live || now - last < EVERY_MS) return;
      last = now;
      clear();
      terminal.err(paint(terminal, 'dim', textOf(event)));
      shown = true;
    },
    end: clear,
  };
}

function textOf(event: ProgressEvent): string {
  switch (event.step) {
    case 'recover':
      return `Clearing up after an interrupted run: ${event.operations} operations …`;
    case 'read':
      return `Reading the source: ${event.accounts} accounts …`;
    case 'read-target':
      return `Reading the target: ${event.accounts} accounts …`;
    case 'plan':
      return `Planned ${event.operations} operations …`;
    case 'apply':
      return `Applying: ${event.done} of ${event.planned} …`;
    case 'retry':
      return `Looking at ${event.accounts} accounts once more in ${Math.ceil(event.afterMs / 1000)} s …`;
  }
}
