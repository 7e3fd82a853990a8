import type { LinkState } from '@rollcall/engine';

/** Somebody in a list. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly mail: string | undefined;
  readonly roles: readonly string[];
  /** `undefined`: Rollcall knows no account of theirs in the target. */
  readonly state: LinkState | undefined;
  readonly targetId: string | null;
  readonly updatedAt: number | undefined;
  /** Why the target refused their values. */
  readonly parked: string | undefined;
}
