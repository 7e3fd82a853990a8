import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  type Account,
  type AccountChange,
  type AccountPage,
  type AccountReader,
  type AccountWriter,
  type Attributes,
  type CheckReport,
  ConfigError,
  ConflictError,
  type CreateRequest,
  defineProvider,
  type Group,
  type GroupReader,
  type GroupWriter,
  NotFoundError,
  type OperationSupport,
  type Provider,
  RejectedError,
  type ResourceSchema,
  RollcallError,
  setting,
  UnavailableError,
} from '@rollcall/contract';
import { IsInt, IsString, Matches, Max, Min } from 'class-validator';

const NAME = /^[A-Za-z_]\w*$/;

export class SqlTableConfig {
  @setting('Path of the SQLite file.')
  @IsString()
  path!: string;

  @setting('Table with a row for each account.')
  @Matches(NAME)
  table = 'account';

  @setting('Column that identifies an account: an INTEGER PRIMARY KEY.')
  @Matches(NAME)
  id = 'id';

  @setting('Column that is 1 for those who may sign in, and 0 for others.')
  @Matches(NAME)
  active = 'active';

  @setting('Table with the columns group_name and account_id; who is in which group.')
  @Matches(NAME)
  memberships = 'membership';

  @setting('Table with a column name; the groups.')
  @Matches(NAME)
  groups = 'team';

  @setting('Rows in one page.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  pageSize = 500;
}

type Row = Readonly<Record<string, string | number | null>>;
interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly unique: boolean;
}

/** Accounts as rows of a table: a source and a target. */
class SqlTable implements Provider {
  readonly accounts: AccountReader;
  readonly writer: AccountWriter;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
  readonly limits = { concurrency: 1 };
  private open: DatabaseSync | undefined;

  constructor(private readonly config: SqlTableConfig) {
    this.accounts = {
      pages: ({ signal }) => this.pages(signal),
      get: async (id) => (isId(id) ? this.select(`${config.id} = ?`, [Number(id)], 1)[0] : undefined),
      search: async (text, { limit }) => this.search(text, limit),
    };
    this.writer = {
      operations: async () => EVERYTHING,
      find: async (terms) =>
        this.select(
          terms.map(({ attribute }) => `${this.column(attribute)} = ? COLLATE NOCASE`).join(' AND '),
          terms.map(({ value }) => sqlValue(value)),
          5,
        ),
      create: async (request) => this.create(request),
      update: async (id, change) => this.update(id, change),
      deactivate: async (id) => this.set(id, { [config.active]: 0 }, 'deactivating an account'),
      reactivate: async (id) => this.set(id, { [config.active]: 1 }, 'reactivating an account'),
      delete: async (id) => {
        this.run('deleting an account', `DELETE FROM ${config.memberships} WHERE account_id = ?`, [Number(id)]);
        this.run('deleting an account', `DELETE FROM ${config.table} WHERE ${config.id} = ?`, [Number(id)]);
        return { outcome: 'deleted' };
      },
    };
    this.groups = { list: () => this.listGroups() };
    this.groupWriter = {
      membership: 'group',
      create: async (name) => {
        this.run('making a group', `INSERT INTO ${config.groups} (name) VALUES (?)`, [name]);
        return { id: name, name };
      },
      change: async ({ groupId, add, remove }) => {
        for (const id of add)
          this.run(
            'adding a member',
            `INSERT OR IGNORE INTO ${config.memberships} (group_name, account_id) VALUES (?, ?)`,
            [groupId, Number(id)],
          );
        for (const id of remove)
          this.run('removing a member', `DELETE FROM ${config.memberships} WHERE group_name = ? AND account_id = ?`, [
            groupId,
            Number(id),
          ]);
      },
    };
  }

  async check(): Promise<CheckReport> {
    const stage = { stage: 'read', label: `Read the table ${this.config.table}` } as const;
    try {
      const [row] = this.all('counting accounts', `SELECT count(*) AS n FROM ${this.config.table}`, []);
      return { stages: [{ ...stage, status: 'passed', detail: `${row?.n} rows` }], operations: EVERYTHING };
    } catch (error) {
      if (!RollcallError.is(error)) throw error;
      return { stages: [{ ...stage, status: 'failed', detail: error.happened, remedy: error.hint ?? '' }] };
    }
  }

  async schema(): Promise<ResourceSchema> {
    return {
      attributes: this.columns().map(({ name, type, notnull, unique }) => ({
        name,
        type: /INT/i.test(type) ? 'integer' : /REAL|NUM/i.test(type) ? 'decimal' : 'string',
        required: notnull === 1,
        unique,
        findable: true,
      })),
    };
  }

  async close(): Promise<void> {
    this.open?.close();
    this.open = undefined;
  }

