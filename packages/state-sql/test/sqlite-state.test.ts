import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RollcallError } from '@rollcall/contract';
import { MemoryState } from '@rollcall/engine';
import { queueContract, stateContract, stateQueueWorld } from '@rollcall/testing';
import { expect } from 'chai';
import { SqliteState } from '../src/index.js';

const folders: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'rollcall-state-'));
  folders.push(path);
  return path;
}
after(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

stateContract('SqliteState', () => new SqliteState(join(folder(), 'state.sqlite')));
stateContract('MemoryState', () => new MemoryState());
queueContract('StateQueue on SqliteState', () => stateQueueWorld(new SqliteState(join(folder(), 'state.sqlite'))));

describe('a SQLite state file', () => {
  it('survives being closed and opened', async () => {
    const path = join(folder(), 'deep', 'state.sqlite');
    const first = new SqliteState(path);
    const salt = await first.salt();
    await first.runs.open(
      { id: 'r', sync: 's', mode: 'run', scope: 'full', cause: 'c', actor: 'a', startedAt: 1 },
      { holder: 'h', ttlMs: 1, now: 1 },
    );
    await first.close();
    const second = new SqliteState(path);
    expect(await second.salt()).to.equal(salt);
    expect((await second.runs.list({ limit: 9 })).length).to.equal(1);
    await second.close();
  });

  it('is readable by its owner only', async () => {
    const path = join(folder(), 'state.sqlite');
    await new SqliteState(path).close();
    expect(statSync(path).mode & 0o077).to.equal(0);
  });

  const refusals: readonly (readonly [string, (path: string) => void, string, RegExp])[] = [
    ['that is no database', (path) => writeFileSync(path, 'x'.repeat(4096)), 'sqlite-damaged', /not a SQLite database/],
    [
      'of a later version',
      (path) => {
        const db = new DatabaseSync(path);
        db.exec('PRAGMA user_version = 99');
        db.close();
      },
      'sqlite-newer',
      /version 99/,
    ],
  ];
  for (const [title, prepare, code, message] of refusals) {
    it(`${title} is refused in plain words, and left as it is`, () => {
      const path = join(folder(), 'state.sqlite');
      prepare(path);
      const before = readFileSync(path);
      expect(() => new SqliteState(path))
        .to.throw(message)
        .and.satisfy((error: unknown) => RollcallError.is(error) && error.code === code);
      expect(readFileSync(path).equals(before)).to.equal(true);
    });
  }

  it('locked by another program is reported as such', async function () {
    this.timeout(15_000);
    const path = join(folder(), 'state.sqlite');
    const state = new SqliteState(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const error: unknown = await state.links.put('s', []).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    other.exec('ROLLBACK');
    other.close();
    await state.close();
    expect(RollcallError.is(error) && error.code).to.equal('sqlite-locked');
  });
});
