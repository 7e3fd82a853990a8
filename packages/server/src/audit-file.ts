import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { AuditEntry } from '@rollcall/gateway';

/** Lines of JSON at the end of a file that only its owner may read. Lines that come together are written together. */
export class AuditFile {
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;

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
    this.#waiting.push(`${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() })}\n`);
    this.#writing ??= this.#flush();
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.handle.close();
  }

  async #flush(): Promise<void> {
    try {
      // A turn later, so that what comes at the same time goes along.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#waiting.length > 0) {
        const lines = this.#waiting;
        this.#waiting = [];
        await this.handle.appendFile(lines.join(''));
      }
    } finally {
      this.#writing = undefined;
    }
  }
}
