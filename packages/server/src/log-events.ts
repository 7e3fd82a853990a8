import type { ServiceEvent } from '@rollcall/engine';

type Level = 'debug' | 'info' | 'warn' | 'error';
type Line = readonly [level: Level, about: object, message: string];

/** Where lines go: what pino's loggers and Fastify's have. */
export type EventLog = Readonly<Record<Level, (about: object, message: string) => void>>;

/** One line for each event that a person would look for. Names from the configuration, numbers and messages; never people or secrets. */
export function logEvent(log: EventLog, event: ServiceEvent): void {
  const [level, about, message] = lineOf(event);
  log[level](about, message);
}

function lineOf(event: ServiceEvent): Line {
  const { kind, ...about } = event;
  switch (event.kind) {
    case 'run-started':
      return ['debug', about, 'run started'];
    case 'run-ended':
      return runLine(event);
    case 'events-stored':
    case 'event-repeated':
      return ['debug', about, kind];
    case 'event-refused':
      return ['warn', about, 'event refused'];
    case 'quarantined':
      return ['warn', { ...about, until: new Date(event.until).toISOString() }, 'sync waits'];
    case 'released':
      return ['info', about, 'sync works again'];
    case 'trigger-failed':
      return ['error', about, 'trigger failed; it is started again'];
    case 'alert':
      return ['warn', about, 'alert'];
  }
}

function runLine({ sync, durationMs, run }: Extract<ServiceEvent, { kind: 'run-ended' }>): Line {
  const { id, status, counts, cause, error } = run;
  const line = { sync, run: id, status, cause, durationMs: Math.round(durationMs), counts };
  return status === 'failed' ? ['error', { ...line, error }, 'run failed'] : ['info', line, `run ${status}`];
}
