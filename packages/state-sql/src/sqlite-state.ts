import type { State } from '@rollcall/engine';
import { Database } from './database.js';
import { SeenLinks } from './seen-links.js';
import { SqliteInbox } from './sqlite-inbox.js';
import { SqliteJournal } from './sqlite-journal.js';
import { SqliteLinks } from './sqlite-links.js';
import { SqliteMarks } from './sqlite-marks.js';
import { SqliteRuns } from './sqlite-runs.js';
import { SqliteTargetIndex } from './sqlite-target-index.js';
import { SqliteTurns } from './sqlite-turns.js';

/** State in one SQLite file (WAL, every commit on the disk): the embedded default. `:memory:` keeps nothing. */
export class SqliteState implements State {
  private readonly database: Database;
  readonly runs: SqliteRuns;
  readonly links: SqliteLinks;
  readonly journal: SqliteJournal;
  readonly target: SqliteTargetIndex;
  readonly inbox: SqliteInbox;
  readonly turns: SqliteTurns;
  readonly marks: SqliteMarks;

  constructor(path: string) {
    this.database = new Database(path);
    const seen = new SeenLinks();
    this.runs = new SqliteRuns(this.database, seen);
    this.links = new SqliteLinks(this.database, seen);
    this.journal = new SqliteJournal(this.database);
    this.target = new SqliteTargetIndex(this.database);
    this.inbox = new SqliteInbox(this.database);
    this.turns = new SqliteTurns(this.database);
    this.marks = new SqliteMarks(this.database);
  }

  async salt(): Promise<string> {
    this.database.run(`INSERT OR IGNORE INTO meta (name, value) VALUES ('salt', ?)`, crypto.randomUUID());
    return String(this.database.get(`SELECT value FROM meta WHERE name = 'salt'`)?.value);
  }

  async close(): Promise<void> {
    this.database.close();
  }
}
