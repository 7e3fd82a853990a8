import { hostname } from 'node:os';

/** Who holds a lease: this process, and what in it. */
export function newHolder(): string {
  return `${hostname()}:${process.pid}:${crypto.randomUUID()}`;
}

/** Certain only for processes of this machine: a killed one need not be waited for. */
export function isDead(holder: string): boolean {
  const [host, pid] = holder.split(':');
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
