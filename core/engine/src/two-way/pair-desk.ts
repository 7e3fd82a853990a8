import type { Group, Mapper, OperationSupport, ResourceSchema } from '@rollcall/contract';
import type { PluginManager } from '@rollcall/plugin';
import type { Container } from 'inversify';
import type { Problems } from '../compile/problems.js';
import type { TwoWaySyncConfig } from '../config/two-way-sync-config.js';
import type { Connection } from '../run/compiled-sync.js';
import type { Policy, Side } from './fact.js';

export interface CompilePairInput {
  readonly name: string;
  readonly config: TwoWaySyncConfig;
  readonly first: Connection;
  readonly second: Connection;
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
  readonly signal: AbortSignal;
}

/** What both systems say they have. */
export interface Found {
  readonly schema: Readonly<Record<Side, ResourceSchema>>;
  readonly groups: Readonly<Record<Side, readonly Group[]>>;
  readonly support: Readonly<Record<Side, OperationSupport>>;
}

/** Everything that compiling looks at. */
export interface Desk {
  readonly input: CompilePairInput;
  readonly found: Found;
  readonly problems: Problems;
}

export const SIDES: readonly Side[] = ['first', 'second'];

export function bothSides<T>(make: (side: Side) => T): Readonly<Record<Side, T>> {
  return { first: make('first'), second: make('second') };
}

/** The side that a setting names; a wrong name is a problem. */
export function sideNamed(
  { input, problems }: Desk,
  name: string,
  path: readonly (string | number)[],
): Side | undefined {
  const side = SIDES.find((one) => input[one].name === name);
  if (side === undefined) problems.add(path, `it must be ${input.first.name} or ${input.second.name}`);
  return side;
}

/** Who decides, as a setting says. */
export function policyOf(desk: Desk, text: string, path: readonly (string | number)[]): Policy {
  const { input, problems } = desk;
  if (text === 'ask') return 'ask';
  if (text !== 'newest') {
    const side = SIDES.find((one) => input[one].name === text);
    if (side === undefined) problems.add(path, `it must be ${input.first.name}, ${input.second.name}, newest or ask`);
    return side ?? 'ask';
  }
  for (const side of SIDES)
    if (input.config.clocks[input[side].name] === undefined)
      problems.add(
        path,
        `newest needs to know when an account of ${input[side].name} changed last: name the attribute under "clocks"`,
      );
  return 'newest';
}
