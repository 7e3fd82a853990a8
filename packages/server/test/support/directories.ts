import { definePackage, PROVIDER } from '@rollcall/contract';
import { definePlugin } from '@rollcall/plugin';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';

const ATTRIBUTES = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;

/** An extension with two directories in memory: `here` with these people, and `there` with nobody. */
export function directories(people: readonly string[]): ReturnType<typeof definePackage> {
  const here = new MemoryDirectory();
  for (const id of people) here.add({ id, attributes: { userName: id } });
  const provider = (id: string, directory: MemoryDirectory) =>
    definePlugin(PROVIDER, { id, label: id, create: () => new MemoryProvider(directory, { attributes: ATTRIBUTES }) });
  return definePackage({
    name: 'two-directories',
    core: '^0.1.0',
    plugins: [provider('here', here), provider('there', new MemoryDirectory({ unique: ['userName'] }))],
  });
}
