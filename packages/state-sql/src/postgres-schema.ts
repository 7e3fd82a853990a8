/**
 * As in SQLite; texts have the order of their bytes, whatever the database's locale. What one run needs only while it lasts is
 * in tables that are not logged: a run that is cut off makes them anew.
 */
export const POSTGRES_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);

  CREATE TABLE run (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, sync text COLLATE "C" NOT NULL, mode text NOT NULL, scope text NOT NULL,
    cause text NOT NULL, actor text NOT NULL, started_at bigint NOT NULL, ended_at bigint, status text NOT NULL, plan_hash text, source_count bigint NOT NULL,
    proven smallint NOT NULL, counts text NOT NULL, error text
  );
  CREATE INDEX run_sync ON run (sync, number);
  CREATE INDEX run_waiting ON run (number) WHERE status = 'waiting';

  CREATE TABLE lease (sync text COLLATE "C" PRIMARY KEY, run text COLLATE "C" NOT NULL, holder text NOT NULL, until bigint NOT NULL);

  CREATE TABLE link (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sync text COLLATE "C" NOT NULL, source_id text COLLATE "C" NOT NULL, target_id text COLLATE "C",
    state text COLLATE "C" NOT NULL, hash text NOT NULL, parked_hash text, uncertain smallint NOT NULL, base text NOT NULL, groups text NOT NULL, version text,
    former_target_ids text NOT NULL, parked text, updated_run text NOT NULL, updated_at bigint NOT NULL, left_at bigint, UNIQUE (sync, source_id)
  );
  CREATE INDEX link_target ON link (sync, target_id) WHERE target_id IS NOT NULL;
  CREATE INDEX link_state ON link (sync, state, source_id);

  CREATE TABLE operation (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run text COLLATE "C" NOT NULL, sync text COLLATE "C" NOT NULL, source_id text COLLATE "C" NOT NULL,
    target_id text COLLATE "C", kind text COLLATE "C" NOT NULL, phase integer NOT NULL, key text NOT NULL, reason text NOT NULL, after text NOT NULL,
    before text NOT NULL, groups text NOT NULL, desired text, status text COLLATE "C" NOT NULL, intended_at bigint, settled_at bigint, error text, notes text NOT NULL
  );
  CREATE INDEX operation_order ON operation (run, phase, source_id, kind, seq);
  CREATE UNIQUE INDEX operation_open ON operation (run, source_id, kind) WHERE status IN ('planned', 'held');
  CREATE INDEX operation_unsettled ON operation (sync, seq) WHERE status IN ('intended', 'unknown');
  CREATE INDEX operation_person ON operation (sync, source_id, seq);
  CREATE INDEX operation_settled ON operation (sync, settled_at) WHERE status = 'done';
  CREATE INDEX operation_odd ON operation (run, phase, source_id, kind, seq) WHERE status IN ('held', 'failed', 'rejected', 'unknown');

  CREATE TABLE finding (
    run text COLLATE "C" NOT NULL, seq bigint NOT NULL, source_id text COLLATE "C", code text NOT NULL, severity text NOT NULL, message text NOT NULL,
    PRIMARY KEY (run, seq)
  );

  CREATE TABLE inbox (
    sync text COLLATE "C" NOT NULL, account text COLLATE "C" NOT NULL, cause text NOT NULL, seq bigint NOT NULL, events bigint NOT NULL, first_at bigint NOT NULL,
    due_at bigint NOT NULL, attempts integer NOT NULL, PRIMARY KEY (sync, account)
  );
  CREATE INDEX inbox_due ON inbox (sync, due_at);
  CREATE TABLE inbox_message (sync text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, at bigint NOT NULL, PRIMARY KEY (sync, id));
  CREATE INDEX inbox_message_at ON inbox_message (at);

  CREATE TABLE mark (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);

  CREATE UNLOGGED TABLE claim (
    run text COLLATE "C" NOT NULL, claim text COLLATE "C" NOT NULL, source_id text COLLATE "C" NOT NULL, PRIMARY KEY (run, claim, source_id)
  );
  CREATE INDEX claim_person ON claim (run, source_id);
  CREATE UNLOGGED TABLE target_account (run text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, data text NOT NULL, PRIMARY KEY (run, id));
  CREATE UNLOGGED TABLE target_key (run text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, PRIMARY KEY (run, key, id));
  `,
  `
  CREATE TABLE turn (sync text COLLATE "C" PRIMARY KEY, holder text NOT NULL, until bigint NOT NULL, attempt integer NOT NULL);
  `,
];

/** Where the tables are unless somebody says otherwise. */
export const STATE_SCHEMA = 'rollcall_state';

/** Tables of what one run needs only while it lasts. */
export const OF_ONE_RUN = ['claim', 'target_account', 'target_key'] as const;
