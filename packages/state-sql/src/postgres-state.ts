import type { State } from '@rollcall/engine';
import { PostgresDatabase } from '@rollcall/postgres';
import { PostgresInbox } from './postgres-inbox.js';
import { PostgresJournal } from './postgres-journal.js';
import { PostgresLinks } from './postgres-links.js';
import { PostgresMarks } from './postgres-marks.js';
import { PostgresRuns } from './postgres-runs.js';
import { POSTGRES_MIGRATIONS, STATE_SCHEMA } from './postgres-schema.js';
import { PostgresStatistics } from './postgres-statistics.js';
import { PostgresTargetIndex } from './postgres-target-index.js';
import { PostgresTurns } from './postgres-turns.js';
import { SeenLinks } from './seen-links.js';

/** Where in the database the state lies, and how much of the database it takes. */
export interface PostgresStateOptions {
  /** Schema that the tables are in; made where there is none. Default: `rollcall_state`. */
  readonly schema?: string;
  /** Connections at most. Default: 10. */
  readonly connections?: number;
}

/**
 * State in PostgreSQL, which workers on several machines share: of one sync only who holds its lease runs. Connects when it is first used.
 * Leases are judged by the clocks of the workers, which should not be further apart than seconds.
 */
export class PostgresState implements State {
  readonly runs: PostgresRuns;
  readonly links: PostgresLinks;
  readonly journal: PostgresJournal;
  readonly target: PostgresTargetIndex;
  readonly inbox: PostgresInbox;
  readonly turns: PostgresTurns;
  readonly marks: PostgresMarks;
  /** Where it is, without a password. */
  readonly place: string;
  private readonly database: PostgresDatabase;

  constructor(url: string, { schema = STATE_SCHEMA, connections = 10 }: PostgresStateOptions = {}) {
    this.database = new PostgresDatabase({
      url,
      schema,
      connections,
      migrations: POSTGRES_MIGRATIONS,
      what: 'the state',
    });
    this.place = `${this.database.address}, schema "${schema}"`;
    const seen = new SeenLinks();
    const statistics = new PostgresStatistics(this.database);
    this.runs = new PostgresRuns(this.database, seen);
    this.links = new PostgresLinks(this.database, seen, statistics);
    this.journal = new PostgresJournal(this.database, statistics);
    this.target = new PostgresTargetIndex(this.database);
    this.inbox = new PostgresInbox(this.database);
    this.turns = new PostgresTurns(this.database);
    this.marks = new PostgresMarks(this.database);
  }

  async salt(): Promise<string> {
    await this.database.run(
      `INSERT INTO meta (name, value) VALUES ('salt', ?) ON CONFLICT DO NOTHING`,
      crypto.randomUUID(),
    );
    return String((await this.database.get(`SELECT value FROM meta WHERE name = 'salt'`))?.value);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
