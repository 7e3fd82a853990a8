import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './output/terminal.js';
import { runProgram } from './program.js';

/** The program as it is started from a shell. Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  const stop = new AbortController();
  let asked = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    asked += 1;
    if (asked > 1) process.exit(130);
    process.stderr.write(`\n${signal}: finishing what is in flight; once more ends at once.\n`);
    stop.abort(new Error('stopped'));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  try {
    return await runProgram(
      { terminal: systemTerminal(), env: process.env, folder: process.cwd(), stop: stop.signal },
      args,
      manifest.version,
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

function systemTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  // A reader such as "head" that has seen enough is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    color:
      stdout.isTTY === true
        ? env.NO_COLOR === undefined || env.NO_COLOR === ''
        : env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0',
    live: stderr.isTTY === true && stdout.isTTY === true,
    columns: stdout.columns ?? 100,
    ...(stdin.isTTY === true && stdout.isTTY === true ? { ask } : {}),
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
