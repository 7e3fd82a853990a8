/** As in SQLite. Texts have the order of their bytes, whatever the database's locale: `COLLATE "C"`. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE account (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL, realm text COLLATE "C" NOT NULL,
    active smallint NOT NULL, version integer NOT NULL, created text COLLATE "C" NOT NULL, modified text COLLATE "C" NOT NULL,
    user_name_key text COLLATE "C" NOT NULL, external_id text COLLATE "C", display_name_key text COLLATE "C", given_name_key text COLLATE "C",
    family_name_key text COLLATE "C", data text NOT NULL, CONSTRAINT account_id UNIQUE (realm, id), CONSTRAINT account_user_name UNIQUE (realm, user_name_key)
  );
  CREATE INDEX account_external ON account (realm, external_id) WHERE external_id IS NOT NULL;
  CREATE INDEX account_display ON account (realm, display_name_key);
  CREATE INDEX account_family ON account (realm, family_name_key);
  CREATE INDEX account_given ON account (realm, given_name_key);
  CREATE INDEX account_modified ON account (realm, modified);

  CREATE TABLE account_email (
    realm text COLLATE "C" NOT NULL, value_key text COLLATE "C" NOT NULL, account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    type_key text COLLATE "C" NOT NULL, PRIMARY KEY (realm, value_key, account, type_key)
  );
  CREATE INDEX account_email_account ON account_email (account);

  CREATE TABLE account_group (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL CONSTRAINT account_group_id UNIQUE, realm text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL, name_key text COLLATE "C" NOT NULL, version integer NOT NULL, CONSTRAINT account_group_name UNIQUE (realm, name_key)
  );

  CREATE TABLE membership (
    in_group bigint NOT NULL REFERENCES account_group ON DELETE CASCADE, account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (in_group, account)
  );
  CREATE INDEX membership_account ON membership (account);

  -- In parts, so that many who create at once do not wait for one row; the sum is what counts.
  CREATE TABLE head_count (
    realm text COLLATE "C" NOT NULL, part smallint NOT NULL, accounts bigint NOT NULL, PRIMARY KEY (realm, part)
  ) WITH (fillfactor = 50);
  CREATE FUNCTION count_account() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO head_count AS h (realm, part, accounts) VALUES (NEW.realm, NEW.seq % 32, 1)
          ON CONFLICT (realm, part) DO UPDATE SET accounts = h.accounts + 1;
      ELSE
        UPDATE head_count SET accounts = accounts - 1 WHERE realm = OLD.realm AND part = OLD.seq % 32;
      END IF;
      RETURN NULL;
    END
  $$;
  CREATE TRIGGER account_counted AFTER INSERT OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION count_account();
  `,
  `
  -- Those who are inactive are few, and are counted without a look at the others; whoever is active costs this nothing.
  CREATE INDEX account_inactive ON account (realm, id) WHERE active = 0;
  `,
];
