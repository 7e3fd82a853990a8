import { ConfigError } from '@rollcall/contract';
import { type AttributeOrigin, createRollcall, MemoryState, type Rollcall, type Sync } from '@rollcall/engine';
import { BUILT_IN } from '../built-in.js';
import { failureText } from '../output/failure.js';

/** What one look needs to know. Plain data: it goes into another process. */
export interface LookTask {
  readonly config: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sync: string | undefined;
  /** Names, addresses or ids of people; the first ones of the source where there are none. */
  readonly people: readonly string[];
}

/** What a look saw of one person. */
export interface SeenPerson {
  readonly id: string;
  readonly attributes: readonly AttributeOrigin[];
}

export type Look = { readonly people: readonly SeenPerson[] } | { readonly failure: string };

const FIRST_ONES = 3;

/** Reads the configuration and the plugins, and maps some real people. Changes nothing, here or in a system. */
export async function look(task: LookTask): Promise<Look> {
  try {
    const state = new MemoryState({ salt: '' });
    const rollcall = await createRollcall({ config: task.config, env: task.env, extensions: BUILT_IN, state });
    try {
      const broken = rollcall.extensions().flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
      return broken.length > 0 ? { failure: broken.join('\n') } : { people: await mapped(rollcall, task) };
    } finally {
      await rollcall.close();
    }
  } catch (error) {
    return { failure: failureText({ color: false }, error) };
  }
}

async function mapped(rollcall: Rollcall, { sync: wanted, people }: LookTask): Promise<readonly SeenPerson[]> {
  const { signal } = new AbortController();
  const name = wanted ?? rollcall.syncNames()[0];
  if (name === undefined)
    throw new ConfigError({ code: 'unknown-sync', doing: 'choosing the sync', happened: 'the configuration has none' });
  const sync = rollcall.sync(name);
  const ids = people.length > 0 ? await found(sync, people, signal) : await firstOnes(rollcall, sync, signal);
  const seen: SeenPerson[] = [];
  for (const id of ids) {
    const { sourceId, attributes } = await sync.explain(id, signal);
    seen.push({ id: sourceId, attributes });
  }
  return seen;
}

async function found(sync: Sync, people: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const person of people) ids.push(...(await sync.search(person, signal, 1)).map(({ id }) => id));
  return ids;
}

async function firstOnes(rollcall: Rollcall, { config }: Sync, signal: AbortSignal): Promise<readonly string[]> {
  const { accounts } = rollcall.connection(config.from).provider;
  const ids: string[] = [];
  for await (const page of accounts?.pages({ attributes: [], signal }) ?? []) {
    ids.push(...page.accounts.map(({ id }) => id));
    if (ids.length >= FIRST_ONES) break;
  }
  return ids.slice(0, FIRST_ONES);
}
