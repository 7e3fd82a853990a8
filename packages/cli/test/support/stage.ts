import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, type Terminal } from '@rollcall/cli';
import { MemoryDirectory } from '@rollcall/testing';
import { setWorld } from './memory-extension.js';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Around {
  readonly color?: boolean;
  readonly stop?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  readonly ask?: NonNullable<Terminal['ask']>;
}

/** A folder with a `rollcall.yaml` between two systems in memory, and the command line. */
export interface Stage {
  readonly folder: string;
  readonly source: MemoryDirectory;
  readonly target: MemoryDirectory;
  rollcall(args: readonly string[], around?: Around): Promise<Printed>;
  write(name: string, text: string): void;
  read(name: string): string;
  close(): void;
}

export const SYNC = `
    from: people
    to: website
    correlate: [userName]
    mapping: { userName: userName, title: title }
    operations: [create, update, deactivate]
    leavers: { deleted: deactivate }
    guard: { deactivate: { count: 0 } }`;

export function configText(syncs = `\n  staff:${SYNC}`): string {
  return `extensions: ['${join(import.meta.dirname, 'memory-extension.ts')}']
connections:
  people: { provider: memory-source }
  website: { provider: memory-target }
syncs:${syncs}
`;
}

export function openStage(people: readonly string[] = ['ada.k', 'bob.l', 'cem.m']): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
  const source = new MemoryDirectory();
  const target = new MemoryDirectory({ unique: ['userName'] });
  for (const userName of people) source.add({ id: `p-${userName}`, attributes: { userName, title: 'Dr' } });
  setWorld({ source, target });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('rollcall.yaml', configText());
  return {
    folder,
    source,
    target,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    rollcall: (args, around) => rollcall(folder, args, around),
    close: () => rmSync(folder, { recursive: true }),
  };
}

async function rollcall(folder: string, args: readonly string[], around: Around = {}): Promise<Printed> {
  const printed = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    color: around.color === true,
    live: false,
    columns: 120,
    ...(around.ask === undefined ? {} : { ask: around.ask }),
  };
  const stop = around.stop ?? new AbortController().signal;
  const code = await runProgram({ terminal, env: around.env ?? {}, folder, stop }, args, '1.2.3');
  return { code, ...printed };
}
