import { isAbsolute, join } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { StateSettings } from '@rollcall/engine';
import type { Row } from '@rollcall/postgres';
import type { CopySide, CopyTables } from './copy-side.js';
import { PostgresSide } from './postgres-side.js';
import { RowsHash } from './rows-hash.js';
import { SqliteSide } from './sqlite-side.js';
import { KEPT_TABLES, type KeptTable } from './tables.js';

/** What `copyState` needs to know. */
export interface CopyStateOptions {
  /** The part `state` of the configuration as it was. It is only read, and stays as it is. */
  readonly from: StateSettings;
  /** The part `state` as it will be. Must hold no state yet. */
  readonly to: StateSettings;
  /** Folder that paths of state files start from. */
  readonly folder: string;
  /** Milliseconds since 1970, to tell whether a lease still holds. */
  readonly now: number;
  /** Aborted, nothing stays behind at `to`. */
  readonly signal: AbortSignal;
}

/** What was carried over. */
export interface CopiedState {
  /** Where it was, and where it is, without a password. */
  readonly from: string;
  /** Where it is now, without a password. */
  readonly to: string;
  /** Rows, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Carries a whole state from one place into another, between a file and PostgreSQL either way, or between two of a kind: all of it or nothing.
 * Nobody writes either meanwhile. Each table is read back and compared, row for row, before it counts. Throws a `ConfigError` when a run
 * is under way (`state-in-use`), when the other place is not empty (`state-not-empty`), or is the same one (`state-same`). Says nothing to
 * the old state: whoever calls keeps it from being used again.
 */
export async function copyState({ from, to, folder, now, signal }: CopyStateOptions): Promise<CopiedState> {
  const [source, target] = [sideOf(from, folder), sideOf(to, folder)];
  try {
    if (source.place === target.place) throw refused(source, target, 'state-same', 'both are the same place');
    const rows = await source.alone((read) =>
      target.alone(async (write) => {
        await refuseWhileRunning(source, target, read, now);
        await refuseFilled(source, target, write);
        return copyTables(source, target, { read, write, signal });
      }),
    );
    return { from: source.place, to: target.place, rows };
  } finally {
    await source.close();
    await target.close();
  }
}

const PAGE = 1_000;

interface Work {
  readonly read: CopyTables;
  readonly write: CopyTables;
  readonly signal: AbortSignal;
}

async function copyTables(source: CopySide, target: CopySide, work: Work): Promise<Readonly<Record<string, number>>> {
  const { read, write, signal } = work;
  const rows: Record<string, number> = {};
  await write.clear();
  for (const table of KEPT_TABLES) {
    const there = await overTable(read, table, signal, (page) => write.insert(table, page));
    const here = await overTable(write, table, signal, async () => undefined);
    if (there.text !== here.text)
      throw new Error(
        `carrying the state from ${source.place} to ${target.place}: ${table.name} has ${there.count} rows there and ${here.count} here, and they are not the same; nothing was kept`,
      );
    rows[table.name] = there.count;
  }
  await write.goOn();
  return rows;
}

/** Goes over a table page by page, in the order of its key; a hash over all of it. */
async function overTable(
  tables: CopyTables,
  table: KeptTable,
  signal: AbortSignal,
  each: (page: readonly Row[]) => Promise<unknown>,
): Promise<{ readonly count: number; readonly text: string }> {
  const hash = new RowsHash(table);
  let page: readonly Row[] = [];
  do {
    signal.throwIfAborted();
    page = await tables.page(table, page.at(-1), PAGE);
    if (page.length > 0) await each(page);
    hash.add(page);
  } while (page.length === PAGE);
  return { count: hash.count, text: hash.text() };
}

async function refuseWhileRunning(source: CopySide, target: CopySide, read: CopyTables, now: number): Promise<void> {
  const [lease] = await read.leases(now);
  if (lease === undefined) return;
  throw refused(
    source,
    target,
    'state-in-use',
    `a run of "${lease.sync}" is under way, by ${lease.holder}`,
    'end "rollcall serve" and what else runs, and do it again; what a killed program left ends within a minute',
  );
}

async function refuseFilled(source: CopySide, target: CopySide, write: CopyTables): Promise<void> {
  const filled = await write.filled();
  if (filled === undefined) return;
  throw refused(
    source,
    target,
    'state-not-empty',
    `${target.place} is not empty: it has rows in "${filled}"`,
    'name a place where there is none yet; two states are never mixed',
  );
}

function refused(source: CopySide, target: CopySide, code: string, happened: string, hint?: string): ConfigError {
  const doing = `carrying the state from ${source.place} to ${target.place}`;
  return new ConfigError({ code, doing, happened, ...(hint === undefined ? {} : { hint }) });
}

function sideOf({ url, path }: StateSettings, folder: string): CopySide {
  if (url !== undefined) return new PostgresSide(url.reveal());
  return new SqliteSide(isAbsolute(path) ? path : join(folder, path));
}
