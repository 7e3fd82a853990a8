/**
 * Runs synchronous work and tells which ways out of a pure function it took: clock, random numbers, network, timers.
 * What the work gets from them is real; only the taking is noted.
 */
export function watchOutside<T>(work: () => T): { readonly result: T; readonly used: readonly string[] } {
  const used = new Set<string>();
  const undo = WAYS.map((way) => way(used));
  try {
    return { result: work(), used: [...used] };
  } finally {
    for (const restore of undo.toReversed()) restore();
  }
}

type Way = (used: Set<string>) => () => void;

const WAYS: readonly Way[] = [
  clock,
  watched(Math, 'random', 'Math.random'),
  watched(globalThis, 'fetch', 'fetch'),
  watched(globalThis, 'setTimeout', 'setTimeout'),
  watched(globalThis, 'setInterval', 'setInterval'),
  watched(globalThis, 'setImmediate', 'setImmediate'),
  watched(globalThis, 'queueMicrotask', 'queueMicrotask'),
  watched(performance, 'now', 'performance.now'),
  watched(crypto, 'randomUUID', 'crypto.randomUUID'),
  watched(crypto, 'getRandomValues', 'crypto.getRandomValues'),
];

/** `new Date()` and `Date.now()` see the clock; `new Date(value)` does not. */
function clock(used: Set<string>): () => void {
  const real = globalThis.Date;
  globalThis.Date = new Proxy(real, {
    construct(target, values, newTarget) {
      if (values.length === 0) used.add('new Date()');
      return Reflect.construct(target, values, newTarget) as Date;
    },
    apply(target, self, values) {
      used.add('Date()');
      return Reflect.apply(target, self, values) as string;
    },
    get(target, name, receiver) {
      if (name === 'now') used.add('Date.now');
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return () => {
    globalThis.Date = real;
  };
}

function watched(owner: object, name: string, title: string): Way {
  return (used) => {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    const real = Reflect.get(owner, name) as (...values: unknown[]) => unknown;
    const replacement = (...values: unknown[]): unknown => {
      used.add(title);
      return Reflect.apply(real, owner, values);
    };
    Object.defineProperty(owner, name, { configurable: true, writable: true, value: replacement });
    return () => {
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, own);
    };
  };
}
