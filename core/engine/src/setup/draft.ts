import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { Marks } from '../ports/state.js';
import { ConfigEditor } from './config-editor.js';
import { type DiffLine, lineDiff } from './line-diff.js';

const MARK = 'setup-draft';
/** How a file begins that the console makes. */
const NEW_FILE = `# Rollcall: keeps accounts and groups in step between systems. Made in the console; edit it there or here.
extensions: []
connections:
syncs:
`;

export interface DraftParts {
  /** The configuration file. It need not exist yet. */
  readonly path: string;
  readonly marks: Marks;
  /** For people who bring the configuration from elsewhere, such as a repository: nothing is changed here. */
  readonly readOnly: boolean;
}

export interface DraftView {
  readonly text: string;
  /** What saving would change in the file. */
  readonly diff: readonly DiffLine[];
  readonly changed: boolean;
  /** Somebody changed the file after the draft was begun; saving is refused until the draft begins anew. */
  readonly stale: boolean;
  /** There is no file yet. */
  readonly fresh: boolean;
  readonly readOnly: boolean;
}

interface Stored {
  readonly text: string;
  /** Fingerprint of the file that the draft began with; empty: there was none. */
  readonly base: string;
}

/**
 * Changes to the configuration that nobody saved yet. One for an installation, kept in the state, so that it survives a restart and
 * that two people in the console see the same. Secrets are never in it; they are references from the start.
 */
export class Draft {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: DraftParts) {}

  async view(): Promise<DraftView> {
    const [disk, stored] = await Promise.all([this.disk(), this.stored()]);
    const text = stored?.text ?? disk ?? NEW_FILE;
    const diff = lineDiff(disk ?? '', text);
    return {
      text,
      diff,
      changed: stored !== undefined && diff.length > 0,
      stale: stored !== undefined && stored.base !== fingerprint(disk),
      fresh: disk === undefined,
      readOnly: this.parts.readOnly || extname(this.parts.path) !== '.yaml',
    };
  }

  /** Edits the draft; begins one where there is none. One edit after the other, so that none is lost. */
  edit<T>(change: (editor: ConfigEditor) => T): Promise<T> {
    return this.alone(async () => {
      const { text, readOnly } = await this.view();
      if (readOnly) throw readOnlyError();
      const base = (await this.stored())?.base ?? fingerprint(await this.disk());
      const editor = new ConfigEditor(text, this.parts.path);
      const result = change(editor);
      await this.parts.marks.set(MARK, JSON.stringify({ text: editor.text, base } satisfies Stored));
      return result;
    });
  }

  /** The draft for reading. */
  async editor(): Promise<ConfigEditor> {
    return new ConfigEditor((await this.view()).text, this.parts.path);
  }

  /** Throws the changes away. */
  discard(): Promise<void> {
    return this.alone(() => this.parts.marks.set(MARK, undefined));
  }

  /** Writes the file, in one piece. Refuses when somebody changed it meanwhile. */
  save(): Promise<void> {
    return this.alone(async () => {
      const { text, stale, readOnly } = await this.view();
      if (readOnly) throw readOnlyError();
      if (stale)
        throw new ConfigError({
          code: 'config-changed-meanwhile',
          doing: `saving ${this.parts.path}`,
          happened: 'somebody changed the file since these changes were begun',
          hint: 'throw the changes away and make them again on the file as it is now',
        });
      const next = `${this.parts.path}.${process.pid}.new`;
      await writeFile(next, text, { mode: 0o600 });
      await rename(next, this.parts.path);
      await this.parts.marks.set(MARK, undefined);
    });
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }

  private async stored(): Promise<Stored | undefined> {
    const text = await this.parts.marks.get(MARK);
    return text === undefined ? undefined : (JSON.parse(text) as Stored);
  }

  private async disk(): Promise<string | undefined> {
    try {
      return await readFile(this.parts.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function fingerprint(text: string | undefined): string {
  return text === undefined ? '' : createHash('sha256').update(text).digest('base64url');
}

function readOnlyError(): ConfigError {
  return new ConfigError({
    code: 'config-read-only',
    doing: 'changing the configuration',
    happened: 'this console only shows it',
    hint: 'change the file where it comes from, or set server.console.readOnly to false',
  });
}
