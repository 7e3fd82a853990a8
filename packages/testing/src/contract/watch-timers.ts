import { createHook } from 'node:async_hooks';

interface Timer {
  hasRef(): boolean;
}

/** Timers that were started since, and that still keep the process alive. */
export interface TimerWatch {
  left(): number;
  end(): void;
}

/** The test runner's own time limit starts while a test is under way. */
const RUNNER = /[\\/]node_modules[\\/](mocha|vitest)[\\/]/;

/** Notes every timer that anybody but the test runner starts in this process from now on, until `end`. */
export function watchTimers(): TimerWatch {
  const timers = new Set<WeakRef<Timer>>();
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'Timeout' && !RUNNER.test(new Error().stack ?? '')) timers.add(new WeakRef(resource as Timer));
    },
  });
  hook.enable();
  return {
    // A timer that ended, was cleared or unref'ed has no reference.
    left: () => [...timers].filter((timer) => timer.deref()?.hasRef() === true).length,
    end: () => void hook.disable(),
  };
}
