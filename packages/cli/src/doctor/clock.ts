import { createHttpClients, type RollcallConfig, systemClock } from '@rollcall/engine';
import type { DoctorFinding } from './finding.js';

/** Signed messages and tokens are refused from some minutes on; half a minute shows that nobody sets the clock. */
const SKEW_MS = 30_000;

/** Compares this machine's clock with the `Date` of each system that has an address. Asks anonymously, for nothing. */
export async function lookAtClock(config: RollcallConfig, signal: AbortSignal): Promise<readonly DoctorFinding[]> {
  const clients = createHttpClients({ clock: systemClock });
  return Promise.all(
    [...config.connections].flatMap(([name, { settings }]) => {
      const { baseUrl } = settings;
      return typeof baseUrl === 'string' ? [compare(name, baseUrl, signal)] : [];
    }),
  );

  async function compare(name: string, baseUrl: string, stop: AbortSignal): Promise<DoctorFinding> {
    const skipped = { about: 'clock', status: 'skipped', detail: `${name} told no time` } as const;
    try {
      const http = clients.open({ baseUrl, timeoutMs: 5_000, retries: 0, allowSelfSigned: true });
      try {
        const request = {
          method: 'HEAD',
          path: '',
          signal: stop,
          doing: 'reading the clock',
          anonymous: true,
        } as const;
        const told = Date.parse((await http.request(request)).headers.get('date') ?? '');
        return Number.isNaN(told) ? skipped : judged(name, Date.now() - told);
      } finally {
        await http.close();
      }
    } catch {
      return skipped;
    }
  }
}

function judged(name: string, skewMs: number): DoctorFinding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= SKEW_MS) return { about: 'clock', status: 'passed', detail: `agrees with ${name}` };
  return {
    about: 'clock',
    status: 'warning',
    detail: `this machine is ${seconds} seconds ${skewMs > 0 ? 'ahead of' : 'behind'} ${name}`,
    remedy: 'set both by NTP; signed events and tokens are refused when clocks are minutes apart',
  };
}
