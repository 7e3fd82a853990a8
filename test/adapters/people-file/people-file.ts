import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  type Account,
  type AccountPage,
  type AccountReader,
  type ChangeReader,
  type CheckReport,
  ConfigError,
  defineProvider,
  type Group,
  type GroupReader,
  type Provider,
  RejectedError,
  type ResourceSchema,
  RollcallError,
  setting,
  UnavailableError,
} from '@rollcall/contract';
import { IsArray, IsInt, IsString, Max, Min } from 'class-validator';
import { parseCsv } from './parse-csv.js';
import { type FileRecord, parseLdif } from './parse-ldif.js';

export class PeopleFileConfig {
  @setting('Path of the file; its ending says whether it is LDIF (.ldif) or CSV (.csv).', {
    example: '/srv/hr/people.csv',
  })
  @IsString()
  path!: string;

  @setting('Attribute that identifies a person and never changes.')
  @IsString()
  id = 'entryuuid';

  @setting('Attribute with the user name.')
  @IsString()
  key = 'uid';

  @setting('Attributes besides those two.')
  @IsArray()
  @IsString({ each: true })
  attributes: string[] = ['mail', 'givenname', 'sn'];

  @setting('Attribute that says who is switched off.')
  @IsString()
  disabled = 'disabled';

  @setting('Attribute with the names of groups.')
  @IsString()
  groups = 'memberof';

  @setting('People in one page.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  pageSize = 500;
}

interface Snapshot {
  readonly people: readonly Account[];
  readonly digest: string;
  /** Why this may not be everybody. */
  readonly doubt: string | undefined;
}

/** Reads people from an export, as a personnel department drops it. A source: nothing is written. */
class PeopleFile implements Provider {
  readonly accounts: AccountReader = {
    pages: ({ signal }) => this.pages(signal),
    get: async (id, { signal }) => (await this.read(signal)).people.find((person) => person.id === id),
    search: async (text, { limit, signal }) =>
      (await this.read(signal)).people.filter((person) => fits(person, text)).slice(0, limit),
  };
  readonly changes: ChangeReader = { since: (cursor, signal) => this.since(cursor, signal) };
  readonly groups: GroupReader = { list: (signal) => this.listGroups(signal) };

  constructor(private readonly config: PeopleFileConfig) {}

  async check(signal: AbortSignal): Promise<CheckReport> {
    const stage = { stage: 'read', label: `Read ${this.config.path}` } as const;
    try {
      const { people, doubt } = await this.read(signal);
      if (doubt === undefined) return { stages: [{ ...stage, status: 'passed', detail: `${people.length} people` }] };
      const remedy = 'have the export written to another name, and renamed when it is complete';
      return { stages: [{ ...stage, status: 'warning', detail: doubt, remedy }] };
    } catch (error) {
      if (!RollcallError.is(error)) throw error;
      return { stages: [{ ...stage, status: 'failed', detail: error.happened, remedy: error.hint ?? '' }] };
    }
  }

  async schema(): Promise<ResourceSchema> {
    const { key, attributes } = this.config;
    return {
      attributes: [
        { name: key, type: 'string', unique: true, scim: 'userName' },
        ...attributes.map((name) => ({ name, type: 'string' as const })),
      ],
    };
  }

  private async *pages(signal: AbortSignal): AsyncIterable<AccountPage> {
    const { people, doubt } = await this.read(signal);
    const { pageSize } = this.config;
    for (let at = 0; at < people.length; at += pageSize) {
      signal.throwIfAborted();
      yield { accounts: people.slice(at, at + pageSize) };
    }
    yield {
      accounts: [],
      proof:
        doubt === undefined
          ? { complete: true, how: 'one file, whole to its last line' }
          : { complete: false, reason: doubt },
    };
  }

  /** A file tells that it changed, not who in it: then everybody may have. */
  private async *since(cursor: string | undefined, signal: AbortSignal): ReturnType<ChangeReader['since']> {
    const { people, digest } = await this.read(signal);
    yield {
      changed: cursor === undefined || cursor === digest ? [] : people.map(({ id }) => id),
      removed: [],
      cursor: digest,
    };
  }

  private async *listGroups(signal: AbortSignal): AsyncIterable<Group> {
    const { people } = await this.read(signal);
    for (const id of new Set(people.flatMap(({ groups = [] }) => groups))) yield { id, name: id };
  }

  private async read(signal: AbortSignal): Promise<Snapshot> {
    const { path } = this.config;
    const doing = `reading ${path}`;
    let text: string;
    try {
      text = await readFile(path, { encoding: 'utf8', signal });
    } catch (cause) {
      signal.throwIfAborted();
      const { code } = cause as NodeJS.ErrnoException;
      const happened = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
      // An export that is being replaced is away for a moment.
      throw new UnavailableError({
        code: 'file-unreadable',
        doing,
        happened,
        hint: 'look at "path"',
        outcome: 'not-sent',
        cause,
      });
    }
    return { ...this.peopleOf(text, doing), digest: createHash('sha256').update(text).digest('hex') };
  }

  private peopleOf(text: string, doing: string): Omit<Snapshot, 'digest'> {
    let records: readonly FileRecord[];
    try {
      records = extname(this.config.path) === '.csv' ? parseCsv(text) : parseLdif(text);
    } catch (cause) {
      const happened = cause instanceof Error ? cause.message : String(cause);
      throw new ConfigError({ code: 'file-malformed', doing, happened, hint: 'have it exported again', cause });
    }
    const people = records.map((record) => this.accountOf(record, doing));
    const twice = people.length - new Set(people.map(({ id }) => id)).size;
    if (twice > 0) return { people: firsts(people), doubt: `${twice} people are in it twice` };
    return { people, doubt: text.endsWith('\n') ? undefined : 'its last line has no end, so it may be cut off' };
  }

  private accountOf(record: FileRecord, doing: string): Account {
    const { id, key, attributes, disabled, groups } = this.config;
    const [identity] = record.get(id) ?? [];
    if (identity === undefined) {
      const happened = `a person has no "${id}"`;
      throw new RejectedError({ code: 'file-without-id', doing, happened, hint: 'name another attribute as "id"' });
    }
    return {
      id: identity,
      attributes: Object.fromEntries([key, ...attributes].map((name) => [name, record.get(name)?.[0] ?? null])),
      active: !/^(true|1|yes)$/i.test(record.get(disabled)?.[0] ?? ''),
      groups: record.get(groups) ?? [],
    };
  }
}

function firsts(people: readonly Account[]): readonly Account[] {
  return [...new Map(people.toReversed().map((person) => [person.id, person])).values()].reverse();
}

function fits({ id, attributes }: Account, text: string): boolean {
  const wanted = text.toLowerCase();
  return id === text || Object.values(attributes).some((value) => String(value).toLowerCase().includes(wanted));
}

export default defineProvider({
  id: 'people-file',
  label: 'People in a file',
  description: 'Reads people from an LDIF or CSV file.',
  config: PeopleFileConfig,
  create: ({ config }) => new PeopleFile(config),
});
