import type {
  DirectoryCall,
  DirectoryFault,
  MemoryDirectory,
} from '../../../../packages/testing/src/memory/memory-directory.js';
import type { TestClock } from '../../../../packages/testing/src/memory/test-clock.js';
import type { State } from '../../src/ports/state.js';
import { Killed, mortal } from './mortal.js';

interface MortalWorld {
  state: State;
  readonly clock: TestClock;
  run(): Promise<unknown>;
}

export interface Death {
  /** The process dies at its call of this number, to the state or to one of the sides; without it, it does not. */
  readonly killAt: number | undefined;
  /** Calls to these count, and may go wrong. */
  readonly sides: readonly Pick<MemoryDirectory, 'faults'>[];
  /** What goes wrong with a call to a side; without it nothing does. */
  readonly fault?: (call: DirectoryCall) => DirectoryFault | 'well' | undefined;
}

/** A run whose process may die; after it systems and state are well, and the lease has run out. False when it ended alive. */
export async function killedRun(world: MortalWorld, { killAt, sides, fault }: Death): Promise<boolean> {
  const real = world.state;
  let calls = 0;
  let dead = false;
  const tick = (): void => {
    calls += 1;
    if (killAt !== undefined && calls > killAt) dead = true;
    if (dead) throw new Killed();
  };
  for (const side of sides)
    side.faults = (call) => {
      tick();
      const own = fault?.(call);
      return own === 'well' ? undefined : own;
    };
  world.state = mortal(real, tick);
  await world.run().catch((error: unknown) => {
    if (!dead) throw error;
  });
  const wasKilled = dead;
  // Whatever of the dead run is still under way must fail as well.
  dead = true;
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  world.state = real;
  for (const side of sides) side.faults = () => undefined;
  world.clock.advance(120_000);
  return wasKilled;
}

/** Faults that writes meet one after the other. */
export function writesMeet(script: readonly (DirectoryFault | 'well')[]): NonNullable<Death['fault']> {
  const left = [...script];
  return ({ operation }) => (READS.has(operation) ? undefined : left.shift());
}

const READS: ReadonlySet<string> = new Set(['page', 'get', 'find', 'list-groups']);
