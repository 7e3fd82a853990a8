import {
  type CheckReport,
  type CheckStage,
  ConfigError,
  failedStage,
  type OperationSupport,
  RollcallError,
  UnauthorizedError,
} from '@rollcall/contract';
import type { Database } from './database.js';

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
      { stage: 'reach', label: 'Open the directory', status: 'passed', detail: database.place },
      {
        stage: 'read',
        label: 'Count accounts',
        status: 'passed',
        detail: `${accounts} accounts in the realm "${realm}"`,
      },
    );
    // Asks for what a write begins with, and changes nothing.
    await database.write((sql) => sql.run('DELETE FROM head_count WHERE FALSE'));
    stages.push({ stage: 'write', label: 'Begin a change', status: 'passed', detail: database.dialect.name });
    return { stages, operations };
  } catch (error) {
    if (!RollcallError.is(error)) throw error;
    return { stages: [...stages, failed(error, stages.length > 0)] };
  }
}

function failed(error: RollcallError, isWriting: boolean): CheckStage {
  const stage = isWriting ? 'write' : UnauthorizedError.is(error) ? 'credential' : 'reach';
  const label = isWriting ? 'Begin a change' : ConfigError.is(error) ? 'Open the directory' : 'Reach the directory';
  return failedStage(stage, label, error);
}