  /** By key, so that rows which come and go meanwhile move no others to another page. */
  private async *pages(signal: AbortSignal): AsyncIterable<AccountPage> {
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      signal.throwIfAborted();
      const accounts = this.select(`${this.config.id} > ?`, [after], this.config.pageSize);
      const last = accounts.at(-1);
      if (last === undefined) break;
      yield { accounts };
      after = Number(last.id);
    }
    yield { accounts: [], proof: { complete: true, how: 'by key up to an empty page' } };
  }

  private search(text: string, limit: number): readonly Account[] {
    const where = this.columns().map(({ name }) => `instr(lower(${name}), lower(?)) > 0`);
    const values = this.columns().map(() => text);
    return this.select(
      `${this.config.id} = ? OR ${where.join(' OR ')}`,
      [isId(text) ? Number(text) : null, ...values],
      limit,
    );
  }

  private create({ attributes, active }: CreateRequest): { readonly id: string } {
    const { table, active: flag } = this.config;
    const names = [...Object.keys(attributes).map((name) => this.column(name)), flag];
    const values = [...Object.values(attributes).map(sqlValue), active ? 1 : 0];
    const { lastInsertRowid } = this.run(
      'making an account',
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      values,
    );
    return { id: String(lastInsertRowid) };
  }

  private update(id: string, { set }: AccountChange): { readonly id: string } {
    return this.set(id, set, 'changing an account');
  }

  private set(id: string, set: Attributes, doing: string): { readonly id: string } {
    const { table, id: key } = this.config;
    const names = Object.keys(set).map((name) => this.column(name));
    const parts = names.length === 0 ? `${key} = ${key}` : names.map((name) => `${name} = ?`).join(', ');
    const values = [...Object.values(set).map(sqlValue), isId(id) ? Number(id) : null];
    const { changes } = this.run(doing, `UPDATE ${table} SET ${parts} WHERE ${key} = ?`, values);
    if (changes === 0) throw new NotFoundError({ code: 'no-such-row', doing, happened: 'its row is gone' });
    return { id };
  }

  private async *listGroups(): AsyncIterable<Group> {
    for (const { name } of this.all('listing groups', `SELECT name FROM ${this.config.groups} ORDER BY name`, []))
      yield { id: String(name), name: String(name) };
  }

  private select(where: string, values: readonly SQLInputValue[], limit: number): readonly Account[] {
    const { table, id, active, memberships } = this.config;
    const rows = this.all('reading accounts', `SELECT * FROM ${table} WHERE ${where} ORDER BY ${id} LIMIT ?`, [
      ...values,
      limit,
    ]);
    return rows.map((row) => {
      const groups = this.all('reading groups', `SELECT group_name FROM ${memberships} WHERE account_id = ?`, [
        row[id] ?? null,
      ]);
      const attributes = Object.fromEntries(Object.entries(row).filter(([name]) => name !== id && name !== active));
      return {
        id: String(row[id]),
        attributes,
        active: row[active] === 1,
        groups: groups.map((group) => String(group.group_name)),
      };
    });
  }

  /** Columns that are attributes. */
  private columns(): readonly Column[] {
    const { table, id, active } = this.config;
    const unique = new Set(
      this.all(
        'reading the table',
        'SELECT i.name AS name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE l."unique" = 1',
        [table],
      ).map(({ name }) => name),
    );
    return this.all('reading the table', 'SELECT name, type, "notnull" FROM pragma_table_info(?)', [table])
      .filter(({ name }) => name !== id && name !== active)
      .map(({ name, type, notnull }) => ({
        name: String(name),
        type: String(type),
        notnull: Number(notnull),
        unique: unique.has(name ?? null),
      }));
  }

  /** A name that may stand in a statement: that of a column which there is. */
  private column(name: string): string {
    if (name === this.config.active || this.columns().some((column) => column.name === name)) return name;
    throw new RejectedError({
      code: 'no-such-column',
      doing: 'writing an account',
      happened: `the table has no column "${name}"`,
    });
  }

  private all(doing: string, sql: string, values: readonly SQLInputValue[]): readonly Row[] {
    return this.explained(
      doing,
      () =>
        this.database()
          .prepare(sql)
          .all(...values) as unknown as readonly Row[],
    );
  }

  private run(
    doing: string,
    sql: string,
    values: readonly SQLInputValue[],
  ): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.explained(doing, () =>
      this.database()
        .prepare(sql)
        .run(...values),
    );
  }

  private database(): DatabaseSync {
    this.open ??= new DatabaseSync(this.config.path);
    return this.open;
  }

  /** The one place where what SQLite says becomes an error of the contract. */
  private explained<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (RollcallError.is(cause)) throw cause;
      const { errcode = 0 } = cause as { readonly errcode?: number };
      const happened = cause instanceof Error ? cause.message : String(cause);
      if (errcode === UNIQUE || errcode === PRIMARY_KEY)
        throw new ConflictError({ code: 'row-taken', doing, happened, cause });
      if ((errcode & 0xff) === CONSTRAINT) throw new RejectedError({ code: 'row-refused', doing, happened, cause });
      if ((errcode & 0xff) === BUSY)
        throw new UnavailableError({ code: 'database-locked', doing, happened, outcome: 'not-sent', cause });
      throw new ConfigError({ code: 'database-unusable', doing, happened, hint: 'look at "path" and "table"', cause });
    }
  }
}

const CONSTRAINT = 19;
const BUSY = 5;
const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
const YES = { supported: true } as const;
const EVERYTHING: OperationSupport = {
  create: YES,
  update: YES,
  deactivate: YES,
  reactivate: YES,
  delete: YES,
  memberships: YES,
  list: YES,
};

function isId(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}

function sqlValue(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' || value === null ? value : JSON.stringify(value);
}

export default defineProvider({
  id: 'sql-table',
  label: 'Table in SQLite',
  description: 'Accounts as rows of a table.',
  config: SqlTableConfig,
  create: ({ config }) => new SqlTable(config),
});
