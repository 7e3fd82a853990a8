import { definePackage, PROVIDER } from '@rollcall/contract';
import {
  createRollcall,
  MemoryState,
  type Rollcall,
  type Service,
  type ServiceEvent,
  type State,
} from '@rollcall/engine';
import { definePlugin } from '@rollcall/plugin';
import { MemoryDirectory, MemoryProvider, VirtualClock } from '@rollcall/testing';
import triggers from '@rollcall/triggers';

const ATTRIBUTES = [
  { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
  { name: 'mail', type: 'string', findable: true },
  { name: 'title', type: 'string' },
] as const;

/** Two systems in memory, a sync between them, and time that jumps: for what takes days. */
export interface MemoryWorld {
  readonly source: MemoryDirectory;
  readonly target: MemoryDirectory;
  readonly clock: VirtualClock;
  readonly state: State;
  readonly rollcall: Rollcall;
  /** Starts the service; everything it tells is in `told`. */
  serve(): Service;
  readonly told: ServiceEvent[];
  /** Lets so many milliseconds pass; every run that begins meanwhile has ended when it resolves. */
  pass(ms: number): Promise<void>;
  person(id: string, more?: Person): void;
  /** The target as `name:title:groups:on`, by name. */
  readonly seen: () => readonly string[];
}

export interface Person {
  readonly name?: string;
  readonly mail?: string;
  readonly title?: string;
  readonly active?: boolean;
  readonly groups?: readonly string[];
}

export async function openMemoryWorld(
  triggersOfSync: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<MemoryWorld> {
  const source = new MemoryDirectory({
    groups: ['staff', 'editor', 'manager'].map((id) => ({ id, name: id })),
  });
  const target = new MemoryDirectory({
    unique: ['userName'],
    groups: ['Editors', 'Managers'].map((id) => ({ id, name: id })),
  });
  const clock = new VirtualClock();
  const state = new MemoryState({ salt: 'salt' });
  const provider = (id: string, directory: MemoryDirectory) =>
    definePlugin(PROVIDER, {
      id,
      label: id,
      create: () => new MemoryProvider(directory, { attributes: ATTRIBUTES, membership: 'account', pageSize: 50 }),
    });
  const rollcall = await createRollcall({
    config: {
      connections: { here: { provider: 'here' }, there: { provider: 'there' } },
      syncs: {
        staff: {
          from: 'here',
          to: 'there',
          scope: { roles: ['staff'] },
          correlate: ['userName'],
          mapping: { userName: 'userName', mail: 'mail', title: 'title' },
          operations: ['create', 'update', 'deactivate', 'reactivate', 'delete'],
          groups: { roles: { editor: 'Editors', manager: 'Managers' } },
          guard: { deactivate: { percent: 100 }, delete: { percent: 100 }, shrink: 100 },
          triggers: triggersOfSync,
          ...more,
        },
      },
    },
    state,
    clock,
    extensions: [
      definePackage({
        name: 'two-directories',
        core: '^0.1.0',
        plugins: [provider('here', source), provider('there', target)],
      }),
      triggers,
    ],
  });
  const told: ServiceEvent[] = [];
  let running = 0;
  const progress = (): number => source.calls.length + target.calls.length + told.length;
  // A run that is not at its end and does nothing sleeps until this clock goes on.
  const stillness = async (): Promise<void> => {
    for (let still = 0, seen = progress(); running > 0 && still < 40; still = progress() === seen ? still + 1 : 0) {
      seen = progress();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await stillness();
    }
  };
  return {
    told,
    serve: () => {
      const service = rollcall.service((event) => {
        told.push(event);
        if (event.kind === 'run-started') running += 1;
        if (event.kind === 'run-ended' || event.kind === 'quarantined') running = 0;
      });
      service.start();
      return service;
    },
    pass: (ms) => clock.runUntil(clock.now() + ms, rest),
    source,
    target,
    clock,
    state,
    rollcall,
    person: (
      id,
      { name = id, mail = `${id}@example.test`, title = 'none', active = true, groups = ['staff'] } = {},
    ) => {
      source.add({ id, attributes: { userName: name, mail, title }, active, groups });
    },
    seen: () =>
      [...target.accounts.values()]
        .map(
          ({ attributes, active, groups }) =>
            `${String(attributes.userName)}:${String(attributes.mail)}:${String(attributes.title)}:${[...groups].sort().join('+')}:${active ? 'on' : 'off'}`,
        )
        .sort(),
  };
}
