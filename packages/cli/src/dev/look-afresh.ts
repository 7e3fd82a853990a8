import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Look, LookTask } from './look.js';

/** A plugin that never comes back is ended after this. */
const LOOK_MS = 60_000;

/** A look in a process of its own: it reads every file as it is now, and a plugin that hangs or dies takes nothing along. */
export async function lookAfresh(task: LookTask, signal: AbortSignal): Promise<Look> {
  const module = fileURLToPath(import.meta.url.replace(/look-afresh(\.[jt]s)(\?.*)?$/, 'look-once$1'));
  const child = fork(module, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  try {
    return await new Promise<Look>((resolve) => {
      onAbort = () => resolve({ people: [] });
      signal.addEventListener('abort', onAbort, { once: true });
      child.once('message', (seen) => resolve(seen as Look));
      child.once('error', (error) => resolve({ failure: error.message }));
      child.once('exit', (code) => resolve({ failure: `a plugin ended the process (exit code ${code})` }));
      timer = setTimeout(() => resolve({ failure: `a plugin took longer than ${LOOK_MS / 1000} seconds` }), LOOK_MS);
      child.send(task);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
  }
}
