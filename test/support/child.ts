import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './root.js';

/** `rollcall` as a process of its own: as it was built, where "npm test" has just built it, or else from the sources. */
export interface RollcallProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves to the exit code, or to the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Resolves when it has printed this; rejects when it ends before. */
  printed(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

export function startRollcall(
  folder: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): RollcallProcess {
  const child = spawn(process.execPath, [...command(), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      child.emit('printed');
    });
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    child,
    output: () => text,
    ended,
    printed: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!text.includes(wanted)) return;
          child.off('printed', look);
          resolve();
        };
        child.on('printed', look);
        look();
        void ended.then((code) => reject(new Error(`it ended with ${code} before it printed "${wanted}": ${text}`)));
      }),
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Compiling the sources takes a second of each start, and some tests start it fifty times. */
function command(): readonly string[] {
  if (process.env.ROLLCALL_TEST_BUILT === '1') return [join(root, 'packages/cli/bin/rollcall.mjs')];
  const flags = ['--conditions=@rollcall/source', '--import', 'tsx', '--import', 'reflect-metadata'];
  return [...flags, '--disable-warning=ExperimentalWarning', join(root, 'test/support/rollcall-entry.ts')];
}

/** A port of this machine that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
