CREATE TABLE IF NOT EXISTS "#__rollcall_outbox" (
  "id" bigserial NOT NULL,
  "message_id" varchar(64) NOT NULL,
  "type" varchar(64) NOT NULL,
  "kind" varchar(32) NOT NULL,
  "subject" varchar(128) NOT NULL,
  "occurred_at" bigint NOT NULL,
  "expires_at" bigint NOT NULL,
  "attempts" int NOT NULL DEFAULT 0,
  "dead" smallint NOT NULL DEFAULT 0,
  "note" varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY ("id")
);

CREATE INDEX "idx_rollcall_outbox_queue" ON "#__rollcall_outbox" ("dead", "attempts", "id");

CREATE INDEX "idx_rollcall_outbox_subject" ON "#__rollcall_outbox" ("kind", "subject");

CREATE TABLE IF NOT EXISTS "#__rollcall_memory" (
  "name" varchar(64) NOT NULL,
  "facts" text NOT NULL,
  "expires_at" bigint NOT NULL DEFAULT 0,
  PRIMARY KEY ("name")
);

CREATE TABLE IF NOT EXISTS "#__rollcall_seen" (
  "user_id" bigint NOT NULL,
  "digest" varchar(64) NOT NULL,
  PRIMARY KEY ("user_id")
);
