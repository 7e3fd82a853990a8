import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { root } from '../support/root.js';

export const phpFolder = join(root, 'test/php');
const run = promisify(execFile);

/** Whether a command of the system is there. */
export function has(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** PHP with what the tests need; they are skipped, by name, where it is missing. */
export const hasPhp = has('php', '-r', 'exit(extension_loaded("pdo_sqlite") && extension_loaded("mbstring") ? 0 : 1);');

/** Runs a PHP script of this folder, with some text for it to read, and returns what it prints. */
export function php(script: string, input: string, ...args: readonly string[]): string {
  return execFileSync('php', [join(phpFolder, script), ...args], { encoding: 'utf8', input });
}

/** What a site, in a process of its own, shall do: `add` events in one transaction, then `drain` its outbox, or `test`. */
export interface Order {
  readonly folder: string;
  readonly address: string;
  readonly secret: string;
  readonly previous?: string;
  readonly add?: readonly (readonly [type: string, subject: string])[];
  readonly drain?: boolean;
  /** Whether to try although the receiver failed a moment ago; default yes. */
  readonly now?: boolean;
  readonly test?: boolean;
  /** Seconds to wait for an answer. */
  readonly timeout?: number;
}

export interface Answer {
  readonly result: {
    readonly sent?: number;
    readonly refused?: number;
    readonly why?: string;
    readonly accepted?: boolean;
    readonly text?: string;
  };
  readonly count: { readonly waiting: number; readonly dead: number };
}

/** The module's own classes send, in a process of their own. Rejects when that process is killed. */
export async function site(order: Order, signal?: AbortSignal): Promise<Answer> {
  const options = signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const };
  const { stdout } = await run('php', [join(phpFolder, 'send.php'), JSON.stringify(order)], options);
  return JSON.parse(stdout) as Answer;
}

/** What a Joomla site shall hand to its plugin: the plugin's method, and the arguments of the event. */
export interface JoomlaOrder {
  readonly folder: string;
  readonly address: string;
  readonly secret: string;
  readonly previous?: string;
  readonly events: readonly (readonly [method: string, args: Readonly<Record<string, unknown>>])[];
}

/** Runs a Joomla site in a process of its own, and tells what its outbox holds at the end. */
export async function joomlaSite(
  order: JoomlaOrder,
): Promise<readonly { readonly type: string; readonly subject: string; readonly note: string }[]> {
  const { stdout } = await run('php', [join(phpFolder, 'joomla-site.php'), JSON.stringify(order)]);
  return JSON.parse(stdout);
}

/** As if the pause after a failure were over. */
export function forgetPause(folder: string): void {
  const database = new DatabaseSync(join(folder, 'joomla.sqlite'));
  database.exec("UPDATE jos_rollcall_memory SET facts = '{}' WHERE name = 'delivery'");
  database.close();
}
