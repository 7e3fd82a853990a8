/** Steps from an empty file to today's tables, oldest first. A released step is never changed; new ones are added. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

  CREATE TABLE run (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sync TEXT NOT NULL, mode TEXT NOT NULL, scope TEXT NOT NULL, cause TEXT NOT NULL,
    actor TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, status TEXT NOT NULL, plan_hash TEXT, source_count INTEGER NOT NULL,
    proven INTEGER NOT NULL, counts TEXT NOT NULL, error TEXT
  ) STRICT;
  CREATE INDEX run_sync ON run (sync, number);

  CREATE TABLE lease (sync TEXT PRIMARY KEY, run TEXT NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID, STRICT;

  CREATE TABLE link (
    number INTEGER PRIMARY KEY, sync TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT, state TEXT NOT NULL, hash TEXT NOT NULL,
    parked_hash TEXT, uncertain INTEGER NOT NULL, base TEXT NOT NULL, groups TEXT NOT NULL, version TEXT, former_target_ids TEXT NOT NULL,
    parked TEXT, updated_run TEXT NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (sync, source_id)
  ) STRICT;
  CREATE INDEX link_target ON link (sync, target_id) WHERE target_id IS NOT NULL;

  CREATE TABLE operation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, sync TEXT NOT NULL, source_id TEXT NOT NULL, target_id TEXT, kind TEXT NOT NULL,
    phase INTEGER NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL, after TEXT NOT NULL, before TEXT NOT NULL, groups TEXT NOT NULL, desired TEXT,
    status TEXT NOT NULL, intended_at INTEGER, settled_at INTEGER, error TEXT, notes TEXT NOT NULL
  ) STRICT;
  CREATE INDEX operation_order ON operation (run, phase, source_id, kind, seq);
  CREATE UNIQUE INDEX operation_open ON operation (run, source_id, kind) WHERE status IN ('planned', 'held');
  CREATE INDEX operation_unsettled ON operation (sync, seq) WHERE status IN ('intended', 'unknown');
  CREATE INDEX operation_person ON operation (sync, source_id, seq);

  CREATE TABLE claim (run TEXT NOT NULL, claim TEXT NOT NULL, source_id TEXT NOT NULL, PRIMARY KEY (run, claim, source_id)) WITHOUT ROWID, STRICT;
  CREATE INDEX claim_person ON claim (run, source_id);

  CREATE TABLE finding (
    run TEXT NOT NULL, seq INTEGER NOT NULL, source_id TEXT, code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (run, seq)
  ) WITHOUT ROWID, STRICT;
  `,
  `
  ALTER TABLE link ADD COLUMN left_at INTEGER;
  CREATE INDEX operation_settled ON operation (sync, settled_at) WHERE status = 'done';

  CREATE TABLE inbox (
    sync TEXT NOT NULL, account TEXT NOT NULL, cause TEXT NOT NULL, seq INTEGER NOT NULL, events INTEGER NOT NULL, first_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, PRIMARY KEY (sync, account)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX inbox_due ON inbox (sync, due_at);
  CREATE TABLE inbox_message (sync TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (sync, id)) WITHOUT ROWID, STRICT;
  CREATE INDEX inbox_message_at ON inbox_message (at);

  CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  `,
  `
  DROP TABLE claim;
  `,
  `
  CREATE INDEX link_state ON link (sync, state, source_id);
  CREATE INDEX operation_odd ON operation (run, phase, source_id, kind, seq) WHERE status IN ('held', 'failed', 'rejected', 'unknown');
  `,
  `
  CREATE INDEX run_waiting ON run (number) WHERE status = 'waiting';
  `,
  `
  CREATE TABLE turn (sync TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL, attempt INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  `,
];

/** What one run needs only while it lasts: in SQLite's own temporary file, gone with the process. */
export const TEMPORARY = `
  CREATE TEMP TABLE claim (run TEXT NOT NULL, claim TEXT NOT NULL, source_id TEXT NOT NULL, PRIMARY KEY (run, claim, source_id)) WITHOUT ROWID;
  CREATE TEMP TABLE target_account (run INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (run, id)) WITHOUT ROWID;
  CREATE TEMP TABLE target_key (run INTEGER NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (run, key, id)) WITHOUT ROWID;
`;
