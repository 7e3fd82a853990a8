import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
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
