import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { Marks } from '../ports/marks.js';
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

/** The draft of the configuration, as a page shows it. */
export interface DraftView {
  /** The YAML, with secrets as references. */
  readonly text: string;
  /** What saving would change in the file. */
  readonly diff: readonly DiffLine[];
  /** Saving would change something. */
  readonly changed: boolean;
  /** Somebody changed the file after the draft was begun; saving is refused until the draft begins anew. */
  readonly stale: boolean;
  /** There is no file yet. */
  readonly fresh: boolean;
  /** Nothing can be saved here. */
  readonly readOnly: boolean;
}

interface Stored {
  readonly text: string;
  /** Fingerprint of the file that the draft began with; empty: there was none. */
  readonly base: string;
  /** Names of secrets that were sealed for the draft. */
  readonly sealed?: readonly string[];
  /** What somebody said that leaves the text as it was. */
  readonly confirmed?: readonly string[];
}

/**
 * Changes to the configuration that nobody saved yet. One for an installation, kept in the state, so that it survives a restart and
 * that two people in the console see the same. Secrets are never in it; they are references from the start, and one that is typed anew gets
 * another name, so that what is at work goes on with the old one until the draft is saved.
 */
export class Draft {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: DraftParts) {}

  async view(): Promise<DraftView> {
    const { path, readOnly } = this.parts;
    const [disk, stored, fixed] = await Promise.all([this.disk(), this.stored(), isFixed(path)]);
    const text = stored?.text ?? disk ?? NEW_FILE;
    const diff = lineDiff(disk ?? '', text);
    return {
      text,
      diff,
      changed: stored !== undefined && diff.length > 0,
      stale: stored !== undefined && stored.base !== fingerprint(disk),
      fresh: disk === undefined,
      readOnly: readOnly || extname(path) !== '.yaml' || fixed,
    };
  }

  /** Edits the draft; begins one where there is none. One edit after the other, so that none is lost. */
  edit<T>(change: (editor: ConfigEditor) => T): Promise<T> {
    return this.alone(async () => {
      const draft = await this.begun();
      const editor = new ConfigEditor(draft.text, this.parts.path);
      const result = change(editor);
      await this.store({ ...draft, text: editor.text });
      return result;
    });
  }

  /**
   * The name under which to seal a secret that belongs under `name`: that one, or `name-2` and so on where the file, or something else, has
   * it. The draft holds it from then on, before it is sealed: whatever happens then, it is known what to throw away.
   */
  holdSecret(name: string, taken: readonly string[]): Promise<string> {
    return this.alone(async () => {
      const draft = await this.begun();
      const { sealed = [] } = draft;
      const others = new Set([...taken, ...secretsIn(await this.disk())].filter((one) => !sealed.includes(one)));
      let free = name;
      for (let at = 2; others.has(free); at += 1) free = `${name}-${at}`;
      if (!sealed.includes(free)) await this.store({ ...draft, sealed: [...sealed, free] });
      return free;
    });
  }

  /** Remembers, as long as there is this draft, that somebody said what leaves the text as it was: that a default is meant. */
  confirm(what: string): Promise<void> {
    return this.alone(async () => {
      const draft = await this.begun();
      const { confirmed = [] } = draft;
      if (!confirmed.includes(what)) await this.store({ ...draft, confirmed: [...confirmed, what] });
    });
  }

  async isConfirmed(what: string): Promise<boolean> {
    return (await this.stored())?.confirmed?.includes(what) ?? false;
  }

  /** The draft for reading. */
  async editor(): Promise<ConfigEditor> {
    return new ConfigEditor((await this.view()).text, this.parts.path);
  }

  /** Throws the changes away. Gives the names of sealed secrets that nothing names any more. */
  discard(): Promise<readonly string[]> {
    return this.alone(async () => {
      const { sealed = [] } = (await this.stored()) ?? {};
      const needed = secretsIn(await this.disk());
      await this.parts.marks.set(MARK, undefined);
      return sealed.filter((name) => !needed.has(name));
    });
  }

  /** Writes the file, in one piece. Refuses when somebody changed it meanwhile. Gives the names of sealed secrets that it names no more. */
  save(): Promise<readonly string[]> {
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
      const { sealed = [] } = (await this.stored()) ?? {};
      const before = new Set([...secretsIn(await this.disk()), ...sealed]);
      const needed = secretsIn(text);
      const next = `${this.parts.path}.${process.pid}.new`;
      await writeFile(next, text, { mode: 0o600 });
      await rename(next, this.parts.path);
      await this.parts.marks.set(MARK, undefined);
      return [...before].filter((name) => !needed.has(name));
    });
  }

  /** The draft as it is stored, or as it would begin. */
  private async begun(): Promise<Stored> {
    const { text, readOnly } = await this.view();
    if (readOnly) throw readOnlyError();
    return { base: fingerprint(await this.disk()), ...(await this.stored()), text };
  }

  private store(draft: Stored): Promise<void> {
    return this.parts.marks.set(MARK, JSON.stringify(draft));
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

/** Nothing may be written beside the file, as in a container whose root is read-only: so nobody fills in what cannot be saved. */
async function isFixed(path: string): Promise<boolean> {
  try {
    await access(dirname(path), constants.W_OK);
    return false;
  } catch (error) {
    return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** Names of the sealed secrets that a text names. */
function secretsIn(text = ''): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$\{secret:([^}]+)\}/g)].map(([, name = '']) => name));
}

function fingerprint(text: string | undefined): string {
  return text === undefined ? '' : createHash('sha256').update(text).digest('base64url');
}

function readOnlyError(): ConfigError {
  return new ConfigError({
    code: 'config-read-only',
    doing: 'changing the configuration',
    happened: 'this console only shows it',
    hint: 'change the file where it comes from, or let the console write: server.console.readOnly, and the rights of its folder',
  });
}
