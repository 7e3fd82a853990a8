import type { Attributes, Provider } from '@rollcall/contract';
import type { TimerWatch } from './watch-timers.js';

/** What an account is in the system itself, seen without the provider. */
export interface TrueAccount {
  /** By the names that the provider gives them. */
  readonly attributes: Attributes;
  /** Whether the person can sign in there. */
  readonly active: boolean;
  /** Group ids. */
  readonly groups: readonly string[];
}

/** A provider, and the test system that it talks to: at least three accounts, and a group where it has groups. */
export interface ProviderWorld {
  /** The one that is looked at, connected to this world's system. */
  readonly provider: Provider;
  /** What the system holds, by id. The oracle: it must not ask the provider. */
  truth(): ReadonlyMap<string, TrueAccount> | Promise<ReadonlyMap<string, TrueAccount>>;
  /** Names of attributes to read. */
  readonly attributes: readonly string[];
  /** An attribute that no two accounts share, and that accounts can be looked up by. */
  readonly key: string;
  /** Values for a new account; `n` makes them new ones. For providers that write. */
  account?(n: number): Attributes;
  /** Other values for some attributes, not the key; each may be cleared. For providers that write. */
  readonly change?: Attributes;
  /** Id of an account that must never be changed, where the system has such. */
  readonly protectedId?: string;
  /** Ids of groups in the system. For providers with groups. */
  groups?(): readonly string[] | Promise<readonly string[]>;
  /** Changes an account in the system itself, so that it shows in `changes`. For providers that tell changes. */
  touch?(id: string): void | Promise<void>;
}

/** A world, and the timers that were started since it began. */
export interface WatchedWorld extends ProviderWorld {
  readonly timers: TimerWatch;
}
