/** What the exit code of `rollcall` says; part of the public interface. */
export const EXIT = {
  ok: 0,
  /** Something could not be done: an account failed, a connection does not work. */
  failed: 1,
  /** The command or the configuration is wrong; nothing was done. */
  usage: 2,
  /** Something waits for a person: operations over a limit, findings that need a decision. */
  waiting: 3,
  /** A plan has changes (`plan --exit-code`). */
  changes: 4,
  /** Stopped by a signal, in good order. */
  stopped: 130,
} as const;
