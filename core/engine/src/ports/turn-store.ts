import type { LeaseRequest } from './run-store.js';

/** Who has the turn to work on a sync, for the queue that is kept in the state. */
export interface TurnStore {
  /**
   * Gives the turn of the sync, unless another holder has it still. `attempt` counts the turns since one last ended: 1 after an end, one more for each
   * that broke off.
   */
  take(
    sync: string,
    lease: LeaseRequest,
  ): Promise<
    | { readonly taken: true; readonly attempt: number }
    | { readonly taken: false; readonly holder: string; readonly until: number }
  >;
  /** Extends it. False when it was given to somebody else. */
  renew(sync: string, lease: LeaseRequest): Promise<boolean>;
  /** The turn has ended; nothing happens when another holder has it. */
  end(sync: string, holder: string): Promise<void>;
}
