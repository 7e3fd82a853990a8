import {
  type AccountQueries,
  type AccountReader,
  type AccountWriter,
  type CheckReport,
  type GroupReader,
  type GroupWriter,
  PLUGIN_CONFIG,
  type Provider,
  provider,
  type ResourceSchema,
} from '@rollcall/contract';
import { inject } from 'inversify';
import { checkDirectory } from './check-directory.js';
import type { Database } from './database.js';
import { DirectoryAccounts } from './directory-accounts.js';
import { DirectoryConfig } from './directory-config.js';
import { DirectoryGroups } from './directory-groups.js';
import { DIRECTORY_SCHEMA } from './directory-schema.js';
import { DirectoryWriter, protectedNames } from './directory-writer.js';
import { ownAttributes } from './own-attributes.js';
import { PostgresDirectory } from './postgres-directory.js';
import { SqliteDatabase } from './sqlite-database.js';
import { timeOrderedId } from './time-ordered-id.js';

/** Accounts and groups in one SQLite file, or in PostgreSQL: a system of record where there is none, and a SCIM directory behind the gateway. */
@provider({
  id: 'directory',
  label: 'Directory',
  description: 'Accounts and groups in one SQLite file, or in PostgreSQL.',
  config: DirectoryConfig,
})
export class DirectoryProvider implements Provider {
  readonly accounts: AccountReader;
  readonly writer: AccountWriter;
  readonly queries: AccountQueries;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly #database: Database;
  readonly #accounts: DirectoryAccounts;
  readonly #writer: DirectoryWriter;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: DirectoryConfig) {
    const { realm, pageSize } = config;
    const protect = protectedNames(config.protect);
    this.#database = databaseOf(config);
    const accounts = new DirectoryAccounts(this.#database, { realm, protect, pageSize });
    const groups = new DirectoryGroups(this.#database, { realm, protect, now: Date.now, newId: timeOrderedId });
    this.#accounts = accounts;
    this.accounts = accounts;
    this.queries = accounts;
    this.#writer = new DirectoryWriter(this.#database, accounts, {
      realm,
      protect,
      now: Date.now,
      newId: timeOrderedId,
    });
    this.writer = this.#writer;
    this.groups = groups;
    this.groupWriter = groups;
  }

  async check(): Promise<CheckReport> {
    return checkDirectory({
      database: this.#database,
      realm: this.config.realm,
      countAccounts: () => this.#accounts.headCount(),
      operations: await this.#writer.operations(),
    });
  }

  async schema(): Promise<ResourceSchema> {
    const own = ownAttributes(this.config.attributes);
    return own.length === 0 ? DIRECTORY_SCHEMA : { attributes: [...DIRECTORY_SCHEMA.attributes, ...own] };
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function databaseOf({ path, url, schema, connections, durability }: DirectoryConfig): Database {
  return url === undefined
    ? new SqliteDatabase(path as string, durability)
    : new PostgresDirectory({ url: url.reveal(), schema, connections, durability });
}
