import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { RollcallConfig } from '@rollcall/engine';
import { lookAtStateDatabase, lookAtStateFile, type StateFile } from '@rollcall/state-sql';
import type { DoctorFinding } from './finding.js';

const LITTLE_SPACE = 100 * 1024 * 1024;

/** Can the state be read, is it of a version that this program knows, and who else may read it? Makes no state that is not there, and changes none. */
export async function lookAtState(config: RollcallConfig, folder: string): Promise<readonly DoctorFinding[]> {
  if (config.state.url !== undefined) return [await databaseFinding(config.state.url.reveal())];
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
  return [...findings, versionFinding(path)];
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

/** Looks without opening it for use, which would bring an older one forward. */
function versionFinding(path: string): DoctorFinding {
  try {
    return findingOf(path, lookAtStateFile(path), 'stop "rollcall serve", and copy the file first');
  } catch (error) {
    return unusable(error);
  }
}

async function databaseFinding(url: string): Promise<DoctorFinding> {
  try {
    const looked = await lookAtStateDatabase(url);
    if (looked.version === 0)
      return { about: 'state', status: 'passed', detail: `${looked.place} will be made by the first run` };
    return findingOf(looked.place, looked, 'stop all workers, and make a backup with pg_dump first');
  } catch (error) {
    return unusable(error);
  }
}

function unusable(error: unknown): DoctorFinding {
  return { about: 'state', status: 'failed', detail: error instanceof Error ? error.message : String(error) };
}

function findingOf(place: string, { version, known, lastRunAt }: StateFile, before: string): DoctorFinding {
  const last = lastRunAt === null ? 'no run yet' : `last run ${new Date(lastRunAt).toISOString()}`;
  const detail = `${place} is of version ${version}, ${last}`;
  if (version > known)
    return {
      about: 'state',
      status: 'failed',
      detail: `${detail}; this Rollcall knows ${known}`,
      remedy: 'install the Rollcall that wrote it, or a later one; going back needs the backup from before the upgrade',
    };
  if (version < known && version > 0)
    return {
      about: 'state',
      status: 'warning',
      detail: `${detail}; the next command that uses it brings it to version ${known}, and there is no way back`,
      remedy: before,
    };
  return { about: 'state', status: 'passed', detail };
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
