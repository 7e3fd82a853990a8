/** A table that is carried over: its columns, of which the first ones are its key. The same in a file and in PostgreSQL. */
export interface KeptTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, 'text' | 'bigint'>>;
  /** The column whose values the database gives. */
  readonly numbered?: string;
}

const texts = (...names: readonly string[]): Readonly<Record<string, 'text'>> =>
  Object.fromEntries(names.map((name) => [name, 'text' as const]));
const numbers = (...names: readonly string[]): Readonly<Record<string, 'bigint'>> =>
  Object.fromEntries(names.map((name) => [name, 'bigint' as const]));

/**
 * Everything that lasts. What one run needs only while it lasts stays behind, and so do leases and turns: there is none that holds. A test compares
 * these with the tables that both databases have.
 */
export const KEPT_TABLES: readonly KeptTable[] = [
  { name: 'meta', key: ['name'], columns: texts('name', 'value') },
  {
    name: 'run',
    key: ['number'],
    numbered: 'number',
    columns: {
      ...numbers('number', 'started_at', 'ended_at', 'source_count', 'proven'),
      ...texts('id', 'sync', 'mode', 'scope', 'cause', 'actor', 'status', 'plan_hash', 'counts', 'error'),
    },
  },
  {
    name: 'link',
    key: ['number'],
    numbered: 'number',
    columns: {
      ...numbers('number', 'uncertain', 'updated_at', 'left_at'),
      ...texts('sync', 'source_id', 'target_id', 'state', 'hash', 'parked_hash', 'base', 'groups', 'version'),
      ...texts('former_target_ids', 'parked', 'updated_run'),
    },
  },
  {
    name: 'operation',
    key: ['seq'],
    numbered: 'seq',
    columns: {
      ...numbers('seq', 'phase', 'intended_at', 'settled_at'),
      ...texts('run', 'sync', 'source_id', 'target_id', 'kind', 'key', 'reason', 'after', 'before', 'groups'),
      ...texts('desired', 'status', 'error', 'notes'),
    },
  },
  {
    name: 'finding',
    key: ['run', 'seq'],
    columns: { ...texts('run', 'source_id', 'code', 'severity', 'message'), ...numbers('seq') },
  },
  {
    name: 'inbox',
    key: ['sync', 'account'],
    columns: { ...texts('sync', 'account', 'cause'), ...numbers('seq', 'events', 'first_at', 'due_at', 'attempts') },
  },
  { name: 'inbox_message', key: ['sync', 'id'], columns: { ...texts('sync', 'id'), ...numbers('at') } },
  { name: 'mark', key: ['name'], columns: texts('name', 'value') },
];

/** What a state that nobody used has already: the salt of its hashes. */
export const OF_A_NEW_STATE = 'meta';
