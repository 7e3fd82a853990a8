import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Opens a SQLite file, and makes it and its folders where they are missing; `:memory:` is none. Throws what the system or SQLite throws. */
export function openFile(path: string): DatabaseSync {
  if (path !== ':memory:') {
    makeFolder(dirname(path));
    // The file holds personal data: nobody else on the machine reads it.
    closeSync(openSync(path, 'a', 0o600));
  }
  return new DatabaseSync(path);
}

/** Node's own way to make the folders above as well never ends where a file system takes none, such as that of processes. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}
