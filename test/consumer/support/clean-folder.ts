import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Packed } from './packages.js';

/** Only what a person's shell has: nothing of the workspace or its test runner. */
const ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(PATH|HOME|TMPDIR|LANG|npm_config_cache|npm_config_registry|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/i.test(
      name,
    ),
  ),
);

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/** A folder outside the workspace, with packages from tarballs. */
export class CleanFolder {
  constructor(
    readonly path: string,
    private readonly packed: readonly Packed[],
  ) {
    mkdirSync(path, { recursive: true });
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.path, name, '..'), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  /** Installs packages; those of Rollcall, also as dependencies of others, come from the tarballs. */
  async install(dependencies: Readonly<Record<string, string>>, manifest: object = {}): Promise<void> {
    const tarballs = Object.fromEntries(this.packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
    const own = Object.fromEntries(
      Object.entries(dependencies).map(([name, range]) => [name, tarballs[name] ?? range]),
    );
    this.write(
      'package.json',
      JSON.stringify({ private: true, type: 'module', ...manifest, dependencies: own, overrides: tarballs }, null, 2),
    );
    const { code, out } = await this.run('npm', [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    if (code !== 0) throw new Error(`npm install in ${this.path}: ${out}`);
  }

  /** Runs a program to its end; its output, both streams. Never throws. */
  async run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    try {
      const { stdout, stderr } = await promisify(execFile)(command, [...args], {
        cwd: this.path,
        env: { ...ENV, ...env },
        timeout: 180_000,
        maxBuffer: 16 * 1024 * 1024,
      });
      return { code: 0, out: stdout + stderr };
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { code: typeof code === 'number' ? code : -1, out: `${stdout}${stderr}` };
    }
  }

  /** Starts a script, with arguments after spaces, and resolves when it has printed what fits. */
  start(script: string, wanted: RegExp, env: Readonly<Record<string, string>> = {}): Promise<Started> {
    return this.startProgram([process.execPath, ...script.split(' ')], wanted, env);
  }

  /** As `start`, of any program. */
  startProgram(
    [program = '', ...args]: readonly string[],
    wanted: RegExp,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Started> {
    const child = spawn(program, args, {
      cwd: this.path,
      env: { ...ENV, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let text = '';
      const look = (chunk: Buffer): void => {
        text += chunk.toString();
        const match = wanted.exec(text);
        if (match !== null) resolve({ child, match, output: () => text, end: () => ended(child) });
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('exit', (code) => reject(new Error(`${[program, ...args].join(' ')} ended with ${code}: ${text}`)));
    });
  }
}

export interface Started {
  readonly child: ChildProcess;
  readonly match: RegExpExecArray;
  output(): string;
  /** Asks it to end; its exit code. */
  end(): Promise<number | null>;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const result = await code;
  clearTimeout(timer);
  return result;
}
