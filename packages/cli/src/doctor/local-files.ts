import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { RollcallConfig } from '@rollcall/engine';
import { SqliteState } from '@rollcall/state-sql';
import type { DoctorFinding } from './finding.js';

const LITTLE_SPACE = 100 * 1024 * 1024;

/** Can the state be opened, is it of a version that this program knows, and who else may read it? Makes no state that is not there. */
export async function lookAtState(config: RollcallConfig, folder: string): Promise<readonly DoctorFinding[]> {
  const path = isAbsolute(config.state.path) ? config.state.path : join(folder, config.state.path);
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) {
    return (await isWritable(nearestFolder(path)))
      ? [{ about: 'state', status: 'passed', detail: `${path} will be made by the first run` }]
      : [
          {
            about: 'state',
            status: 'failed',
            detail: `${path} cannot be made`,
            remedy: 'let this account write there',
          },
        ];
  }
  const findings: DoctorFinding[] = [];
  if (process.platform !== 'win32' && (file.mode & 0o077) !== 0)
    findings.push({
      about: 'permissions',
      status: 'warning',
      detail: `others on this machine may read ${path}, which holds personal data`,
      remedy: `chmod 600 ${path}`,
    });
  const free = await statfs(dirname(path)).catch(() => undefined);
  if (free !== undefined && free.bavail * free.bsize < LITTLE_SPACE)
    findings.push({
      about: 'state',
      status: 'warning',
      detail: 'less than 100 MB are free where the state is kept',
      remedy: 'make room; a run that cannot write its journal stops',
    });
  return [...findings, await opened(path)];
}

/** Who else may read or change what holds addresses, and perhaps secrets? */
export async function lookAtPermissions(path: string): Promise<readonly DoctorFinding[]> {
  if (process.platform === 'win32') return [];
  const file = await stat(path);
  if ((file.mode & 0o002) !== 0)
    return [
      {
        about: 'permissions',
        status: 'failed',
        detail: `everybody on this machine may change ${path}, and with it what runs here`,
        remedy: `chmod o-w ${path}`,
      },
    ];
  return [{ about: 'permissions', status: 'passed', detail: `${path} can be changed by its owner only` }];
}

async function opened(path: string): Promise<DoctorFinding> {
  try {
    const state = new SqliteState(path);
    const runs = await state.runs.list({ limit: 1 });
    await state.close();
    const last = runs[0] === undefined ? 'no run yet' : `last run ${new Date(runs[0].startedAt).toISOString()}`;
    return { about: 'state', status: 'passed', detail: `${path} opens, ${last}` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { about: 'state', status: 'failed', detail, remedy: 'install the newer version again, or restore a backup' };
  }
}

function nearestFolder(path: string): string {
  return dirname(path);
}

async function isWritable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const there = await stat(at).catch(() => undefined);
    if (there !== undefined)
      return access(at, constants.W_OK).then(
        () => there.isDirectory(),
        () => false,
      );
    if (dirname(at) === at) return false;
  }
}
