/** Who is to be looked at: one account, everybody, or whoever changed in the source since the last such look. */
export interface InboxKey {
  /** Id in the source; `null` stands for more than one. */
  readonly account: string | null;
  /** With `null`: not everybody, only who changed. */
  readonly onlyChanges?: boolean;
}

/** Somebody says to look: a message from outside, a trigger's request, or a retry. */
export interface InboxEvent extends InboxKey {
  /** For people: `user.update`, `retry`, `schedule 0 2 * * *`. */
  readonly cause: string;
  /** Not to be looked at before. */
  readonly dueAt: number;
}

/** What waits about one account, or about everybody. */
export interface InboxEntry extends InboxEvent {
  /** Grows with each event about the account; `done` with an older one leaves the entry, for something happened meanwhile. */
  readonly seq: number;
  /** Events that are one entry now. */
  readonly events: number;
  /** When the first of these events came. */
  readonly firstAt: number;
  /** How often looking at it has failed. */
  readonly attempts: number;
}

/** An entry as it was when it was taken. */
export type TakenEntry = InboxKey & Pick<InboxEntry, 'seq'>;

/** How much waits in the inbox of one sync. */
export interface Backlog {
  /** Entries, due or not. */
  readonly count: number;
  /** When the next entry is due. */
  readonly nextAt: number | null;
  /** When the first event came of the entry that has waited longest. */
  readonly oldestAt: number | null;
  /** Entries that were looked at and failed, and are tried again. */
  readonly failing: number;
}

/** What is to be looked at, durable, one entry an account however many events there are. */
export interface Inbox {
  /** Stores the events of one message unless a message of this id was stored before; true when it was stored. */
  add(sync: string, message: string, events: readonly InboxEvent[], now: number): Promise<boolean>;
  /** Entries that are due, oldest first. */
  due(sync: string, now: number, limit: number): Promise<readonly InboxEntry[]>;
  /** Those of these that wait, due or not. */
  find(sync: string, keys: readonly InboxKey[]): Promise<readonly InboxEntry[]>;
  /** Looked at. */
  done(sync: string, entries: readonly TakenEntry[]): Promise<void>;
  /** Looking at it failed; try again later. */
  postpone(sync: string, entries: readonly TakenEntry[], dueAt: number): Promise<void>;
  /** What `rollcall status`, the health page and the metrics show. */
  waiting(sync: string): Promise<Backlog>;
  /** Forgets the ids of messages from before this time. */
  forgetMessages(before: number): Promise<void>;
}
