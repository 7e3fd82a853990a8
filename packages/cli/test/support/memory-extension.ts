import { definePackage, defineProvider } from '@rollcall/contract';
import { type MemoryDirectory, MemoryProvider } from '@rollcall/testing';

const WORLD = Symbol.for('rollcall-cli-test-world');

/** Two systems without HTTP. The configuration loads this module by its path, so they meet in the global object. */
export interface World {
  readonly source: MemoryDirectory;
  readonly target: MemoryDirectory;
}

export function setWorld(world: World): void {
  (globalThis as { [WORLD]?: World })[WORLD] = world;
}

function directory(side: keyof World): MemoryDirectory {
  const world = (globalThis as { [WORLD]?: World })[WORLD];
  if (world === undefined) throw new Error('the test has set no world');
  return world[side];
}

const plugin = (side: keyof World) =>
  defineProvider({
    id: `memory-${side}`,
    label: `Memory ${side}`,
    create: () =>
      new MemoryProvider(directory(side), {
        attributes: [
          { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
          { name: 'title', type: 'string' },
          { name: 'nick', type: 'string' },
        ],
      }),
  });

export default definePackage({ name: 'memory', plugins: [plugin('source'), plugin('target')] });
