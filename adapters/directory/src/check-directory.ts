import {
  type CheckReport,
  type CheckStage,
  ConfigError,
  checkStage,
  failedStage,
  type OperationSupport,
  RollcallError,
  UnauthorizedError,
} from '@rollcall/contract';
import type { Database } from './database.js';
import { DIRECTORY_TEXTS } from './directory-texts.js';

const T = DIRECTORY_TEXTS.check;

export interface CheckedDirectory {
  readonly database: Database;
  readonly realm: string;
  countAccounts(): Promise<number>;
  readonly operations: OperationSupport;
}

/** Can the directory be opened, read, and written? */
export async function checkDirectory({
  database,
  realm,
  countAccounts,
  operations,
}: CheckedDirectory): Promise<CheckReport> {
  const stages: CheckStage[] = [];
  try {
    const accounts = await countAccounts();
    stages.push(
      checkStage({ stage: 'reach', label: T.open, status: 'passed', detail: database.place }),
      checkStage({ stage: 'read', label: T.count, status: 'passed', detail: T.accounts(accounts, realm) }),
    );
    // Asks for what a write begins with, and changes nothing.
    await database.write((sql) => sql.run('DELETE FROM head_count WHERE FALSE'));
    const detail = database.dialect.name;
    stages.push(checkStage({ stage: 'write', label: T.change, status: 'passed', detail }));
    return { stages, operations };
  } catch (error) {
    if (!RollcallError.is(error)) throw error;
    return { stages: [...stages, failed(error, stages.length > 0)] };
  }
}

function failed(error: RollcallError, isWriting: boolean): CheckStage {
  const stage = isWriting ? 'write' : UnauthorizedError.is(error) ? 'credential' : 'reach';
  const label = isWriting ? T.change : ConfigError.is(error) ? T.open : T.reach;
  return failedStage(stage, label, error);
}
