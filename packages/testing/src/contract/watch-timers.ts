import { createHook } from 'node:async_hooks';

interface Timer {
  hasRef(): boolean;
}

/** Timers that were started since, and that still keep the process alive. */
export interface TimerWatch {
  /** A timer that was just cleared counts until the next turns of the event loop. */
  left(): number;
  end(): void;
}

/** Notes every timer that anybody but the test runner starts in this process from now on, until `end`. */
export function watchTimers(): TimerWatch {
  const timers = new Map<number, WeakRef<Timer>>();
  const hook = createHook({
    init: (id, type, _trigger, resource) => {
      if (type === 'Timeout' && !isRunners(new Error().stack ?? '')) timers.set(id, new WeakRef(resource as Timer));
    },
    destroy: (id) => void timers.delete(id),
  });
  hook.enable();
  return {
    left: () => [...timers.values()].filter((timer) => timer.deref()?.hasRef() === true).length,
    end: () => void hook.disable(),
  };
}

/** The runner's own time limit starts while a test is under way: it is who called `setTimeout` itself. */
function isRunners(stack: string): boolean {
  const [caller = ''] = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:|watch-timers/.test(line));
  return /[\\/]node_modules[\\/](mocha|vitest)[\\/]/.test(caller);
}
