CREATE SCHEMA rollcall_state;
CREATE UNLOGGED TABLE rollcall_state.claim (
    run text NOT NULL COLLATE pg_catalog."C",
    claim text NOT NULL COLLATE pg_catalog."C",
    source_id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE rollcall_state.finding (
    run text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    source_id text COLLATE pg_catalog."C",
    code text NOT NULL,
    severity text NOT NULL,
    message text NOT NULL
);
CREATE TABLE rollcall_state.inbox (
    sync text NOT NULL COLLATE pg_catalog."C",
    account text NOT NULL COLLATE pg_catalog."C",
    cause text NOT NULL,
    seq bigint NOT NULL,
    events bigint NOT NULL,
    first_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts integer NOT NULL
);
CREATE TABLE rollcall_state.inbox_message (
    sync text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE rollcall_state.lease (
    sync text NOT NULL COLLATE pg_catalog."C",
    run text NOT NULL COLLATE pg_catalog."C",
    holder text NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE rollcall_state.link (
    number bigint NOT NULL,
    sync text NOT NULL COLLATE pg_catalog."C",
    source_id text NOT NULL COLLATE pg_catalog."C",
    target_id text COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL,
    parked_hash text,
    uncertain smallint NOT NULL,
    base text NOT NULL,
    groups text NOT NULL,
    version text,
    former_target_ids text NOT NULL,
    parked text,
    updated_run text NOT NULL,
    updated_at bigint NOT NULL,
    left_at bigint
);
ALTER TABLE rollcall_state.link ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME rollcall_state.link_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE rollcall_state.mark (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL
);
CREATE TABLE rollcall_state.meta (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE rollcall_state.operation (
    seq bigint NOT NULL,
    run text NOT NULL COLLATE pg_catalog."C",
    sync text NOT NULL COLLATE pg_catalog."C",
    source_id text NOT NULL COLLATE pg_catalog."C",
    target_id text COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    phase integer NOT NULL,
    key text NOT NULL,
    reason text NOT NULL,
    after text NOT NULL,
    before text NOT NULL,
    groups text NOT NULL,
    desired text,
    status text NOT NULL COLLATE pg_catalog."C",
    intended_at bigint,
    settled_at bigint,
    error text,
    notes text NOT NULL
);
ALTER TABLE rollcall_state.operation ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME rollcall_state.operation_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE rollcall_state.rollcall_version (
    version integer NOT NULL
);
CREATE TABLE rollcall_state.run (
    number bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    sync text NOT NULL COLLATE pg_catalog."C",
    mode text NOT NULL,
    scope text NOT NULL,
    cause text NOT NULL,
    actor text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    status text NOT NULL,
    plan_hash text,
    source_count bigint NOT NULL,
    proven smallint NOT NULL,
    counts text NOT NULL,
    error text
);
ALTER TABLE rollcall_state.run ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME rollcall_state.run_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE UNLOGGED TABLE rollcall_state.target_account (
    run text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    data text NOT NULL
);
CREATE UNLOGGED TABLE rollcall_state.target_key (
    run text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE rollcall_state.turn (
    sync text NOT NULL COLLATE pg_catalog."C",
    holder text NOT NULL,
    until bigint NOT NULL,
    attempt integer NOT NULL
);
INSERT INTO rollcall_state.finding VALUES ('first', 1, NULL, 'read-proven', 'info', '6 accounts');
INSERT INTO rollcall_state.finding VALUES ('first', 2, 'cem', 'taken', 'error', 'userName is taken');
INSERT INTO rollcall_state.inbox VALUES ('staff', '', 'poll', 1, 1, 6, 20, 0);
INSERT INTO rollcall_state.inbox VALUES ('staff', 'ada', 'user.update', 1, 1, 5, 30, 1);
INSERT INTO rollcall_state.inbox_message VALUES ('staff', 'm1', 5);
INSERT INTO rollcall_state.inbox_message VALUES ('staff', 'm2', 6);
INSERT INTO rollcall_state.lease VALUES ('staff', 'second', 'host:1', 3000);
INSERT INTO rollcall_state.link OVERRIDING SYSTEM VALUE VALUES (1, 'staff', 'ada', 't-ada', 'active', 'h1', NULL, 0, '{"userName":"ada","nick":"","gone":null,"mails":["a@example.test",{"type":"home","value":"b@example.test"}]}', '["g1","g2"]', 'W/"7"', '[]', NULL, 'first', 1000, NULL);
INSERT INTO rollcall_state.link OVERRIDING SYSTEM VALUE VALUES (2, 'staff', 'bob', 't-bob', 'inactive', 'h1', NULL, 1, '{}', '[]', NULL, '["t-old"]', NULL, 'first', 1000, 900);
INSERT INTO rollcall_state.link OVERRIDING SYSTEM VALUE VALUES (3, 'staff', 'cem', NULL, 'none', 'h1', 'h2', 0, '{}', '[]', NULL, '[]', '{"code":"taken","message":"userName is taken"}', 'first', 1000, NULL);
INSERT INTO rollcall_state.link OVERRIDING SYSTEM VALUE VALUES (4, 'staff', 'dot', NULL, 'deleted', 'h1', NULL, 0, '{}', '[]', NULL, '["t-dot"]', NULL, 'first', 1000, NULL);
INSERT INTO rollcall_state.mark VALUES ('watermark:staff', '2026-01-01');
INSERT INTO rollcall_state.meta VALUES ('salt', 'a-salt-of-its-own');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (5, 'first', 'staff', 'fay', NULL, 'delete', 4, 'k-fay', '{"code":"new","detail":"not seen before"}', '{"userName":"fay"}', '{}', '{"add":["g1"],"remove":[]}', '{"hash":"h3","base":{"userName":"fay"},"groups":["g1"]}', 'held', NULL, NULL, NULL, '[]');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (6, 'first', 'staff', 'gus', NULL, 'create', 1, 'k-gus', '{"code":"new","detail":"not seen before"}', '{"userName":"gus"}', '{}', '{"add":["g1"],"remove":[]}', '{"hash":"h3","base":{"userName":"gus"},"groups":["g1"]}', 'skipped', NULL, NULL, NULL, '[]');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (2, 'first', 'staff', 'bob', 't-bob', 'deactivate', 3, 'k-bob', '{"code":"new","detail":"not seen before"}', '{"userName":"bob"}', '{}', '{"add":[],"remove":["g1"]}', NULL, 'intended', 1100, NULL, NULL, '[]');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (1, 'first', 'staff', 'ada', 't-ada', 'update', 1, 'k-ada', '{"code":"new","detail":"not seen before"}', '{"title":"Dr"}', '{"title":null}', '{"add":["g1"],"remove":[]}', '{"hash":"h3","base":{"userName":"ada"},"groups":["g1"]}', 'done', 1100, 1200, NULL, '["title was empty"]');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (3, 'first', 'staff', 'cem', NULL, 'create', 1, 'k-cem', '{"code":"new","detail":"not seen before"}', '{"userName":"cem"}', '{}', '{"add":["g1"],"remove":[]}', '{"hash":"h3","base":{"userName":"cem"},"groups":["g1"]}', 'rejected', 1100, 1201, '{"code":"taken","message":"userName is taken"}', '[]');
INSERT INTO rollcall_state.operation OVERRIDING SYSTEM VALUE VALUES (4, 'first', 'staff', 'eva', NULL, 'create', 1, 'k-eva', '{"code":"new","detail":"not seen before"}', '{"userName":"eva"}', '{}', '{"add":["g1"],"remove":[]}', '{"hash":"h3","base":{"userName":"eva"},"groups":["g1"]}', 'unknown', 1100, 1202, '{"code":"timeout","message":"no answer"}', '[]');
INSERT INTO rollcall_state.rollcall_version VALUES (2);
INSERT INTO rollcall_state.run OVERRIDING SYSTEM VALUE VALUES (1, 'first', 'staff', 'run', 'full', 'schedule', 'cron', 1000, 1300, 'waiting', 'plan', 6, 1, '{"update:done":1}', NULL);
INSERT INTO rollcall_state.run OVERRIDING SYSTEM VALUE VALUES (2, 'second', 'staff', 'run', 'accounts', 'schedule', 'cron', 2000, NULL, 'applying', NULL, 0, 0, '{}', NULL);
SELECT pg_catalog.setval('rollcall_state.link_number_seq', 4, true);
SELECT pg_catalog.setval('rollcall_state.operation_seq_seq', 6, true);
SELECT pg_catalog.setval('rollcall_state.run_number_seq', 2, true);
ALTER TABLE ONLY rollcall_state.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (run, claim, source_id);
ALTER TABLE ONLY rollcall_state.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (run, seq);
ALTER TABLE ONLY rollcall_state.inbox_message
    ADD CONSTRAINT inbox_message_pkey PRIMARY KEY (sync, id);
ALTER TABLE ONLY rollcall_state.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (sync, account);
ALTER TABLE ONLY rollcall_state.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (sync);
ALTER TABLE ONLY rollcall_state.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (number);
ALTER TABLE ONLY rollcall_state.link
    ADD CONSTRAINT link_sync_source_id_key UNIQUE (sync, source_id);
ALTER TABLE ONLY rollcall_state.mark
    ADD CONSTRAINT mark_pkey PRIMARY KEY (name);
ALTER TABLE ONLY rollcall_state.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (name);
ALTER TABLE ONLY rollcall_state.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY rollcall_state.run
    ADD CONSTRAINT run_id_key UNIQUE (id);
ALTER TABLE ONLY rollcall_state.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (number);
ALTER TABLE ONLY rollcall_state.target_account
    ADD CONSTRAINT target_account_pkey PRIMARY KEY (run, id);
ALTER TABLE ONLY rollcall_state.target_key
    ADD CONSTRAINT target_key_pkey PRIMARY KEY (run, key, id);
ALTER TABLE ONLY rollcall_state.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (sync);
CREATE INDEX claim_person ON rollcall_state.claim USING btree (run, source_id);
CREATE INDEX inbox_due ON rollcall_state.inbox USING btree (sync, due_at);
CREATE INDEX inbox_message_at ON rollcall_state.inbox_message USING btree (at);
CREATE INDEX link_state ON rollcall_state.link USING btree (sync, state, source_id);
CREATE INDEX link_target ON rollcall_state.link USING btree (sync, target_id) WHERE (target_id IS NOT NULL);
CREATE INDEX operation_odd ON rollcall_state.operation USING btree (run, phase, source_id, kind, seq) WHERE (status = ANY (ARRAY['held'::text, 'failed'::text, 'rejected'::text, 'unknown'::text]));
CREATE UNIQUE INDEX operation_open ON rollcall_state.operation USING btree (run, source_id, kind) WHERE (status = ANY (ARRAY['planned'::text, 'held'::text]));
CREATE INDEX operation_order ON rollcall_state.operation USING btree (run, phase, source_id, kind, seq);
CREATE INDEX operation_person ON rollcall_state.operation USING btree (sync, source_id, seq);
CREATE INDEX operation_settled ON rollcall_state.operation USING btree (sync, settled_at) WHERE (status = 'done'::text);
CREATE INDEX operation_unsettled ON rollcall_state.operation USING btree (sync, seq) WHERE (status = ANY (ARRAY['intended'::text, 'unknown'::text]));
CREATE INDEX run_sync ON rollcall_state.run USING btree (sync, number);
CREATE INDEX run_waiting ON rollcall_state.run USING btree (number) WHERE (status = 'waiting'::text);
