import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { AuditEntry } from '@rollcall/gateway';

/**
 * Lines of JSON at the end of a file that only its owner may read. Lines that come together are written together, and at once: into the
 * system's memory, which takes less time than handing them to a thread that does it.
 */
export class AuditFile {
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  /** The time of the last line: many are written within one millisecond. */
  #time = { at: Number.NaN, text: '' };

  private constructor(private readonly handle: FileHandle) {}

  /** Throws a `ConfigError` where the file cannot be written: without an audit nothing is written elsewhere either. */
  static async open(path: string): Promise<AuditFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      return new AuditFile(await open(path, 'a', 0o600));
    } catch (error) {
      throw new ConfigError({
        code: 'audit-unwritable',
        doing: `opening the audit ${path}`,
        happened: error instanceof Error ? error.message : String(error),
        hint: 'give this account the right to write there, or name another gateway.auditFile',
        cause: error,
      });
    }
  }

  /** Resolves when the line is in the file. */
  write(entry: AuditEntry): Promise<void> {
    const { at } = entry;
    if (at !== this.#time.at) this.#time = { at, text: new Date(at).toISOString() };
    this.#waiting.push(`${JSON.stringify({ ...entry, at: this.#time.text })}\n`);
    this.#writing ??= this.#flush();
    return this.#writing;
  }

  /** Resolves when everything is in the file. Nothing may be written afterwards. */
  async close(): Promise<void> {
    await this.#writing;
    await this.handle.close();
  }

  async #flush(): Promise<void> {
    // A turn later, so that what comes at the same time goes along.
    await new Promise((resolve) => setImmediate(resolve));
    const lines = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#writing = undefined;
    for (let at = 0; at < lines.length; ) at += writeSync(this.handle.fd, lines, at);
  }
}
