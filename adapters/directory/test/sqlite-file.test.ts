import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import { SqliteDatabase } from '../src/sqlite-database.js';

describe('a file that is no directory of this Rollcall', () => {
  const wrong: readonly (readonly [string, (path: string) => void, string, RegExp])[] = [
    ['of a later version', later, 'sqlite-newer', /is of version 99/],
    [
      'that is no database',
      (path) => writeFileSync(path, 'x'.repeat(4_096)),
      'sqlite-damaged',
      /not a SQLite database/,
    ],
  ];
  for (const [title, make, code, message] of wrong)
    it(`${title} is refused in plain words, and left as it is`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-directory-'));
      try {
        const path = join(folder, 'directory.sqlite');
        make(path);
        const before = readFileSync(path);
        expect(() => new SqliteDatabase(path, 'full'))
          .to.throw(message)
          .and.satisfy((error: unknown) => RollcallError.is(error) && error.code === code);
        expect(readFileSync(path).equals(before)).to.equal(true);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});

function later(path: string): void {
  const connection = new DatabaseSync(path);
  connection.exec('PRAGMA user_version = 99');
  connection.close();
}
