/** Steps from an empty file to today's tables, oldest first. A released step is never changed; new ones are added. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE account (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, realm TEXT NOT NULL, active INTEGER NOT NULL, version INTEGER NOT NULL,
    created TEXT NOT NULL, modified TEXT NOT NULL, user_name_key TEXT NOT NULL, external_id TEXT, display_name_key TEXT, given_name_key TEXT,
    family_name_key TEXT, data TEXT NOT NULL, UNIQUE (realm, user_name_key)
  ) STRICT;
  CREATE INDEX account_external ON account (realm, external_id) WHERE external_id IS NOT NULL;
  CREATE INDEX account_display ON account (realm, display_name_key);
  CREATE INDEX account_family ON account (realm, family_name_key);
  CREATE INDEX account_given ON account (realm, given_name_key);
  CREATE INDEX account_modified ON account (realm, modified);

  CREATE TABLE account_email (
    realm TEXT NOT NULL, value_key TEXT NOT NULL, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, type_key TEXT NOT NULL,
    PRIMARY KEY (realm, value_key, account, type_key)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX account_email_account ON account_email (account);

  CREATE TABLE account_group (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, realm TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
    version INTEGER NOT NULL, UNIQUE (realm, name_key)
  ) STRICT;

  CREATE TABLE membership (
    in_group INTEGER NOT NULL REFERENCES account_group ON DELETE CASCADE, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (in_group, account)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX membership_account ON membership (account);

  CREATE TABLE head_count (realm TEXT PRIMARY KEY, accounts INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TRIGGER account_comes AFTER INSERT ON account BEGIN
    INSERT INTO head_count (realm, accounts) VALUES (new.realm, 1) ON CONFLICT (realm) DO UPDATE SET accounts = accounts + 1;
  END;
  CREATE TRIGGER account_goes AFTER DELETE ON account BEGIN
    UPDATE head_count SET accounts = accounts - 1 WHERE realm = old.realm;
  END;
  `,
  `
  -- Ids grow with time, so that one index serves for looking an account up and for walking through a realm.
  DROP INDEX IF EXISTS account_realm;
  CREATE UNIQUE INDEX account_id ON account (realm, id);
  `,
  `
  -- How many rows an index leaves, for a big realm: without, SQLite takes a realm for ten rows and looks through all of it, though an index
  -- names the one that is meant. Small realms are quick by any way.
  ANALYZE sqlite_schema;
  DELETE FROM sqlite_stat1;
  INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('account', 'account_id', '1000000 1000000 1'),
    ('account', 'sqlite_autoindex_account_1', '1000000 1000000 1'),
    ('account', 'account_external', '1000000 1000000 1'),
    ('account', 'account_display', '1000000 1000000 3'),
    ('account', 'account_family', '1000000 1000000 50'),
    ('account', 'account_given', '1000000 1000000 500'),
    ('account', 'account_modified', '1000000 1000000 2'),
    ('account_email', 'account_email', '1000000 1000000 1 1 1'),
    ('account_email', 'account_email_account', '1000000 1'),
    ('membership', 'membership', '1000000 1000 1'),
    ('membership', 'membership_account', '1000000 5'),
    ('account_group', 'sqlite_autoindex_account_group_1', '1000 1'),
    ('account_group', 'sqlite_autoindex_account_group_2', '1000 1000 1');
  ANALYZE sqlite_schema;
  `,
  `
  -- Whoever writes accounts counts them. With a trigger each INSERT kept copies of all pages that it touched, so as to undo itself alone: a third
  -- of what storing an account took.
  DROP TRIGGER account_comes;
  DROP TRIGGER account_goes;
  `,
  `
  -- Those who are inactive are few, and are counted without a look at the others; whoever is active costs this nothing.
  CREATE INDEX account_inactive ON account (realm, id) WHERE active = 0;
  INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('account', 'account_inactive', '50000 50000 1');
  ANALYZE sqlite_schema;
  `,
];
