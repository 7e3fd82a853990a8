import { readFileSync } from 'node:fs';
import type { CleanFolder, Ran, Started } from './clean-folder.js';

export interface Container {
  /** Root file system of the image, where it is mounted. */
  readonly root: string;
  /** Folder that stands for the volume, and where it is in the container. */
  readonly volume: string;
  readonly mountedAt: string;
  readonly workdir: string;
  /** Number of the user and of the group. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs commands as `podman run --read-only --user … -v volume:…` would, with what the kernel itself has for that: process 1 of its own processes, on a
 * root that nobody writes to, without root's rights. The network is this machine's.
 */
export class Contained {
  constructor(
    private readonly folder: CleanFolder,
    private readonly container: Container,
  ) {}

  run(command: readonly string[]): Promise<Ran> {
    const [program = '', ...args] = this.wrapped(command);
    return this.folder.run(program, args);
  }

  async start(command: readonly string[], wanted: RegExp): Promise<Started> {
    const started = await this.folder.startProgram(this.wrapped(command), wanted);
    return { ...started, end: () => endFirst(started) };
  }

  private wrapped(command: readonly string[]): readonly string[] {
    const { root, volume, mountedAt, workdir, user, env } = this.container;
    const inside = ['env', '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    const mounts = [
      `mount --bind ${root} ${root}`,
      `mount -o remount,bind,ro ${root}`,
      `mount --bind ${volume} ${root}${mountedAt}`,
      `mount --rbind /dev ${root}/dev`,
    ];
    const own = `exec unshare --pid --fork --kill-child --mount-proc=/proc --root=${root} --wd=${workdir} -S ${user} -G ${user} -- "$@"`;
    return ['unshare', '--mount', 'sh', '-ec', [...mounts, own].join('\n'), 'sh', ...inside, ...command];
  }
}

/** Process 1 of the container is asked to end, as a runtime asks it; the exit code of the container. */
async function endFirst({ child }: Started): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
  process.kill(Number(first), 'SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const code = await ended;
  clearTimeout(timer);
  return code;
}
