import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import type { FirstCredential, LeaverAction } from '../config/sync-config.js';
import type { OutOfScope } from '../config/two-way-sync-config.js';
import type { CompiledSync, Connection, CorrelationRule, Scope } from '../run/compiled-sync.js';
import type { CompiledRule } from '../run/map.js';
import type { Policy, Side } from './fact.js';

/** One line of a two-way mapping. */
export interface PairRule {
  /** Attribute of the second side. */
  readonly target: string;
  /** From the first side to the second. */
  readonly forward: CompiledRule;
  /**
   * From the second side to the first: attributes that make the first side mean this value, in the account as it is. `undefined` where
   * the value comes from nothing. Absent where the rule goes one way only.
   */
  readonly backward?: (value: AttributeValue, first: Account) => Attributes | undefined;
  readonly isList: boolean;
  readonly isExact: boolean;
  readonly policy: Policy;
  readonly authority?: Side;
  /** Only for new accounts. */
  readonly once: boolean;
}

/** One role of the first side and the group of the second that means the same, by id. */
export interface GroupPair {
  /** The placeholder (`new:Name`) of one that a side lacks and that is to be made there. */
  readonly first: string;
  readonly second: string;
  /** As the table names them. */
  readonly names: Readonly<Record<Side, string>>;
  /** What links remember of memberships was not about these two groups, so it counts for nothing. */
  readonly isNew?: boolean;
}

/** A two-way sync made ready for one run. */
export interface CompiledPair {
  readonly name: string;
  readonly connections: Readonly<Record<Side, Connection>>;
  /** Writing to a side, as a sync from the other one: what applying, recovery and correlation need. */
  readonly toward: Readonly<Record<Side, CompiledSync>>;
  readonly rules: readonly PairRule[];
  readonly scope: Readonly<Record<Side, Scope>>;
  readonly groups: readonly GroupPair[];
  /** Names of groups, by id, for people. */
  readonly groupNames: Readonly<Record<Side, ReadonlyMap<string, string>>>;
  /** The rules by which two accounts are found to be one person, in the words of each side. */
  readonly correlate: Readonly<Record<Side, readonly CorrelationRule[]>>;
  readonly createIn: ReadonlySet<Side>;
  /** What happens to the partner when an account is gone from this side. */
  readonly gone: Readonly<Record<Side, LeaverAction>>;
  /** What happens to the partner when an account leaves the scope of its side. */
  readonly outOfScope: OutOfScope;
  /** How people get into an account that is made on a side. */
  readonly credential: Readonly<Record<Side, FirstCredential>>;
  readonly signIn: 'both' | Side;
  readonly conflicts: Policy;
  readonly clocks: Partial<Readonly<Record<Side, string>>>;
}
