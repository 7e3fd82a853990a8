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
import { Database } from './database.js';
import { DirectoryAccounts, protectedNames } from './directory-accounts.js';
import { DirectoryConfig } from './directory-config.js';
import { DirectoryGroups } from './directory-groups.js';
import { DIRECTORY_SCHEMA } from './directory-schema.js';

/** Accounts and groups in one SQLite file: a system of record where there is none, and a SCIM directory behind the gateway. */
@provider({
  id: 'directory',
  label: 'Directory',
  description: 'Accounts and groups in one SQLite file.',
  config: DirectoryConfig,
})
export class DirectoryProvider implements Provider {
  readonly accounts: AccountReader;
  readonly writer: AccountWriter;
  readonly queries: AccountQueries;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly #database: Database;

  constructor(@inject(PLUGIN_CONFIG) private readonly config: DirectoryConfig) {
    const { path, realm, durability, pageSize } = config;
    const protect = protectedNames(config.protect);
    this.#database = new Database(path, durability);
    const accounts = new DirectoryAccounts(this.#database, { realm, protect, pageSize, now: Date.now });
    const groups = new DirectoryGroups(this.#database, realm, protect);
    this.accounts = accounts;
    this.writer = accounts;
    this.queries = accounts;
    this.groups = groups;
    this.groupWriter = groups;
  }

  async check(): Promise<CheckReport> {
    const { path, realm } = this.config;
    const accounts = this.#database.get('SELECT accounts FROM head_count WHERE realm = ?', realm)?.accounts ?? 0;
    return {
      stages: [
        { stage: 'reach', label: 'Open the file', status: 'passed', detail: path },
        {
          stage: 'read',
          label: 'Count accounts',
          status: 'passed',
          detail: `${accounts} accounts in the realm "${realm}"`,
        },
      ],
      operations: await this.writer.operations(new AbortController().signal),
    };
  }

  async schema(): Promise<ResourceSchema> {
    return DIRECTORY_SCHEMA;
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
